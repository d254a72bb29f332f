import type { Timer } from '../base/clock.ts';
import { type AtlinkError, type ErrorDetails, messageOf } from '../base/errors.ts';
import { type Log, silentLog } from '../base/log.ts';
import { AtError } from './at-error.ts';
import type { AtChannelOptions, RunOptions } from './channel-options.ts';
import type { Command } from './command.ts';
import { attention } from './command-line.ts';
import type { DataMode, DataModeRequest } from './data-mode.ts';
import { Dispatch } from './dispatch.ts';
import { Exchange } from './exchange.ts';
import type { Frame } from './frame.ts';
import { Framer } from './framer.ts';
import { RawMode } from './raw-mode.ts';
import { Resync } from './resync.ts';
import type { Transcript } from './transcript.ts';
import type { Urc } from './urc.ts';
import { UrcTable } from './urc-table.ts';
import { Wire } from './wire.ts';

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
  /** The pause between a final result code and the next command, in milliseconds. */
  cooldownMs: number;
  /** Told when the channel gave up: the module does not answer, or not to what it is asked. */
  outOfStep: ((error: AtError) => void) | undefined;
  readonly #options: AtChannelOptions;
  readonly #log: Log;
  readonly #framer: Framer;
  readonly #urcs: UrcTable;
  readonly #dispatch: Dispatch;
  readonly #wire: Wire;
  readonly #queue: Exchange[] = [];
  #running: Exchange | undefined;
  /** While the line carries raw bytes. */
  #raw: RawMode | undefined;
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
    this.cooldownMs = options.cooldownMs ?? 0;
    this.#inStep = options.inStep ?? true;
    this.#wire = new Wire({ ...options, log: this.#log });
    this.transcript = this.#wire.transcript;
    this.#framer = new Framer((frame) => this.#take(frame), options);
    this.#urcs = new UrcTable((line, thrown) =>
      this.#log.error({ line: this.#wire.hide(line), err: thrown }, `a URC could not be read: ${messageOf(thrown)}`),
    );
    const { unknownLine, echoed } = options;
    this.#dispatch = new Dispatch({ wire: this.#wire, urcs: this.#urcs, log: this.#log, unknownLine, echoed });
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
  run<Result>(command: Command<Result>, options: RunOptions = {}): Promise<Result> {
    return this.#enqueue(command as Command<unknown>, options) as Promise<Result>;
  }

  /**
   * Runs a command that turns the line raw. Until that is over, commands are refused with `AT_DATA_MODE`. Who gives up
   * while the command runs has data mode left again as soon as it begins.
   *
   * @throws as `run` does
   */
  async enterDataMode(request: DataModeRequest, options: RunOptions = {}): Promise<DataMode> {
    const { clock, write } = this.#options;
    const mode = new RawMode(request, {
      clock,
      write,
      over: (rest, inStep) => this.#rawOver(rest, inStep),
      stuck: (error) => this.#giveUp(error),
      error: (code, text) => new AtError(code, text, this.#details()),
    });
    await this.#enqueue(request.command, options, mode);
    return mode;
  }

  #enqueue(command: Command<unknown>, { signal }: RunOptions, mode?: RawMode): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(command, resolve, reject, () => this.#details(), mode);
      if (this.#closed !== undefined) return exchange.fail(this.#closed);
      if (signal?.aborted) return exchange.fail(signal.reason);
      if (this.#raw !== undefined) return exchange.refuseInDataMode();
      if (this.#queue.length >= (this.#options.queueLimit ?? 64)) return exchange.turnAway();
      if (signal !== undefined) exchange.heed(signal, () => this.#abort(exchange, signal.reason));
      this.#queue.push(exchange);
      this.#next();
    });
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
    this.#raw?.fail(error);
    running?.fail(error);
    for (const waiting of this.#queue.splice(0)) waiting.fail(error);
  }

  #next(): void {
    if ((this.#running ?? this.#raw ?? this.#resync ?? this.#cooldown ?? this.#closed) !== undefined) return;
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
    this.#wire.send(exchange.command.line, this.terminator, (thrown) => exchange.fail(thrown));
  }

  #take(frame: Frame): void {
    // A reader may have closed the channel in the middle of a chunk.
    if (this.#closed !== undefined) return;
    const taken = this.#dispatch.take(frame, { running: this.#running, resync: this.#resync });
    if (taken === 'prompt') this.#givePayload();
    if (taken === 'final') this.#finished();
  }

  #givePayload(): void {
    const running = this.#running;
    const payload = running?.takePayload();
    if (running === undefined || payload === undefined) return;
    if (running.rawMode !== undefined) {
      running.succeed();
      this.#finished();
      return;
    }
    this.transcript.add('>', `(${payload.length} bytes of payload)`);
    if (running.mayEchoPayload) this.#framer.expectEcho(payload);
    this.#wire.write(payload, (thrown) => running.fail(thrown));
  }

  #finished(): void {
    const finished = this.#running;
    finished?.deadline?.cancel();
    this.#running = undefined;
    this.#framer.expectPrompt(false);
    this.#updateBlockRules();
    if (finished?.rawMode !== undefined && finished.succeeded) this.#goRaw(finished.rawMode, finished.abandoned);
    const free = (): void => {
      this.#cooldown = undefined;
      this.#next();
    };
    if (this.cooldownMs > 0) this.#cooldown = this.#options.clock.after(this.cooldownMs, free);
    else free();
  }

  #abort(exchange: Exchange, reason: unknown): void {
    const index = this.#queue.indexOf(exchange);
    if (index !== -1) this.#queue.splice(index, 1);
    // A running one goes on without its caller: the module is still answering, and the line is not free before that.
    else if (this.#running === exchange && exchange.command.abortWith) this.#wire.write(exchange.command.abortWith);
    exchange.fail(reason);
  }

  #overdue(exchange: Exchange): void {
    const { abortWith, timeoutMs } = exchange.command;
    this.transcript.add('!', `no final result code within ${timeoutMs} ms`);
    exchange.expire();
    if (abortWith) this.#wire.write(abortWith);
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
    this.#wire.send(attention, this.terminator);
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
    this.#giveUp(new AtError('AT_OUT_OF_STEP', 'the module does not answer AT any more', this.#details()));
  }

  #goRaw(mode: RawMode, unwanted: boolean): void {
    this.transcript.add('!', 'data mode begins');
    this.#raw = mode;
    this.#framer.divert((bytes) => mode.receive(bytes));
    for (const waiting of this.#queue.splice(0)) waiting.refuseInDataMode();
    if (unwanted) mode.leave().catch(() => undefined);
  }

  #rawOver(rest: string, inStep: boolean): void {
    this.transcript.add('!', 'data mode is over');
    this.#raw = undefined;
    this.#inStep = inStep;
    this.#framer.divert(undefined);
    if (rest !== '') this.#framer.push(Buffer.from(rest, 'latin1'));
    this.#next();
  }

  #giveUp(error: AtError): void {
    this.#inStep = false;
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
