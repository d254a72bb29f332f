import type { TraceEntry } from './trace-entry.ts';

const defaultBytes = 256 * 1024;
/** What an entry takes beside its bytes, about. */
const entryBytes = 64;

const sizeOf = (entry: TraceEntry): number =>
  entryBytes + ('bytes' in entry ? entry.bytes.length : 'payload' in entry ? (entry.payload?.length ?? 0) : 0);

/** The last entries of a trace, within a number of bytes. */
export class TraceRing {
  readonly #limit: number;
  #entries: TraceEntry[] = [];
  #first = 0;
  #size = 0;
  #dropped = 0;

  constructor(limitBytes = defaultBytes) {
    this.#limit = limitBytes;
  }

  add(entry: TraceEntry): void {
    this.#entries.push(entry);
    this.#size += sizeOf(entry);
    while (this.#size > this.#limit && this.#first < this.#entries.length - 1) {
      const oldest = this.#entries[this.#first++];
      if (oldest !== undefined) this.#size -= sizeOf(oldest);
      this.#dropped += 1;
    }
    // Moved together now and then, so that dropping the oldest costs little.
    if (this.#first > 1024 && this.#first > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Oldest first. */
  get entries(): readonly TraceEntry[] {
    return this.#entries.slice(this.#first);
  }

  /** How many older ones are gone. */
  get dropped(): number {
    return this.#dropped;
  }
}
