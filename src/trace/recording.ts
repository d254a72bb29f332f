import type { LineRedactor } from '../base/privacy/line-redactor.ts';
import type { Direction } from '../transport/tap.ts';
import type { KeepOptions } from './keep-options.ts';
import type { BytesEntry, TraceEntry } from './trace-entry.ts';

// So much of a secret that was not finished is hidden all the same.
const shortestBegun = 4;

/** One account of a line: how much of it is kept, and who is told. */
export class Recording {
  readonly #keep: KeepOptions;
  readonly #redactor: LineRedactor;
  readonly #tell: (entry: TraceEntry) => void;
  /** Payload whose end may be the beginning of a secret, until it is known. */
  readonly #held: Record<Direction, string> = { in: '', out: '' };
  #now = 0;

  constructor(keep: KeepOptions, redactor: LineRedactor, tell: (entry: TraceEntry) => void) {
    this.#keep = keep;
    this.#redactor = redactor;
    this.#tell = tell;
  }

  /** @param clean the same without private values */
  bytes(entry: BytesEntry, clean: BytesEntry): void {
    this.#now = entry.t;
    this.#release(entry.dir);
    this.#tell(this.#keep.unredacted === true ? entry : clean);
  }

  payload(dir: Direction, bytes: string, t: number): void {
    this.#now = t;
    const { payload, unredacted } = this.#keep;
    if (payload !== true) this.#tell({ t, dir, length: bytes.length });
    else if (unredacted === true) this.#payload(dir, bytes);
    else this.#withoutSecrets(dir, this.#held[dir] + bytes);
  }

  note(note: string, t: number): void {
    this.flush();
    this.#tell({ t, note });
  }

  /** Tells what was held back. */
  flush(): void {
    this.#release('in');
    this.#release('out');
  }

  #withoutSecrets(dir: Direction, all: string): void {
    const begun = this.#redactor.knownIn(all);
    const clean = this.#redactor.withoutKnown(all);
    this.#held[dir] = all.slice(begun);
    this.#payload(dir, clean.slice(0, begun));
  }

  #release(dir: Direction): void {
    const rest = this.#held[dir];
    this.#held[dir] = '';
    this.#payload(dir, rest.length < shortestBegun ? rest : this.#redactor.hide(rest).text);
  }

  #payload(dir: Direction, payload: string): void {
    if (payload !== '') this.#tell({ t: this.#now, dir, length: payload.length, payload });
  }
}
