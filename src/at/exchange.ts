import type { Timer } from '../base/clock.ts';
import { type AtlinkError, type ErrorDetails, messageOf } from '../base/errors.ts';
import { AtError, equipmentError, messageServiceError } from './at-error.ts';
import type { Answer, Command, LineParser } from './command.ts';
import { Params, splitPrefix } from './params.ts';

/** What an exchange made of a line. */
export type Taken =
  /** Not for it. */
  | 'no'
  | 'yes'
  /** It was the final result code: the line is free. */
  | 'final';

type AnyAnswer = Answer<Record<string, LineParser>>;

/** One command on its way: what it claimed so far, and whether somebody still waits for it. */
export class Exchange {
  readonly command: Command<unknown>;
  /** When it is overdue; set by the channel. */
  deadline: Timer | undefined;
  /** When it was written, in monotonic milliseconds. */
  startedAt = 0;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #details: () => ErrorDetails;
  readonly #lines: Record<string, unknown[]> = {};
  readonly #bare: string[] = [];
  readonly #blocks: { header: string; bytes: Uint8Array }[] = [];
  #echoPending = true;
  #payloadSent = false;
  #garbled: AtlinkError | undefined;
  #settled = false;

  constructor(
    command: Command<unknown>,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
    details: () => ErrorDetails,
  ) {
    this.command = command;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#details = details;
    for (const prefix of Object.keys(command.lines)) this.#lines[prefix] = [];
  }

  /** Whether it still wants a prompt. */
  get awaitsPrompt(): boolean {
    return this.command.payload !== undefined && !this.#payloadSent;
  }

  /** The payload, when it is time for it. */
  takePayload(): Uint8Array | undefined {
    if (!this.awaitsPrompt) return undefined;
    this.#payloadSent = true;
    return this.command.payload?.bytes;
  }

  /** Whether the line is the module's echo of exactly what was sent; true once at most. */
  takeEcho(line: string): boolean {
    if (!this.#echoPending || line !== this.command.line.wire) return false;
    this.#echoPending = false;
    return true;
  }

  /** A final result code is a whole line that equals a known one, or begins with an error's prefix. */
  takeFinal(line: string): Taken {
    if (this.command.successes.includes(line)) {
      if (this.awaitsPrompt && this.command.payload?.okBeforePrompt === true) return 'yes';
      this.#succeed();
      return 'final';
    }
    const error = this.#errorOf(line);
    if (error === undefined) return 'no';
    this.fail(error);
    return 'final';
  }

  /** Lines that the command claims by their prefix. Its parser may decline. */
  takeLine(line: string): Taken {
    const { prefix, values } = splitPrefix(line);
    const parse = Object.hasOwn(this.command.lines, prefix) ? this.command.lines[prefix] : undefined;
    if (parse === undefined) return 'no';
    try {
      const value = parse(new Params(line, values), line);
      if (value === undefined) return 'no';
      this.#lines[prefix]?.push(value);
    } catch (thrown) {
      // Remembered and not thrown: the final result code is still to come, and the line is not free before it.
      this.#garbled ??= this.#garble(thrown);
    }
    return 'yes';
  }

  /** Lines without a prefix, where the command takes such. */
  takeBare(line: string): Taken {
    // What looks like a URC is one that nobody knows, not an answer.
    if (this.#bare.length >= this.command.bareLines) return 'no';
    if (!this.command.prefixedLines && /^[+%#^]/.test(line)) return 'no';
    this.#bare.push(line);
    return 'yes';
  }

  takeBlock(header: string, bytes: Uint8Array): Taken {
    const rule = this.command.block;
    if (rule === undefined || !header.startsWith(rule.prefix)) return 'no';
    this.#blocks.push({ header, bytes });
    return 'yes';
  }

  /** Ends it for whoever waits. The line may still be busy with it. */
  fail(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#reject(reason);
  }

  #succeed(): void {
    if (this.#settled) return;
    this.#settled = true;
    if (this.#garbled !== undefined) {
      this.#reject(this.#garbled);
      return;
    }
    try {
      const answer: AnyAnswer = { lines: this.#lines, bare: this.#bare, blocks: this.#blocks };
      this.#resolve(this.command.result(answer));
    } catch (thrown) {
      this.#reject(this.#garble(thrown));
    }
  }

  #garble(thrown: unknown): AtlinkError {
    const message = `the answer to ${this.command.line.shown} is garbled: ${messageOf(thrown)}`;
    return new AtError('AT_GARBLED', message, { ...this.#details(), cause: thrown });
  }

  #errorOf(line: string): AtlinkError | undefined {
    const details = { ...this.#details(), where: this.command.line.shown };
    if (line === 'ERROR' || line === 'ABORTED' || this.command.failures.includes(line)) {
      return new AtError('AT_REFUSED', `${this.command.line.shown} was answered ${line}`, details);
    }
    const { prefix, values } = splitPrefix(line);
    if (prefix === '+CME ERROR') return equipmentError(values, details);
    if (prefix === '+CMS ERROR') return messageServiceError(values, details);
    return undefined;
  }
}
