import type { LineRedactor } from '../base/privacy/line-redactor.ts';
import type { Direction } from '../transport/tap.ts';
import type { TraceEntry } from './trace-entry.ts';

/** What is to be kept of what goes over the line. */
export interface KeepOptions {
  /** Private values as they are. */
  readonly unredacted?: boolean;
  /** Payload too, and not its length alone. */
  readonly payload?: boolean;
}

/** Makes entries of the pieces of one direction, hiding what is private. */
export class Pieces {
  readonly #direction: Direction;
  readonly #redactor: LineRedactor;
  readonly #keep: KeepOptions;
  readonly #emit: (entry: TraceEntry) => void;
  /** When the bytes came that are being cut up. */
  now = 0;

  constructor(direction: Direction, redactor: LineRedactor, keep: KeepOptions, emit: (entry: TraceEntry) => void) {
    this.#direction = direction;
    this.#redactor = redactor;
    this.#keep = keep;
    this.#emit = emit;
  }

  /** A whole line and its end. */
  line(line: string, ending: string): void {
    if (this.#keep.unredacted === true) {
      this.plain(line + ending);
      return;
    }
    const { hidden, text } = this.#redactor.redact(this.#direction, line);
    const entry = { t: this.now, dir: this.#direction, bytes: text + ending };
    this.#emit(hidden.length === 0 ? entry : { ...entry, hidden });
  }

  /** What holds nothing private: line ends, prompts, abort bytes. */
  plain(bytes: string): void {
    if (bytes !== '') this.#emit({ t: this.now, dir: this.#direction, bytes });
  }

  /** A line that was not finished: what it would have held cannot be told. */
  fragment(text: string): void {
    if (this.#keep.unredacted === true) {
      this.plain(text);
      return;
    }
    const { hidden, text: shown } = this.#redactor.hide(text);
    this.#emit({ t: this.now, dir: this.#direction, bytes: shown, hidden });
  }

  payload(bytes: string): void {
    if (bytes === '') return;
    const entry = { t: this.now, dir: this.#direction, length: bytes.length };
    this.#emit(this.#keep.payload === true ? { ...entry, payload: bytes } : entry);
  }
}
