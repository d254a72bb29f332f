import { AtChannel, type Command, type DataModeRequest, type Urc } from '../at/index.ts';
import type { Clock } from '../base/clock.ts';
import { AtlinkError, DriverError, messageOf, TransportError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { pause } from '../base/pause.ts';
import type { Cause, Fact, ModuleIdentity, ModuleState } from '../connectivity/index.ts';
import type { CloseReason, ControlLines, Port, Transport } from '../transport/transport.ts';
import { BootWatch } from './boot-watch.ts';
import { type LineSetUp, setUpLine } from './line-set-up.ts';
import type { ModuleLine } from './module-line.ts';
import type { SessionPlan } from './session-plan.ts';
import { runStartup } from './startup.ts';
import { awakenByProbe, type LastWords, wake } from './waking.ts';
import { awaitBoot, clearLines } from './wiring.ts';

/** What a session tells of its module. */
export interface SessionReports {
  state(state: ModuleState, cause?: Cause, identity?: ModuleIdentity): void;
  /** The module takes commands; everything made here ends when `signal` aborts. */
  ready(line: ModuleLine, identity: ModuleIdentity, signal: AbortSignal): void;
  /** It does not any more. */
  lost(cause: Cause): void;
  fact(fact: Fact): void;
}

export interface SessionOptions {
  readonly plan: SessionPlan;
  readonly port: Port;
  readonly clock: Clock;
  readonly log: Log;
  readonly reports: SessionReports;
  readonly lineSetUp?: LineSetUp;
}

/** How a stay on one open port ended. */
interface Ending {
  readonly cause: Cause;
  /** The module started over on the same port: no need to open it again. */
  readonly restarted: boolean;
}

const reopenMs = 500;
const silenceNoticeMs = 20_000;
const startupRestMs = 5000;
const closed: Cause = { kind: 'line', text: 'the port was closed' };

/**
 * Keeps one module going: opens its port, waits until it answers, sets it up, notices when it is lost, and begins
 * again, for as long as the session is open. States: absent, opening, booting, starting up, ready, lost.
 */
export class ModuleSession {
  readonly #options: SessionOptions;
  readonly #closing = new AbortController();
  #state: ModuleState | undefined;
  readonly #lastWords: LastWords = { text: undefined, heard: undefined };
  #lastNotice: string | undefined;
  #loop: Promise<void> | undefined;
  #transport: Transport | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get state(): ModuleState | undefined {
    return this.#state;
  }

  /** The control lines of the port, while it is open. */
  get controlLines(): ControlLines | undefined {
    return this.#transport?.controlLines;
  }

  open(): void {
    this.#loop ??= this.#run();
  }

  /** Ends it and resolves when the port is released. */
  async close(): Promise<void> {
    this.#closing.abort(new AtlinkError('CLOSED', 'the session was closed'));
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#stay();
      } catch (thrown) {
        if (signal.aborted) return;
        this.#trouble(thrown);
        await pause(this.#options.clock, reopenMs, signal).catch(() => undefined);
      }
    }
  }

  /** From opening the port to its close. */
  async #stay(): Promise<void> {
    const { plan, port, clock, log, lineSetUp = {} } = this.#options;
    const { signal } = this.#closing;
    // A port that is missing or busy stays absent until it can be opened: each new try is no news.
    if (this.#state !== 'absent') this.#set('opening');
    // What the port brings before the channel exists, if it is that fast, waits in the channel's framer.
    const gone = new AbortController();
    let transport: Transport | undefined;
    const channel = new AtChannel({
      write: (bytes) => transport?.write(bytes) ?? Promise.reject(new TransportError('PORT_CLOSED', 'not open yet')),
      clock,
      log,
      terminator: plan.terminator,
      cooldownMs: plan.cooldownMs ?? 0,
    });
    const onClosed = (reason: CloseReason): void => {
      const error = reason.kind === 'lost' ? reason.error : new TransportError('PORT_CLOSED', 'the port was closed');
      // In this order: who waits for a command's answer knows already that the module is gone.
      gone.abort(error);
      channel.close(error);
    };
    transport = await port.open({ onBytes: (bytes) => channel.receive(bytes), onClosed }, { signal });
    const over = AbortSignal.any([gone.signal, signal]);
    this.#transport = transport;
    try {
      await setUpLine(transport, lineSetUp, clock, log, over);
      if (await clearLines(transport, lineSetUp.wiring)) await awaitBoot(channel, plan.boot.announces, clock, over);
      await this.#serve(channel, transport, over);
    } finally {
      this.#transport = undefined;
      channel.close(new TransportError('PORT_CLOSED', `${port.name} was closed`));
      await transport.close();
    }
  }

  /** Boots and serves the module again and again while its port is open. */
  async #serve(channel: AtChannel, transport: Transport, signal: AbortSignal): Promise<void> {
    this.#lastWords.text = undefined;
    const watch = new BootWatch(channel, this.#options.plan.boot, (line) => {
      this.#lastWords.text = line;
      this.#lastWords.heard?.();
    });
    for (;;) {
      this.#set('booting');
      if (!(await this.#wake(channel, transport, signal))) continue;
      const ending = await this.#live(channel, watch, signal);
      if (!ending.restarted) throw signal.reason ?? new AtlinkError('AT_OUT_OF_STEP', ending.cause.text);
      channel.reset(ending.cause.text);
    }
  }

  /** Waits until the module answers. @returns false when whatever is there is not for this driver: ask again later */
  async #wake(channel: AtChannel, transport: Transport, signal: AbortSignal): Promise<boolean> {
    const { clock, plan, port } = this.#options;
    const context = {
      channel,
      clock,
      write: (bytes: Uint8Array) => transport.write(bytes),
      lastWords: this.#lastWords,
      inVain: (elapsedMs: number) => {
        if (elapsedMs > silenceNoticeMs) this.#notice(`${port.name} is open, but nothing answers AT there`);
      },
    };
    try {
      await wake(context, plan.awaken ?? awakenByProbe(plan.probe), signal);
      // What it says from here on is news.
      this.#lastWords.text = undefined;
      return true;
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof DriverError)) throw thrown;
      this.#notice(withHint(thrown));
      await pause(clock, startupRestMs, signal);
      return false;
    }
  }

  /** From the first answer to the loss of the module. */
  async #live(channel: AtChannel, watch: BootWatch, signal: AbortSignal): Promise<Ending> {
    const { plan, reports } = this.#options;
    const life = new AbortController();
    const over = AbortSignal.any([life.signal, signal]);
    let ending: Ending | undefined;
    let wasReady = false;
    const lost = (): void => {
      const cause: Cause = ending?.cause ?? { kind: 'line', text: messageOf(signal.reason) };
      this.#set('lost', cause);
      if (wasReady) reports.lost(cause);
    };
    over.addEventListener('abort', lost, { once: true });
    const end = (cause: Cause, restarted: boolean): void => {
      if (life.signal.aborted) return;
      ending = { cause, restarted };
      life.abort(new AtlinkError('AT_RESET', cause.text));
      // Whatever runs is void: the module has forgotten it.
      if (restarted) channel.reset(cause.text);
    };
    const unwatch = watch.begin((line) => end({ kind: 'urc', text: line }, true));
    channel.outOfStep = (error) => end({ kind: 'timer', text: error.message }, true);
    const bare = lineOf(channel, this.#options.clock, over);
    const line = plan.line?.(bare) ?? bare;
    try {
      this.#set('starting-up');
      await runStartup(line, plan.preamble, over);
      const identity = await plan.identify(line, over);
      await runStartup(line, plan.startup(identity), over);
      this.#set('ready', undefined, identity);
      wasReady = true;
      this.#lastNotice = undefined;
      reports.ready(line, identity, over);
      await aborted(over);
    } catch (thrown) {
      if (!over.aborted) await this.#startupFailed(thrown, over, end);
    } finally {
      unwatch();
      life.abort(over.reason);
    }
    return { cause: ending?.cause ?? closed, restarted: ending?.restarted === true && !signal.aborted };
  }

  /** Says why, and lets some time pass: a module that refuses its start-up would be asked without a rest. */
  async #startupFailed(
    thrown: unknown,
    over: AbortSignal,
    end: (cause: Cause, restarted: boolean) => void,
  ): Promise<void> {
    this.#notice(withHint(thrown));
    await pause(this.#options.clock, startupRestMs, over).catch(() => undefined);
    end({ kind: 'answer', text: messageOf(thrown) }, true);
  }

  #set(state: ModuleState, cause?: Cause, identity?: ModuleIdentity): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.reports.state(state, cause, identity);
  }

  /** The port could not be opened, or went away. */
  #trouble(thrown: unknown): void {
    const { log, port } = this.#options;
    const missing = thrown instanceof AtlinkError && (thrown.code === 'PORT_MISSING' || thrown.code === 'PORT_LOST');
    log.debug({ port: port.name, err: thrown }, `port: ${messageOf(thrown)}`);
    this.#set('absent', { kind: 'line', text: messageOf(thrown) });
    if (!missing) this.#notice(withHint(thrown));
  }

  /** Says it once, however often it is found. */
  #notice(value: string): void {
    if (value === this.#lastNotice) return;
    this.#lastNotice = value;
    this.#options.reports.fact({ name: 'notice', value });
  }
}

