import type { Clock, Timer } from '../base/clock.ts';
import { type AtlinkError, type ErrorDetails, messageOf } from '../base/errors.ts';
import { type Log, silentLog } from '../base/log.ts';
import { AtError } from './at-error.ts';
import { type Command, order } from './command.ts';
import { attention, type CommandLine } from './command-line.ts';
import { Exchange } from './exchange.ts';
import type { Frame } from './frame.ts';
import { Framer, type FramerOptions } from './framer.ts';
import { Resync } from './resync.ts';
import { Transcript } from './transcript.ts';
import type { Urc } from './urc.ts';
import { UrcTable } from './urc-table.ts';

export interface AtChannelOptions extends FramerOptions {
  /** Hands bytes to the transport. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly clock: Clock;
  readonly log?: Log;
  /** What ends a command line: `\r` unless the module wants another. */
  readonly terminator?: string;
  /** The pause between a final result code and the next command, in milliseconds. */
  readonly cooldownMs?: number;
  /** How many commands may wait. */
  readonly queueLimit?: number;
  /** A line that is neither an answer nor a known URC. */
  readonly unknownLine?: (line: string) => void;
  /** The module echoes although it was told not to: it may have restarted. */
  readonly echoed?: () => void;
}

export interface RunOptions {
  /** Ends the wait; the module's answer is still awaited before the next command goes out. */
  readonly signal?: AbortSignal;
}

/**
 * AT commands and answers over a byte pipe, one command at a time. Each line goes to the running command if that
 * claims it, else to the URC table, else it is reported as unknown: by what it says, never by its position.
 */
export class AtChannel {
  readonly transcript: Transcript;
  /** Told when the channel gave up: the module does not answer, or not to what it is asked. */
  outOfStep: ((error: AtError) => void) | undefined;
  readonly #options: AtChannelOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #framer: Framer;
  readonly #urcs: UrcTable;
  readonly #queue: Exchange[] = [];
  readonly #queueLimit: number;
  #running: Exchange | undefined;
  #resync: Resync | undefined;
  #cooldown: Timer | undefined;
  #closed: AtlinkError | undefined;
  #terminator: string;
  #secrets: readonly string[] = [];

