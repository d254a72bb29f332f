import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { ipAddress } from './address.ts';
import type { AttemptPhase } from './attempt.ts';
import type { Cause } from './cause.ts';
import type { Fact, ModuleIdentity, ModuleState } from './events.ts';
import type { ConnectivityImplementation } from './implementation.ts';
import type { NetworkInterface } from './interface.ts';

/** The flags of a binding, by their Zephyr names without the prefix. */
export const bindingFlags = ['PERSISTENT', 'NO_AUTO_CONNECT', 'NO_AUTO_DOWN'] as const;

export type BindingFlag = (typeof bindingFlags)[number];

/** What may change about a binding while it is in use. */
export type BindingChange = 'flags' | 'timeout' | 'idle-timeout';

/** Where the news of a binding go: to the connection manager. */
export interface BindingReports {
  readonly clock: Clock;
  readonly log: Log;
  hold<Result>(change: () => Result): Result;
  connectionTimeout(cause: Cause): void;
  fatalError(reason: string, cause: Cause, code?: string): void;
  moduleState(state: ModuleState, cause: Cause | undefined, identity: ModuleIdentity | undefined): void;
  attemptPhase(phase: AttemptPhase, detail: string | undefined): void;
  fact(fact: Fact, cause: Cause | undefined): void;
}

/**
 * Ties one interface to one implementation. It is all that an implementation gets to see of the interface (G14): it
 * writes the interface's state through the binding and keeps its own state in `context` (G13).
 */
export class Binding<Context = unknown> {
  /** The interface. Its state is to be written, never read, by the implementation (G9). */
  readonly iface: NetworkInterface;
  readonly implementation: ConnectivityImplementation<Context, never>;
  readonly context: Context;
  readonly #reports: BindingReports;
  readonly #flags = new Set<BindingFlag>();
  #timeoutS = 0;
  #idleTimeoutS = 0;

  constructor(
    iface: NetworkInterface,
    implementation: ConnectivityImplementation<Context, never>,
    context: Context,
    reports: BindingReports,
  ) {
    this.iface = iface;
    this.implementation = implementation;
    this.context = context;
    this.#reports = reports;
  }

  /** Time as the manager sees it; an implementation sets its timers here and nowhere else. */
  get clock(): Clock {
    return this.#reports.clock;
  }

  get log(): Log {
    return this.#reports.log;
  }

  getFlag(flag: BindingFlag): boolean {
    return this.#flags.has(flag);
  }

  /** Connection timeout in seconds; 0 for none. */
  get timeoutS(): number {
    return this.#timeoutS;
  }

  /** Idle timeout in seconds; 0 for none. */
  get idleTimeoutS(): number {
    return this.#idleTimeoutS;
  }

  /** For the connection manager alone. */
  store(change: { flag: BindingFlag; on: boolean } | { timeoutS: number } | { idleTimeoutS: number }): void {
    if ('flag' in change) {
      if (change.on) this.#flags.add(change.flag);
      else this.#flags.delete(change.flag);
    } else if ('timeoutS' in change) {
      this.#timeoutS = change.timeoutS;
    } else {
      this.#idleTimeoutS = change.idleTimeoutS;
    }
  }

  /**
   * Makes a change of several steps one step for everybody else (G17): no listener runs, and so no call of the control
   * API comes, before it is complete.
   */
  locked<Result>(change: () => Result): Result {
    return this.#reports.hold(change);
  }

  setCarrier(on: boolean, cause: Cause): void {
    this.iface.setCarrier(on, cause);
  }

  setDormant(on: boolean, cause: Cause): void {
    this.iface.setDormant(on, cause);
  }

  /** @throws ControlError `EINVAL` when it is no IP address */
  addAddress(address: string, cause: Cause): void {
    this.iface.addAddress(ipAddress(address), cause);
  }

  removeAddress(address: string, cause: Cause): void {
    this.iface.removeAddress(ipAddress(address).address, cause);
  }

  /** A connection attempt crossed its timeout (G19). */
  raiseTimeout(cause: Cause): void {
    this.#reports.connectionTimeout(cause);
  }

  /** No later attempt can succeed without somebody's help (G20). */
  raiseFatalError(reason: string, cause: Cause, code?: string): void {
    this.#reports.fatalError(reason, cause, code);
  }

  reportModule(state: ModuleState, cause?: Cause, identity?: ModuleIdentity): void {
    this.#reports.moduleState(state, cause, identity);
  }

  reportPhase(phase: AttemptPhase, detail?: string): void {
    this.#reports.attemptPhase(phase, detail);
  }

  reportFact(fact: Fact, cause?: Cause): void {
    this.#reports.fact(fact, cause);
  }
}
