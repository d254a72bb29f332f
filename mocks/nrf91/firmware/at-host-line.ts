import type { LineInput, LineListener } from './line-input.ts';
import { endsLine, isRubout, quote, textOf } from './line-input.ts';
import type { Terminator } from './rules.ts';

/**
 * The line discipline of the AT host library (nRF Connect SDK, `lib/at_host`): NUL is ignored, what does not fit is
 * dropped, a line of blanks is no command. Terminators in quotes are data.
 */
export class AtHostLine implements LineInput {
  readonly #terminator: Terminator;
  readonly #longest: number;
  readonly #listener: LineListener;
  #line: number[] = [];
  #quoted = false;

  constructor(terminator: Terminator, longest: number, listener: LineListener) {
    this.#terminator = terminator;
    this.#longest = longest;
    this.#listener = listener;
  }

  take(byte: number): void {
    if (isRubout(byte)) {
      this.#line.pop();
      return;
    }
    if (!this.#quoted) {
      if (byte === 0) return;
      if (endsLine(this.#terminator, byte, this.#line.at(-1) ?? 0, this.#line.length)) {
        this.#end();
        return;
      }
    }
    if (this.#line.length >= this.#longest) return;
    this.#line.push(byte);
    if (byte === quote) this.#quoted = !this.#quoted;
  }

  #end(): void {
    const text = textOf(this.#line);
    this.#line = [];
    this.#quoted = false;
    if (/[^\0- ]/.test(text)) this.#listener.line(this.#terminator === 'crlf' ? text.replace(/\r$/, '') : text);
  }
}
