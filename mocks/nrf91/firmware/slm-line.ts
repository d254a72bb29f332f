import type { LineInput, LineListener } from './line-input.ts';
import { endsLine, isRubout, quote, textOf } from './line-input.ts';
import type { Terminator } from './rules.ts';

/**
 * The line discipline of Serial LTE Modem. With its usual terminator, CR LF, a lone CR is data: the module stays
 * silent, and the next line begins with what was typed before. Rubbing out a quote does not end the quotation.
 */
export class SlmLine implements LineInput {
  readonly #terminator: Terminator;
  readonly #longest: number;
  readonly #listener: LineListener;
  #line: number[] = [];
  /** How long the line would be; beyond the longest nothing is stored. */
  #length = 0;
  #quoted = false;
  #previous = 0;

  constructor(terminator: Terminator, longest: number, listener: LineListener) {
    this.#terminator = terminator;
    this.#longest = longest;
    this.#listener = listener;
  }

  take(byte: number): void {
    if (isRubout(byte)) {
      if (this.#length > 0) this.#length -= 1;
      this.#line.length = Math.min(this.#line.length, this.#length);
      return;
    }
    if (!this.#quoted && endsLine(this.#terminator, byte, this.#previous, this.#length)) {
      this.#end(this.#length - (this.#terminator === 'crlf' ? 1 : 0));
      return;
    }
    if (this.#length < this.#longest) this.#line.push(byte);
    this.#length += 1;
    if (byte === quote) this.#quoted = !this.#quoted;
    this.#previous = byte;
  }

  #end(length: number): void {
    const bytes = this.#line.slice(0, length);
    this.#line = [];
    this.#length = 0;
    this.#quoted = false;
    if (length > this.#longest) this.#listener.tooLong();
    else if (length > 0) this.#listener.line(textOf(bytes));
  }
}