  constructor(options: AtChannelOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#log = options.log ?? silentLog;
    this.#queueLimit = options.queueLimit ?? 64;
    this.#terminator = options.terminator ?? '\r';
    this.transcript = new Transcript(options.clock);
    this.#framer = new Framer((frame) => this.#take(frame), options);
    this.#urcs = new UrcTable((line, thrown) =>
      this.#log.error({ line: this.#shown(line), err: thrown }, `a URC could not be read: ${messageOf(thrown)}`),
    );
  }

  /** What ends a command line from the next command on. */
  set terminator(terminator: string) {
    this.#terminator = terminator;
  }

  /** Bytes from the module. */
  receive(bytes: Uint8Array): void {
    if (this.#closed === undefined) this.#framer.push(bytes);
  }

  /** @returns a function that ends the subscription */
  onUrc<Value>(urc: Urc<Value>, handle: (value: Value, line: string, bytes?: Uint8Array) => void): () => void {
    const remove = this.#urcs.add(urc, handle);
    this.#updateBlockRules();
    return () => {
      remove();
      this.#updateBlockRules();
    };
  }

  /**
   * Sends a command when its turn comes and resolves with what it answered.
   *
   * @throws AtError `AT_REFUSED`, `AT_EQUIPMENT`, `AT_MESSAGE` as the module said; `AT_TIMEOUT`, `AT_GARBLED`,
   * `AT_OUT_OF_STEP`, `AT_QUEUE_FULL`; the reason of `signal`; whatever ended the channel
   */
  run<Result>(command: Command<Result>, { signal }: RunOptions = {}): Promise<Result> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed);
      if (signal?.aborted) return reject(signal.reason);
      if (this.#queue.length >= this.#queueLimit) {
        const message = `${this.#queue.length} commands are waiting already`;
        return reject(new AtError('AT_QUEUE_FULL', message, { ...this.#details(), where: command.line.shown }));
      }
      const aborted = (): void => this.#abort(exchange, signal?.reason);
      const drop = (): void => signal?.removeEventListener('abort', aborted);
      const settle =
        <Value>(settled: (value: Value) => void) =>
        (value: Value): void => {
          drop();
          settled(value);
        };
      const exchange = new Exchange(command as Command<unknown>, settle(resolve), settle(reject), () =>
        this.#details(),
      );
      signal?.addEventListener('abort', aborted, { once: true });
      this.#queue.push(exchange);
      this.#next();
    }) as Promise<Result>;
  }

  /** The module is known to have started over: what runs and what waits fails, and the line is free. */
  reset(reason: string): void {
    const error = new AtError('AT_RESET', reason, this.#details());
    this.transcript.add('!', reason);
    this.#framer.reset();
    this.#failAll(error);
  }

  /** Nothing comes after this. What runs and what waits fails with `error`. */
  close(error: AtlinkError): void {
    if (this.#closed !== undefined) return;
    this.#closed = error;
    this.#failAll(error);
  }

  #failAll(error: AtlinkError): void {
    const running = this.#running;
    running?.deadline?.cancel();
    this.#running = undefined;
    this.#cooldown?.cancel();
    this.#resync?.cancel();
    this.#resync = undefined;
    this.#updateBlockRules();
    running?.fail(error);
    for (const waiting of this.#queue.splice(0)) waiting.fail(error);
  }

  #next(): void {
    if (this.#running !== undefined || this.#resync !== undefined || this.#closed !== undefined) return;
    const exchange = this.#queue.shift();
    if (exchange === undefined) return;
    this.#running = exchange;
    exchange.startedAt = this.#clock.now();
    exchange.deadline = this.#clock.after(exchange.command.timeoutMs, () => this.#overdue(exchange));
    this.#updateBlockRules();
    this.#framer.expectPrompt(exchange.awaitsPrompt);
    this.#send(exchange.command.line);
  }

  #send(line: CommandLine): void {
    this.#secrets = line.secrets;
    this.transcript.add('>', line.shown);
    this.#log.trace({ at: line.shown }, 'command');
    this.#write(Buffer.from(line.wire + this.#terminator, 'latin1'));
  }

  #write(bytes: Uint8Array): void {
    // A pipe that fails says so by closing as well; the command then fails with the reason of the close.
    this.#options.write(bytes).catch((thrown: unknown) => {
      this.#log.debug({ err: thrown }, `a write failed: ${messageOf(thrown)}`);
      const running = this.#running;
      if (running !== undefined) running.fail(thrown);
    });
  }

  #take(frame: Frame): void {
    switch (frame.kind) {
      case 'line':
        this.#takeLine(frame.text);
        return;
      case 'prompt': {
        const payload = this.#running?.takePayload();
        this.transcript.add('<', '>');
        if (payload === undefined) return;
        this.transcript.add('>', `(${payload.length} bytes of payload)`);
        this.#write(payload);
        return;
      }
      case 'block':
        this.#takeBlock(frame.header, frame.bytes);
        return;
      case 'overlong':
        this.transcript.add('<', frame.text);
        this.#unknown(frame.text);
        return;
    }
  }

  #takeLine(line: string): void {
    this.transcript.add('<', this.#shown(line));
    if (this.#resync !== undefined) {
      if (this.#resync.takeLine(line) || this.#urcs.deliver(line)) return;
      this.#unknown(line);
      return;
    }
    const running = this.#running;
    if (running?.takeEcho(line)) {
      this.#options.echoed?.();
      return;
    }
    const taken = running?.takeFinal(line) ?? 'no';
    if (taken === 'final') this.#finished();
    if (taken !== 'no' || running?.takeLine(line) === 'yes') return;
    if (this.#urcs.deliver(line)) return;
    if (running?.takeBare(line) !== 'yes') this.#unknown(line);
  }

  #takeBlock(header: string, bytes: Uint8Array): void {
    this.transcript.add('<', `${header} (${bytes.length} bytes)`);
    if (this.#running?.takeBlock(header, bytes) === 'yes') return;
    if (!this.#urcs.deliver(header, bytes)) this.#unknown(header);
  }

  #unknown(line: string): void {
    this.#log.debug({ line: this.#shown(line) }, 'unknown line');
    this.#options.unknownLine?.(this.#shown(line));
  }

  #finished(): void {
    const running = this.#running;
    running?.deadline?.cancel();
    this.#framer.expectPrompt(false);
    const { cooldownMs = 0 } = this.#options;
    const free = (): void => {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#updateBlockRules();
      this.#next();
    };
    if (cooldownMs > 0) this.#cooldown = this.#clock.after(cooldownMs, free);
    else free();
  }

  #abort(exchange: Exchange, reason: unknown): void {
    const index = this.#queue.indexOf(exchange);
    if (index !== -1) this.#queue.splice(index, 1);
    // A running one goes on without its caller: the module is still answering, and the line is not free before that.
    else if (this.#running === exchange && exchange.command.abortWith) this.#write(exchange.command.abortWith);
    exchange.fail(reason);
  }

  #overdue(exchange: Exchange): void {
    if (this.#running !== exchange) return;
    const { shown } = exchange.command.line;
    this.transcript.add('!', `no final result code within ${exchange.command.timeoutMs} ms`);
    const message = `${shown} had no answer within ${exchange.command.timeoutMs} ms`;
    exchange.fail(new AtError('AT_TIMEOUT', message, { ...this.#details(), where: shown }));
    if (exchange.command.abortWith) this.#write(exchange.command.abortWith);
    this.#running = undefined;
    // A block that was begun and not ended would swallow the answers to come.
    this.#framer.reset();
    this.#updateBlockRules();
    this.#resync = new Resync(
      this.#clock,
      () => this.#send(attention),
      (inStep) => this.#resynced(inStep),
    );
    this.#resync.start();
  }

  #resynced(inStep: boolean): void {
    this.#resync = undefined;
    if (inStep) {
      this.#next();
      return;
    }
    const error = new AtError('AT_OUT_OF_STEP', 'the module does not answer AT any more', this.#details());
    this.#failAll(error);
    this.outOfStep?.(error);
  }

  #updateBlockRules(): void {
    const own = this.#running?.command.block;
    this.#framer.blockRules = own === undefined ? this.#urcs.blockRules : [own, ...this.#urcs.blockRules];
  }

  /** What may be shown of a line: an echo may hold a secret that was just sent. */
  #shown(line: string): string {
    return this.#secrets.reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, '***')), line);
  }

  #details(): ErrorDetails {
    return { transcript: this.transcript.lines };
  }
}

/** Asks for nothing but an answer. */
export const ping = (timeoutMs: number): Command => order(attention, timeoutMs);