function withHint(thrown: unknown): string {
  const hint = thrown instanceof AtlinkError && thrown.hint !== undefined ? `. ${thrown.hint}` : '';
  return `${messageOf(thrown)}${hint}`;
}

/** Resolves when the signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/**
 * A line that ends with `over`: its subscriptions are taken back, and nothing more is sent. What runs at that moment is
 * rejected by the channel, which was reset or closed by the same cause.
 */
function lineOf(channel: AtChannel, clock: Clock, over: AbortSignal): ModuleLine {
  // One listener for all: a driver may have more subscriptions than a signal takes listeners without a warning.
  const removals: (() => void)[] = [];
  over.addEventListener('abort', () => removals.forEach((remove) => void remove()), { once: true });
  return {
    clock,
    run: <Result>(command: Command<Result>, signal?: AbortSignal) =>
      over.aborted ? Promise.reject(over.reason) : channel.run(command, signal === undefined ? {} : { signal }),
    enterDataMode: (request: DataModeRequest, signal?: AbortSignal) =>
      over.aborted
        ? Promise.reject(over.reason)
        : channel.enterDataMode(request, signal === undefined ? {} : { signal }),
    onUrc: <Value>(urc: Urc<Value>, handle: (value: Value, line: string, bytes?: Uint8Array) => void) => {
      if (!over.aborted) removals.push(channel.onUrc(urc, handle));
    },
    pause: (ms, signal) => pause(clock, ms, signal),
  };
}
