import type { LineRedactor } from '../base/privacy/line-redactor.ts';
import type { Direction } from '../transport/tap.ts';
import type { Recording } from './recording.ts';

/** Makes entries of the pieces of one direction, with and without what is private. */
export class Pieces {
  readonly #direction: Direction;
  readonly #redactor: LineRedactor;
  readonly #recordings: ReadonlySet<Recording>;
  /** When the bytes came that are being cut up. */
  now = 0;

  constructor(direction: Direction, redactor: LineRedactor, recordings: ReadonlySet<Recording>) {
    this.#direction = direction;
    this.#redactor = redactor;
    this.#recordings = recordings;
  }

  /** A whole line and its end. */
  line(line: string, ending: string): void {
    this.#tell(line, this.#redactor.redact(this.#direction, line), ending);
  }

  /** What holds nothing private: line ends, prompts, abort bytes. */
  plain(bytes: string): void {
    if (bytes !== '') this.#tell(bytes, { text: bytes, hidden: [] }, '');
  }

  /** A line that was not finished: what it would have held cannot be told. */
  fragment(text: string): void {
    this.#tell(text, this.#redactor.hide(text), '');
  }

  payload(bytes: string): void {
    if (bytes === '') return;
    for (const recording of this.#recordings) recording.payload(this.#direction, bytes, this.now);
  }

  #tell(line: string, { hidden, text }: ReturnType<LineRedactor['hide']>, ending: string): void {
    const [t, dir] = [this.now, this.#direction];
    const entry = { t, dir, bytes: line + ending };
    const clean = hidden.length === 0 ? entry : { t, dir, bytes: text + ending, hidden };
    for (const recording of this.#recordings) recording.bytes(entry, clean);
  }
}
