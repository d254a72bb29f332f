import type { Timer } from '../base/clock.ts';
import { type AtlinkError, type ErrorDetails, messageOf } from '../base/errors.ts';
import { AtError, equipmentError, messageServiceError } from './at-error.ts';
import type { Answer, Command, LineParser } from './command.ts';
import { Params, splitPrefix } from './params.ts';
import type { RawMode } from './raw-mode.ts';

/** What an exchange made of a line. */
export type Taken =
  /** Not for it. */
  | 'no'
  | 'yes'
  /** It asks for the payload. */
  | 'prompt'
  /** It was the final result code: the line is free. */
  | 'final';

type AnyAnswer = Answer<Record<string, LineParser>>;

/** One command on its way: what it claimed so far, and whether somebody still waits for it. */
export class Exchange {
  readonly command: Command<unknown>;
  /** When it is overdue; set by the channel. */
  deadline: Timer | undefined;
  /** What comes next may still belong to it: bytes of its answer were lost or added, or its payload was refused. */
  isSpoiled = false;
  /** Data mode begins when it has succeeded. */
  readonly rawMode: RawMode | undefined;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #details: () => ErrorDetails;
  readonly #lines: Record<string, unknown[]> = {};
  readonly #bare: string[] = [];
  readonly #blocks: { header: string; bytes: Uint8Array }[] = [];
  #echoPending = true;
  #payloadSent = false;
  #payloadGiven = false;
  #garbled: AtlinkError | undefined;
  #succeeded = false;
  #abandoned = false;
  #settled = false;
  #unheed: (() => void) | undefined;

  constructor(
    command: Command<unknown>,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
    details: () => ErrorDetails,
    rawMode?: RawMode,
  ) {
    this.rawMode = rawMode;
    this.command = command;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#details = details;
    for (const prefix of Object.keys(command.lines)) this.#lines[prefix] = [];
  }

  /** Calls `aborted` when the signal says so while somebody still waits. */
  heed(signal: AbortSignal, aborted: () => void): void {
    signal.addEventListener('abort', aborted, { once: true });
    this.#unheed = () => signal.removeEventListener('abort', aborted);
  }

  /** Whether the module has carried it out. */
  get succeeded(): boolean {
    return this.#succeeded;
  }

  /** Whether nobody waited for it any more when it succeeded. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Whether it still wants a prompt. */
  get awaitsPrompt(): boolean {
    return this.command.payload !== undefined && !this.#payloadSent;
  }

  /** Whether that prompt is a bare `>`. */
  get awaitsMark(): boolean {
    return this.awaitsPrompt && this.command.payload?.promptLine === undefined;
  }

  /** The payload, when it is time for it. */
  takePayload(): Uint8Array | undefined {
    if (!this.awaitsPrompt) return undefined;
    this.#payloadSent = true;
    this.#payloadGiven = !this.#settled;
    const { abortWith, payload } = this.command;
    payload?.asked?.();
    // Who gave the command up wants nothing sent. Without a way to say so the module would wait for the bytes for ever.
    return this.#settled ? (abortWith ?? payload?.bytes) : payload?.bytes;
  }

  /** What the module is given when the command is overdue, so that it does not wait for the rest of it. */
  get lastWord(): Uint8Array | undefined {
    const { abortWith, payload } = this.command;
    return (this.awaitsPrompt ? payload?.promised : undefined) ?? abortWith;
  }

  /** Whether the module has echoed the command. */
  get wasEchoed(): boolean {
    return !this.#echoPending;
  }

  /** Whether somebody waits for its end. */
  get isWaitedFor(): boolean {
    return !this.#settled;
  }

  /**
   * Whether its payload may come back (Quectel's `+QISDE`). Modules that say `OK` first never do that; what comes there
   * is the peer's, and a peer may well send back what it got.
   */
  get mayEchoPayload(): boolean {
    const { payload } = this.command;
    return payload?.okBeforePrompt !== true && payload?.promptLine !== 'OK';
  }

