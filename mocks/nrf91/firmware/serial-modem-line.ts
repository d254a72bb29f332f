import type { LineInput, LineListener } from './line-input.ts';
import { endsLine, isRubout, quote, textOf } from './line-input.ts';
import type { Terminator } from './rules.ts';

const upperCase = (byte: number): string => String.fromCharCode(byte).toUpperCase();

/**
 * The line discipline of Serial Modem: nothing is stored until A and then T came, so that garbage gets no answer. A
 * line that is too long is refused as soon as it is.
 */
export class SerialModemLine implements LineInput {
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

  /** Whether half a command is in the buffer. */
  get partial(): boolean {
    return this.#line.length > 0;
  }

  take(byte: number): void {
    if (!this.#expected(byte)) {
      this.#clear();
      this.#listener.echo(byte);
      return;
    }
    if (this.#line.length >= this.#longest) {
      this.#clear();
      this.#listener.tooLong();
      return;
    }
    if (isRubout(byte)) {
      if (this.#line.pop() === quote) this.#quoted = !this.#quoted;
      this.#listener.echo(byte);
      return;
    }
    const ends = !this.#quoted && endsLine(this.#terminator, byte, this.#line.at(-1) ?? 0, this.#line.length);
    if (!ends) {
      this.#line.push(byte);
      if (byte === quote) this.#quoted = !this.#quoted;
    }
    this.#listener.echo(byte);
    if (ends) this.#end();
  }

  #expected(byte: number): boolean {
    if (this.#line.length === 0) return upperCase(byte) === 'A';
    return this.#line.length > 1 || upperCase(byte) === 'T';
  }

  #end(): void {
    const text = textOf(this.#line);
    this.#clear();
    this.#listener.line(this.#terminator === 'crlf' ? text.slice(0, -1) : text);
  }

  #clear(): void {
    this.#line = [];
    this.#quoted = false;
  }
}
