import type { Clock, Timer } from '../../src/base/clock.ts';
import { beginSession } from './boot.ts';
import type { Personality } from './personality.ts';
import type { Session } from './session.ts';

/** Why a session began: power or its key, a restart, or the end of the deep sleep of power saving mode. */
export type StartReason = 'power' | 'restart' | 'sleep';

/** How a spontaneous restart looks. */
export interface RestartOptions {
  /** What it says before it falls silent; nothing by default. */
  readonly announce?: 'POWERED DOWN' | 'NORMAL POWER DOWN';
  /** `+QIURC: "pdpdeact",1` comes in the silence, as seen on BG96. */
  readonly latePdpdeact?: boolean;
  /** Told when the module's USB port is gone, and when it is there again: a line can be unplugged by it. */
  readonly presence?: (present: boolean) => void;
}

/** What a lifecycle needs from the module around it. */
export interface LifecycleHost {
  readonly personality: Personality;
  readonly clock: Clock;
  makeSession(reason: StartReason): Session;
  /** Text that is said outside any session. */
  utter(text: string): void;
  /** It went into its deep sleep. */
  asleep(): void;
}

// A pulse on PWRKEY in the first second of the deep sleep is not seen (ST X-CUBE-CELLULAR waits this long).
const deafAfterSleepMs = 1000;

/** Power, PWRKEY, restarts and the deep sleep: what decides whether there is a session, and which. */
export class Lifecycle {
  readonly #host: LifecycleHost;
  #session: Session | undefined;
  #state: 'off' | 'starting' | 'running' | 'asleep' = 'off';
  /** Set while it starts up, says goodbye, or sleeps until the next tracking area update. */
  #pending: Timer | undefined;
  #latePdpdeact: Timer | undefined;
  #asleepSince = 0;

  constructor(host: LifecycleHost) {
    this.#host = host;
  }

  get session(): Session | undefined {
    return this.#session;
  }

  get state(): 'off' | 'starting' | 'running' | 'asleep' {
    return this.#state;
  }

  powerOn(): void {
    if (this.#state === 'off') this.#start(this.#host.personality.times.bootMs, 'power');
  }

  powerOff(): void {
    this.#endSession();
    this.#state = 'off';
  }

  /** One pulse on PWRKEY. */
  powerKey(): void {
    if (this.#state === 'off') this.powerOn();
    else if (this.#state === 'running') this.shutDown(this.#host.personality.times.powerDownMs);
    else if (this.#state === 'asleep' && this.#host.clock.now() - this.#asleepSince >= deafAfterSleepMs) this.#wake();
  }

  restart(options: RestartOptions = {}): void {
    if (this.#state !== 'running') return;
    const { rebootMs } = this.#host.personality.times;
    if (options.announce !== undefined) this.#session?.core.urc(options.announce);
    this.#start(rebootMs, 'restart', options.presence);
    options.presence?.(false);
    if (options.latePdpdeact !== true) return;
    this.#latePdpdeact = this.#host.clock.after(rebootMs / 2, () => {
      this.#host.utter('\r\n+QIURC: "pdpdeact",1\r\n');
    });
  }

  /** Says goodbye after `delayMs` and switches off. */
  shutDown(delayMs: number): void {
    this.#pending?.cancel();
    const session = this.#session;
    session?.core.radio.setFunctionality(4);
    this.#pending = this.#host.clock.after(delayMs, () => {
      const farewell = session?.core.faults.farewell ?? 'POWERED DOWN';
      if (farewell !== 'none') session?.core.urc(farewell);
      this.powerOff();
    });
  }

  /** Ends the session until the power key, or until `wakeAfterMs` when that is given. */
  sleep(wakeAfterMs: number | undefined): void {
    if (this.#state !== 'running') return;
    this.#endSession();
    this.#state = 'asleep';
    this.#asleepSince = this.#host.clock.now();
    if (wakeAfterMs !== undefined) this.#pending = this.#host.clock.after(wakeAfterMs, () => this.#wake());
    this.#host.asleep();
  }

  #wake(): void {
    this.#start(this.#host.personality.times.bootMs, 'sleep');
  }

  #start(delayMs: number, reason: StartReason, presence?: RestartOptions['presence']): void {
    this.#endSession();
    this.#state = 'starting';
    this.#pending = this.#host.clock.after(delayMs, () => {
      this.#state = 'running';
      this.#pending = undefined;
      this.#session = this.#host.makeSession(reason);
      presence?.(true);
      beginSession(this.#session);
    });
  }

  #endSession(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
    this.#latePdpdeact?.cancel();
    this.#latePdpdeact = undefined;
    this.#session?.end();
    this.#session = undefined;
  }
}