  /** Whether the line is the module's echo of exactly what was sent; true once at most. */
  takeEcho(line: string): boolean {
    if (!this.#echoPending || line !== this.command.line.wire) return false;
    this.#echoPending = false;
    return true;
  }

  /** A final result code is a whole line that equals a known one, or begins with an error's prefix. */
  takeFinal(line: string): Taken {
    if (this.awaitsPrompt && this.command.payload?.promptLine === line) return 'prompt';
    if (this.awaitsPrompt && this.command.payload?.okBeforePrompt === true && line === 'OK') return 'yes';
    if (this.command.successes.includes(line)) {
      // Without its payload it cannot have succeeded, whatever the module says.
      if (this.awaitsPrompt && this.command.payload?.ask === undefined) this.fail(this.#refused(line));
      else this.succeed();
      return 'final';
    }
    const error = this.#errorOf(line);
    if (error === undefined) return 'no';
    // It may have stopped waiting for the payload before that came, which then was taken for commands: their refusals are
    // yet to come. What the command itself lists, as SEND FAIL, is said of payload that was taken.
    if (this.#payloadGiven && !this.command.failures.includes(line)) this.isSpoiled = true;
    this.fail(this.#garbled ?? error);
    return 'final';
  }

  /**
   * Some firmware forgets the line end between two lines of an answer: `+QCAINFO: 1+QCAINFO: 2`. Cuts a line where a
   * prefix that the command claims begins once more, outside quotes.
   */
  unglue(line: string): readonly string[] {
    const { prefix } = splitPrefix(line);
    const again = `${prefix}:`;
    if (!this.#claims(prefix) || line.indexOf(again, 1) === -1) return [line];
    const parts: string[] = [];
    let start = 0;
    for (let at = line.indexOf(again, 1); at !== -1; at = line.indexOf(again, at + 1)) {
      const part = line.slice(start, at);
      if (part.split('"').length % 2 === 0) continue;
      parts.push(part);
      start = at;
    }
    return [...parts, line.slice(start)];
  }

  /** Lines that the command claims by their prefix. Its parser may decline. */
  takeLine(line: string): Taken {
    const { prefix, values } = splitPrefix(line);
    if (this.command.ownPrefixes.includes(prefix)) return this.takeBare(line);
    const parse = this.#claims(prefix) ? this.command.lines[prefix] : undefined;
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

  /** A line that was too long to be taken whole. Where it belongs to the answer, that is garbled. */
  takeOverlong(text: string): Taken {
    if (!this.#claims(splitPrefix(text).prefix)) return 'no';
    this.#garbled ??= this.#garble(new Error('a line of it is too long'));
    return 'yes';
  }

  /** Lines without a prefix, where the command takes such. */
  takeBare(line: string): Taken {
    if (this.command.spoiledBy?.(line)) {
      this.isSpoiled = true;
      this.#garbled ??= this.#garble(new Error('bytes came without a header'));
      return 'yes';
    }
    // What looks like a URC is one that nobody knows, not an answer.
    if (this.#bare.length >= this.command.bareLines) return 'no';
    if (!this.command.prefixedLines && /^[+%#^]/.test(line)) return 'no';
    this.#bare.push(line);
    return 'yes';
  }

  /** @param spoiled its end does not stand where its count says: the answer is garbled */
  takeBlock(header: string, bytes: Uint8Array, spoiled = false): Taken {
    const rule = this.command.block;
    if (rule === undefined || !header.startsWith(rule.prefix)) return 'no';
    this.isSpoiled ||= spoiled;
    if (spoiled) this.#garbled ??= this.#garble(new Error('its bytes are not as many as it says'));
    this.#blocks.push({ header, bytes });
    return 'yes';
  }

  /** Ends it for whoever waits, because too many commands wait already. */
  turnAway(): void {
    const where = this.command.line.shown;
    this.fail(new AtError('AT_QUEUE_FULL', 'too many commands are waiting already', { ...this.#details(), where }));
  }

  /** Ends it for whoever waits, because the line carries raw bytes. */
  refuseInDataMode(): void {
    const where = this.command.line.shown;
    const hint = 'Close what uses data mode (a transparent socket) first.';
    this.fail(
      new AtError('AT_DATA_MODE', `${where} cannot be sent: the line is in data mode`, {
        ...this.#details(),
        where,
        hint,
      }),
    );
  }

  /** Ends it for whoever waits, because its final result code is overdue. */
  expire(): void {
    const { line, timeoutMs } = this.command;
    const message = `${line.shown} had no answer within ${timeoutMs} ms`;
    this.fail(new AtError('AT_TIMEOUT', message, { ...this.#details(), where: line.shown }));
  }

  /** Ends it for whoever waits. The line may still be busy with it. */
  fail(reason: unknown): void {
    if (!this.#settle()) return;
    this.#reject(reason);
  }

  /** The module has carried it out. */
  succeed(): void {
    this.#succeeded = true;
    this.#abandoned = this.#settled;
    if (!this.#settle()) return;
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

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#unheed?.();
    return true;
  }

  #claims(prefix: string): boolean {
    return Object.hasOwn(this.command.lines, prefix);
  }

  #refused(line: string): AtlinkError {
    const { shown } = this.command.line;
    return new AtError('AT_REFUSED', `${shown} was answered ${line}`, {
      ...this.#details(),
      where: shown,
      finalLine: line,
    });
  }

  #garble(thrown: unknown): AtlinkError {
    const message = `the answer to ${this.command.line.shown} is garbled: ${messageOf(thrown)}`;
    return new AtError('AT_GARBLED', message, { ...this.#details(), cause: thrown });
  }

  #errorOf(line: string): AtlinkError | undefined {
    if (line === 'ERROR' || line === 'ABORTED' || this.command.failures.includes(line)) return this.#refused(line);
    if (this.awaitsPrompt && this.command.payload?.refusals?.includes(line)) return this.#refused(line);
    const kind = /^\+CM([ES]) ERROR:/.exec(line)?.[1];
    if (kind === undefined) return undefined;
    const details = { ...this.#details(), where: this.command.line.shown };
    const { values } = splitPrefix(line);
    return kind === 'E' ? equipmentError(values, details) : messageServiceError(values, details);
  }
}
