import { messageOf } from '../base/errors.ts';
import { type AutomationOptions, ConnectionManager, type ConnectivityEvent } from '../connectivity/index.ts';
import { CheckFailure } from './check.ts';
import { Rig } from './rig.ts';
import { Spies } from './spies.ts';
import type { ConformanceLimits, ConformanceSubject, ModuleStart, SubjectWorld } from './subject.ts';
import type { Time } from './time.ts';
import { WatchedClock } from './watched-clock.ts';

/** An event, and when it was delivered in milliseconds since the check began. */
export interface Seen {
  readonly atMs: number;
  readonly event: ConnectivityEvent;
}

/** A moment of a check: its time, and how many events had been delivered. */
export interface Mark {
  readonly atMs: number;
  readonly events: number;
}

/** What one check works with: a fresh world, a manager, and everything that was seen of them. */
export class Bench {
  readonly time: Time;
  readonly limits: ConformanceLimits;
  readonly manager: ConnectionManager;
  readonly clock: WatchedClock;
  readonly spies: Spies;
  readonly world: SubjectWorld<unknown, unknown>;
  readonly seen: Seen[] = [];
  readonly #startMs: number;
  #ifaces = 0;
  #ended = false;

  private constructor(
    limits: ConformanceLimits,
    time: Time,
    world: SubjectWorld<unknown, unknown>,
    on: Partial<AutomationOptions>,
  ) {
    this.time = time;
    this.limits = limits;
    this.world = world;
    this.clock = new WatchedClock(time.clock);
    this.spies = new Spies(this.clock);
    this.#startMs = time.clock.now();
    this.manager = new ConnectionManager({
      clock: this.clock,
      automations: { autoUp: false, autoConnect: false, autoDown: false, ...on },
      seenByImplementations: this.spies.seen,
    });
    this.manager.on('*', (event) => this.seen.push({ atMs: this.nowMs, event }));
  }

  static async open(subject: ConformanceSubject, time: Time, automations: Partial<AutomationOptions>): Promise<Bench> {
    return new Bench(subject.limits, time, await subject.open(time.clock), automations);
  }

  get nowMs(): number {
    return this.time.clock.now() - this.#startMs;
  }

  /** This moment, to count events from. */
  get mark(): Mark {
    return { atMs: this.nowMs, events: this.seen.length };
  }

  /** So long that whatever would still happen by itself has happened. */
  get quietMs(): number {
    const { retryMs, connectMs, readyMs, releaseMs } = this.limits;
    return 3 * (retryMs + connectMs) + readyMs + releaseMs;
  }

  /** A timeout, in seconds, within which several sub-attempts fail. */
  get timeoutS(): number {
    return Math.ceil((4 * (this.limits.retryMs + this.limits.connectMs) + this.limits.readyMs) / 1000);
  }

  /** From the loss, or from a late chance, until an interface that tries is up. */
  get reconnectMs(): number {
    const { lossMs, retryMs, connectMs, releaseMs } = this.limits;
    return lossMs + releaseMs + 2 * (retryMs + connectMs);
  }

  /** One more module, with an interface that the implementation is bound to. */
  async addRig(start: ModuleStart): Promise<Rig> {
    const module = await this.world.addModule(start);
    const iface = this.manager.addInterface({ name: `test${this.#ifaces++}`, technology: 'test' });
    const binding = this.manager.bind(iface, this.spies.watched(this.world.implementation), module.setup);
    return new Rig(this, iface, module, binding);
  }

  expect(condition: boolean, expected: string, seen: string): void {
    if (!condition) throw new CheckFailure(expected, seen);
  }

  /** Expects `condition` within `limitMs`. */
  async until(expected: string, condition: () => boolean, limitMs: number, seen: () => string): Promise<void> {
    // Half a second for what is exact, so that a limit of 0 is a limit that can be met.
    if (await this.time.until(condition, limitMs + 500)) return;
    throw new CheckFailure(`${expected} within ${limitMs} ms`, seen());
  }

  /** Expects that `condition` does not come to hold for so long. */
  async never(what: string, condition: () => boolean, forMs: number, seen: () => string): Promise<void> {
    if (!(await this.time.until(condition, forMs))) return;
    throw new CheckFailure(`never ${what}`, seen());
  }

  /** Has something done to a module, letting time pass if that takes some. */
  async act(what: string, action: (() => void | Promise<void>) | undefined): Promise<void> {
    if (action === undefined) throw new CheckFailure(`the subject to offer ${what}`, 'none');
    let done = false;
    let failed: unknown;
    void Promise.resolve(action()).then(
      () => {
        done = true;
      },
      (thrown: unknown) => {
        failed = thrown ?? new Error(what);
      },
    );
    await this.time.until(() => done || failed !== undefined, this.limits.readyMs + this.limits.connectMs);
    if (!done) throw new CheckFailure(`${what} to come about`, failed === undefined ? 'nothing' : messageOf(failed));
  }

  /** Closes the manager; everything must be released in time. */
  async close(): Promise<void> {
    await this.#ends('the manager', () => this.manager.close());
  }

  /** The end of a check, passed or not: nothing of it must reach into the next one. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.close();
    const { world } = this;
    await this.#ends('the world', async () => world.close?.());
  }

  /** What was thrown where nobody could catch it. */
  get strays(): readonly string[] {
    return [...this.clock.thrown, ...this.spies.rejections].map(messageOf);
  }

  async #ends(what: string, close: () => Promise<void>): Promise<void> {
    let outcome: { readonly thrown?: unknown } | undefined;
    void close().then(
      () => {
        outcome = {};
      },
      (thrown: unknown) => {
        outcome = { thrown };
      },
    );
    await this.time.until(() => outcome !== undefined, this.limits.closeMs);
    this.expect(outcome !== undefined, `${what} to close within ${this.limits.closeMs} ms`, 'it is still closing');
    this.expect(!outcome?.thrown, `${what} to close without an error`, messageOf(outcome?.thrown));
  }
}
