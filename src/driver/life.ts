import type { AtChannel } from '../at/index.ts';
import type { Clock } from '../base/clock.ts';
import { AtlinkError, DriverError, messageOf } from '../base/errors.ts';
import { pause } from '../base/pause.ts';
import type { Cause, ModuleIdentity, ModuleState } from '../connectivity/index.ts';
import type { BootWatch } from './boot-watch.ts';
import { lineOf, TimeoutCount } from './line-of.ts';
import type { ModuleLine } from './module-line.ts';
import type { Recovery } from './recovery/recovery.ts';
import { Watchdog } from './recovery/watchdog.ts';
import type { SessionReports } from './session-options.ts';
import type { SessionPlan } from './session-plan.ts';
import { runStartup } from './startup.ts';

/** How a stay on one open port ended. */
export interface Ending {
  readonly cause: Cause;
  /** The module started over on the same port: no need to open it again. */
  readonly restarted: boolean;
}

/** What a life of a module needs of its session. */
export interface LifeContext {
  readonly plan: SessionPlan;
  readonly clock: Clock;
  readonly reports: SessionReports;
  readonly recovery: Recovery;
  readonly channel: AtChannel;
  readonly watch: BootWatch;
  /** When the module was heard last. */
  readonly heardAt: () => number;
  readonly verify: ((identity: ModuleIdentity) => string | undefined) | undefined;
  set(state: ModuleState, cause?: Cause, identity?: ModuleIdentity): void;
  /** Says it once, however often it is found. */
  notice(thrown: unknown): void;
  /** Tells whoever hears the channel's echoes. */
  onEcho(handle: (() => void) | undefined): void;
}

const startupRestMs = 5000;
const timeoutsInARow = 3;
const closed: Cause = { kind: 'line', text: 'the port was closed' };

/** From the first answer to the loss of the module. */
export class Life {
  readonly #context: LifeContext;
  readonly #signal: AbortSignal;
  readonly #ended = new AbortController();
  readonly #over: AbortSignal;
  #ending: Ending | undefined;
  #wasReady = false;
  // One listener for all: a driver has more subscriptions than a signal takes listeners without a warning.
  readonly #whenOver: (() => void)[] = [];

  /** @param signal ends with the port */
  constructor(context: LifeContext, signal: AbortSignal) {
    this.#context = context;
    this.#signal = signal;
    this.#over = AbortSignal.any([this.#ended.signal, signal]);
  }

  async live(): Promise<Ending> {
    const { channel, onEcho, plan, recovery, watch } = this.#context;
    const over = this.#over;
    over.addEventListener('abort', () => this.#lost(), { once: true });
    const unwatch = watch.begin((line) => {
      if (plan.recovery?.isAsleep?.(line) !== true) recovery.restarted(line);
      this.#end({ kind: 'urc', text: line }, true);
    });
    channel.outOfStep = (error) => {
      recovery.trouble('silent', error.message);
      this.#end({ kind: 'timer', text: error.message }, true);
    };
    try {
      await this.#setUp();
      await aborted(over);
    } catch (thrown) {
      if (!over.aborted) await this.#startupFailed(thrown);
    } finally {
      unwatch();
      onEcho(undefined);
      this.#ended.abort(over.reason);
    }
    return {
      cause: this.#ending?.cause ?? closed,
      restarted: this.#ending?.restarted === true && !this.#signal.aborted,
    };
  }

  async #setUp(): Promise<void> {
    const { channel, clock, plan, recovery, reports, set, verify } = this.#context;
    const over = this.#over;
    const timeouts = new TimeoutCount(timeoutsInARow, (text) => {
      // A start-up that is not answered fails by itself.
      if (!this.#wasReady) return;
      recovery.failed(text, 2);
      this.#end({ kind: 'timer', text }, true);
    });
    const bare = lineOf(channel, clock, over, timeouts, (end) => void this.#whenOver.push(end));
    const line = plan.line?.(bare) ?? bare;
    set('starting-up');
    channel.cooldownMs = plan.cooldownMs ?? 0;
    await runStartup(line, plan.preamble, over);
    const identity = await plan.identify(line, over);
    const wrong = verify?.(identity);
    if (wrong !== undefined) {
      this.#context.notice(new DriverError('MODULE_UNKNOWN', wrong));
      this.#end({ kind: 'answer', text: wrong }, false);
      return;
    }
    channel.cooldownMs = plan.cooldownOf?.(identity) ?? channel.cooldownMs;
    await runStartup(line, plan.startup(identity), over);
    set('ready', undefined, identity);
    this.#wasReady = true;
    this.#whenOver.push(recovery.ready(identity.id));
    this.#guard(line);
    reports.ready(line, identity, over);
  }

  #guard(line: ModuleLine): void {
    const { clock, heardAt, onEcho, plan, recovery } = this.#context;
    const watchdog = new Watchdog({
      line,
      clock,
      heardAt,
      probe: plan.probe,
      settingsHold: plan.recovery?.settingsHold,
      over: this.#over,
      startedOver: (text) => {
        recovery.restarted(text);
        this.#end({ kind: 'answer', text }, true);
      },
      echoOff: () => runStartup(line, plan.preamble, this.#over),
    });
    this.#whenOver.push(() => watchdog.close());
    onEcho(() => watchdog.echoed());
  }

  #end(cause: Cause, restarted: boolean): void {
    if (this.#ended.signal.aborted) return;
    this.#ending = { cause, restarted };
    this.#ended.abort(new AtlinkError('AT_RESET', cause.text));
    // Whatever runs is void: the module has forgotten it.
    if (restarted) this.#context.channel.reset(cause.text);
  }

  #lost(): void {
    for (const end of this.#whenOver.splice(0)) end();
    const cause: Cause = this.#ending?.cause ?? { kind: 'line', text: messageOf(this.#signal.reason) };
    this.#context.set('lost', cause);
    if (this.#wasReady) this.#context.reports.lost(cause);
  }

  /** Says why, and lets some time pass: a module that refuses its start-up would be asked without a rest. */
  async #startupFailed(thrown: unknown): Promise<void> {
    const { clock, notice, recovery } = this.#context;
    notice(thrown);
    // No reset makes another maker's module one of this family.
    const isOther = thrown instanceof DriverError && thrown.code === 'MODULE_UNKNOWN';
    if (!isOther) recovery.failed(messageOf(thrown), 1);
    await pause(clock, startupRestMs, this.#over).catch(() => undefined);
    this.#end({ kind: 'answer', text: messageOf(thrown) }, true);
  }
}

/** Resolves when the signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
