import type { Timer } from '../base/clock.ts';
import { type AtlinkError, type ErrorDetails, messageOf } from '../base/errors.ts';
import { type Log, silentLog } from '../base/log.ts';
import { AtError } from './at-error.ts';
import type { AtChannelOptions, RunOptions } from './channel-options.ts';
import type { Command } from './command.ts';
import { attention, type CommandLine } from './command-line.ts';
import { Exchange } from './exchange.ts';
import type { Frame } from './frame.ts';
import { Framer } from './framer.ts';
import { Resync } from './resync.ts';
import { SecretMask } from './secret-mask.ts';
import { Transcript } from './transcript.ts';
import type { Urc } from './urc.ts';
import { UrcTable } from './urc-table.ts';

/** A counted block that brings no byte for so long will never be complete: bytes were lost on the way. */
const blockStallMs = 5000;

/**
 * AT commands and answers over a byte pipe, one command at a time. Each line goes to the running command if that
 * claims it, else to the URC table, else it is reported as unknown: by what it says, never by its position.
 */
export class AtChannel {
  readonly transcript: Transcript;
  /** What ends a command line from the next command on. */
  terminator: string;
  /** Told when the channel gave up: the module does not answer, or not to what it is asked. */
  outOfStep: ((error: AtError) => void) | undefined;
  readonly #options: AtChannelOptions;
  readonly #log: Log;
  readonly #framer: Framer;
  readonly #urcs: UrcTable;
  readonly #mask = new SecretMask();
  readonly #queue: Exchange[] = [];
  #running: Exchange | undefined;
  /** Whether what comes next can be the answer to what is asked next. */
  #inStep: boolean;
  #resync: Resync | undefined;
  #cooldown: Timer | undefined;
  #closed: AtlinkError | undefined;
  #receivedAt = 0;

