import type { Timer } from '../base/clock.ts';
import { type AtlinkError, type ErrorDetails, messageOf } from '../base/errors.ts';
import { type Log, silentLog } from '../base/log.ts';
import { askForPayload } from './ask-for-payload.ts';
import { AtError } from './at-error.ts';
import type { AtChannelOptions, RunOptions } from './channel-options.ts';
import type { Command } from './command.ts';
import type { CommandLine } from './command-line.ts';
import type { DataMode, DataModeRequest } from './data-mode.ts';
import { Dispatch } from './dispatch.ts';
import { Exchange } from './exchange.ts';
import type { Frame } from './frame.ts';
import { Framer } from './framer.ts';
import { Intake } from './intake.ts';
import { RawMode } from './raw-mode.ts';
import { StepKeeper } from './step-keeper.ts';
import type { Transcript } from './transcript.ts';
import type { Urc, UrcHandler } from './urc.ts';
import { UrcTable } from './urc-table.ts';
import { Wire } from './wire.ts';

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
  readonly #intake: Intake;
  readonly #urcs: UrcTable;
  readonly #dispatch: Dispatch;
  readonly #wire: Wire;
  readonly #step: StepKeeper;
  readonly #queue: Exchange[] = [];
  #running: Exchange | undefined;
  /** While the line carries raw bytes. */
  #raw: RawMode | undefined;
  #cooldown: Timer | undefined;
  #closed: AtlinkError | undefined;

  constructor(options: AtChannelOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.terminator = options.terminator ?? '\r';
    this.cooldownMs = options.cooldownMs ?? 0;
    this.#step = new StepKeeper({
      clock: options.clock,
      inStep: options.inStep ?? true,
      landmarks: options.landmarks ?? [],
      ask: (line, again) => this.#ask(line, again),
      regained: () => this.#next(),
      lost: () =>
        this.#giveUp(new AtError('AT_OUT_OF_STEP', 'the module does not answer AT any more', this.#details())),
    });
    this.#wire = new Wire({ ...options, log: this.#log });
    this.transcript = this.#wire.transcript;
    const knows = (line: string): boolean => this.#dispatch.knows(line, this.#running);
    this.#framer = new Framer((frame) => this.#take(frame), { ...options, knows });
    const gaveUp = (): void => this.transcript.add('!', 'a counted block was not complete and is given up');
    this.#intake = new Intake(options.clock, this.#framer, gaveUp);
    this.#urcs = new UrcTable((line, thrown) =>
      this.#log.error({ line: this.#wire.hide(line), err: thrown }, `a URC could not be read: ${messageOf(thrown)}`),
    );
    const { unknownLine, echoed } = options;
    this.#dispatch = new Dispatch({ wire: this.#wire, urcs: this.#urcs, log: this.#log, unknownLine, echoed });
  }

  /** Bytes from the module. */
  receive(bytes: Uint8Array): void {
    if (this.#closed === undefined) this.#intake.receive(bytes);
  }

  /** @returns a function that ends the subscription */
  onUrc<Value>(urc: Urc<Value>, handle: UrcHandler<Value>): () => void {
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
    this.#step.restart();
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
    this.#intake.cancel();
    this.#running = undefined;
    // It may be answered all the same.
    if (running !== undefined) this.#step.doWithout(running.command.line);
    this.#cooldown?.cancel();
    this.#cooldown = undefined;
    this.#step.stop();
    this.#framer.expectPrompt(false);
    this.#updateBlockRules();
    this.#raw?.fail(error);
    running?.fail(error);
    for (const waiting of this.#queue.splice(0)) waiting.fail(error);
  }

  #next(): void {
    if ((this.#running ?? this.#raw ?? this.#step.resync ?? this.#cooldown ?? this.#closed) !== undefined) return;
    if (this.#queue.length > 0 && !this.#step.inStep) {
      this.#step.regain();
      return;
    }
    const exchange = this.#queue.shift();
    if (exchange === undefined) return;
    this.#running = exchange;
    exchange.deadline = this.#options.clock.after(exchange.command.timeoutMs, () => this.#expire(exchange));
    this.#updateBlockRules();
    this.#framer.expectPrompt(exchange.awaitsMark);
    this.#wire.send(exchange.command.line, this.terminator, (thrown) => exchange.fail(thrown));
  }

  #take(frame: Frame): void {
    // A reader may have closed the channel in the middle of a chunk.
    if (this.#closed !== undefined) return;
    const claimants = { running: this.#running, resync: this.#step.resync, at: this.#intake.receivedAt };
    const taken = this.#dispatch.take(frame, claimants);
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
    const isAsked = askForPayload(running, {
      clock: this.#options.clock,
      isRunning: () => this.#running === running,
      overdue: () => this.#expire(running),
      send: (bytes) => this.#sendPayload(running, bytes),
    });
    if (!isAsked) this.#sendPayload(running, payload);
  }

  #sendPayload(running: Exchange, payload: Uint8Array): void {
    if (payload.length === 0) return;
    this.transcript.add('>', `(${payload.length} bytes of payload)`);
    if (running.mayEchoPayload) this.#framer.expectEcho(payload, running.wasEchoed);
    this.#wire.write(payload, (thrown) => running.fail(thrown));
  }

  #finished(): void {
    const finished = this.#running;
    finished?.deadline?.cancel();
    this.#running = undefined;
    this.#framer.expectPrompt(false);
    this.#updateBlockRules();
    if (finished?.rawMode !== undefined && finished.succeeded) this.#goRaw(finished.rawMode, finished.abandoned);
    // The rest of its bytes, and its own final result code, may be yet to come.
    if (finished?.isSpoiled === true) this.#step.lose();
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

  #expire(exchange: Exchange): void {
    this.transcript.add('!', `no final result code within ${exchange.command.timeoutMs} ms`);
    exchange.expire();
    const { lastWord } = exchange;
    if (lastWord) this.#wire.write(lastWord);
    this.#running = undefined;
    this.#step.doWithout(exchange.command.line);
    this.#framer.expectPrompt(false);
    this.#updateBlockRules();
    this.#step.regain();
  }

  #ask(line: CommandLine, again: boolean): void {
    if (again) this.#intake.unanswered();
    this.#wire.send(line, this.terminator);
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
    this.#step.set(inStep);
    this.#framer.divert(undefined);
    if (rest !== '') this.#framer.push(Buffer.from(rest, 'latin1'));
    this.#next();
  }

  #giveUp(error: AtError): void {
    this.#step.lose();
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