  constructor(options: AtChannelOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.terminator = options.terminator ?? '\r';
    this.#inStep = options.inStep ?? true;
    this.transcript = new Transcript(options.clock);
    this.#framer = new Framer((frame) => this.#take(frame), options);
    this.#urcs = new UrcTable((line, thrown) =>
      this.#log.error({ line: this.#mask.hide(line), err: thrown }, `a URC could not be read: ${messageOf(thrown)}`),
    );
  }

  /** Bytes from the module. */
  receive(bytes: Uint8Array): void {
    if (this.#closed !== undefined) return;
    const now = this.#options.clock.now();
    if (now - this.#receivedAt > blockStallMs) this.#giveUpBlock();
    this.#receivedAt = now;
    this.#framer.push(bytes);
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
      const exchange = new Exchange(command as Command<unknown>, resolve, reject, () => this.#details());
      if (this.#closed !== undefined) return exchange.fail(this.#closed);
      if (signal?.aborted) return exchange.fail(signal.reason);
      if (this.#queue.length >= (this.#options.queueLimit ?? 64)) return exchange.turnAway();
      if (signal !== undefined) exchange.heed(signal, () => this.#abort(exchange, signal.reason));
      this.#queue.push(exchange);
      this.#next();
    }) as Promise<Result>;
  }

  /**
   * The module is known to have started over: what runs and what waits fails, and the line is free. When something ran,
   * the module is asked `AT` ahead of the next command, in case it answers after all.
   */
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
    // It may be answered all the same.
    if (running !== undefined) this.#inStep = false;
    this.#cooldown?.cancel();
    this.#cooldown = undefined;
    this.#resync?.cancel();
    this.#resync = undefined;
    this.#framer.expectPrompt(false);
    this.#updateBlockRules();
    running?.fail(error);
    for (const waiting of this.#queue.splice(0)) waiting.fail(error);
  }

  #next(): void {
    if ((this.#running ?? this.#resync ?? this.#cooldown ?? this.#closed) !== undefined) return;
    if (this.#queue.length > 0 && !this.#inStep) {
      this.#getInStep();
      return;
    }
    const exchange = this.#queue.shift();
    if (exchange === undefined) return;
    this.#running = exchange;
    exchange.deadline = this.#options.clock.after(exchange.command.timeoutMs, () => this.#overdue(exchange));
    this.#updateBlockRules();
    this.#framer.expectPrompt(exchange.awaitsMark);
    this.#send(exchange.command.line);
  }

  #send(line: CommandLine): void {
    this.#mask.learn(line.secrets);
    this.transcript.add('>', line.shown);
    this.#log.trace({ at: line.shown }, 'command');
    void this.#write(Buffer.from(line.wire + this.terminator, 'latin1'));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const writer = this.#running;
    try {
      await this.#options.write(bytes);
    } catch (thrown) {
      // A pipe that fails says so by closing as well; until then the line is taken, for nobody knows what went out.
      this.#log.debug({ err: thrown }, `a write failed: ${messageOf(thrown)}`);
      writer?.fail(thrown);
    }
  }

  #take(frame: Frame): void {
    // A reader may have closed the channel in the middle of a chunk.
    if (this.#closed !== undefined) return;
    switch (frame.kind) {
      case 'line':
        this.#takeLine(frame.text);
        return;
      case 'prompt':
        this.transcript.add('<', '>');
        this.#givePayload();
        return;
      case 'block':
        this.#takeBlock(frame.header, frame.bytes);
        return;
      case 'overlong':
        this.transcript.add('<', this.#mask.hide(frame.text));
        if (this.#running?.takeOverlong(frame.text) !== 'yes') this.#unknown(frame.text);
        return;
    }
  }

  #takeLine(line: string): void {
    const running = this.#running;
    if (running?.takeEcho(line)) {
      this.transcript.add('<', running.command.line.shown);
      this.#options.echoed?.();
      return;
    }
    this.transcript.add('<', this.#mask.hide(line));
    const taken = running?.takeFinal(line) ?? (this.#resync?.takeLine(line) ? 'yes' : 'no');
    if (taken === 'prompt') this.#givePayload();
    if (taken === 'final') this.#finished();
    if (taken !== 'no') return;
    for (const part of running?.unglue(line) ?? [line]) this.#takeInformation(part, running);
  }

  #takeInformation(line: string, running: Exchange | undefined): void {
    if (running?.takeLine(line) === 'yes' || this.#urcs.deliver(line)) return;
    if (running?.takeBare(line) !== 'yes') this.#unknown(line);
  }

  #givePayload(): void {
    const running = this.#running;
    const payload = running?.takePayload();
    if (running === undefined || payload === undefined) return;
    this.transcript.add('>', `(${payload.length} bytes of payload)`);
    if (running.mayEchoPayload) this.#framer.expectEcho(payload);
    void this.#write(payload);
  }

  #takeBlock(header: string, bytes: Uint8Array): void {
    this.transcript.add('<', `${this.#mask.hide(header)} (${bytes.length} bytes)`);
    if (this.#running?.takeBlock(header, bytes) === 'yes') return;
    if (!this.#urcs.deliver(header, bytes)) this.#unknown(header);
  }

  #unknown(line: string): void {
    const shown = this.#mask.hide(line);
    this.#log.debug({ line: shown }, 'unknown line');
    this.#options.unknownLine?.(shown);
  }

  #finished(): void {
    this.#running?.deadline?.cancel();
    this.#running = undefined;
    this.#framer.expectPrompt(false);
    this.#updateBlockRules();
    const { cooldownMs = 0 } = this.#options;
    const free = (): void => {
      this.#cooldown = undefined;
      this.#next();
    };
    if (cooldownMs > 0) this.#cooldown = this.#options.clock.after(cooldownMs, free);
    else free();
  }

  #abort(exchange: Exchange, reason: unknown): void {
    const index = this.#queue.indexOf(exchange);
    if (index !== -1) this.#queue.splice(index, 1);
    // A running one goes on without its caller: the module is still answering, and the line is not free before that.
    else if (this.#running === exchange && exchange.command.abortWith) void this.#write(exchange.command.abortWith);
    exchange.fail(reason);
  }

  #overdue(exchange: Exchange): void {
    const { abortWith, timeoutMs } = exchange.command;
    this.transcript.add('!', `no final result code within ${timeoutMs} ms`);
    exchange.expire();
    if (abortWith) void this.#write(abortWith);
    this.#running = undefined;
    this.#inStep = false;
    this.#framer.expectPrompt(false);
    this.#updateBlockRules();
    this.#getInStep();
  }

  #getInStep(): void {
    this.#resync = new Resync(
      this.#options.clock,
      (again) => this.#ask(again),
      (inStep) => this.#resynced(inStep),
    );
    this.#resync.start();
  }

  #ask(again: boolean): void {
    // A block that goes on for so long and hides the answer is not believed any more.
    if (again) this.#giveUpBlock();
    this.#send(attention);
  }

  #giveUpBlock(): void {
    if (!this.#framer.isInBlock) return;
    this.transcript.add('!', 'a counted block was not complete and is given up');
    this.#framer.reset();
  }

  #resynced(inStep: boolean): void {
    this.#resync = undefined;
    // Out of step it stays out of step, whatever else happens: a module that comes back answers all it was asked.
    this.#inStep = inStep;
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
    this.#framer.blockRules = own ? [own, ...this.#urcs.blockRules] : this.#urcs.blockRules;
  }

  #details(): ErrorDetails {
    return { transcript: this.transcript.lines };
  }
}
