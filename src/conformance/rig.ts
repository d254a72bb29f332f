import type { Binding, BindingFlag, EventType, NetworkInterface } from '../connectivity/index.ts';
import type { Bench, Mark } from './bench.ts';
import { CheckFailure } from './check.ts';
import type { SubjectModule } from './subject.ts';

type ModuleAct = {
  [Key in keyof SubjectModule<unknown>]-?: NonNullable<SubjectModule<unknown>[Key]> extends () => void | Promise<void>
    ? Key
    : never;
}[keyof SubjectModule<unknown>];

/** One interface of a check: its module, the control API on it, and what was seen of it. */
export class Rig {
  readonly iface: NetworkInterface;
  readonly module: SubjectModule<unknown>;
  readonly binding: Binding;
  readonly #bench: Bench;

  constructor(bench: Bench, iface: NetworkInterface, module: SubjectModule<unknown>, binding: Binding) {
    this.#bench = bench;
    this.iface = iface;
    this.module = module;
    this.binding = binding;
  }

  /** Carrier on and not dormant: what the implementation says, whatever the admin state is. */
  get isOn(): boolean {
    return this.iface.hasCarrier && !this.iface.isDormant;
  }

  /** The state in words, for a report. */
  readonly state = (): string => {
    const { iface } = this;
    const events = this.#bench.seen.filter((seen) => seen.event.iface === iface).map(({ event }) => event.type);
    const addresses = iface.addresses.map(({ address }) => address).join(', ') || 'no address';
    const link = `carrier ${iface.hasCarrier ? 'on' : 'off'}, dormant ${iface.isDormant ? 'on' : 'off'}`;
    return `${link}, admin ${iface.isAdminUp ? 'up' : 'down'}, ${addresses}; last events: ${events.slice(-6).join(', ') || 'none'}`;
  };

  connect(): void {
    this.#bench.manager.connect(this.iface);
  }

  disconnect(): void {
    this.#bench.manager.disconnect(this.iface);
  }

  set(flag: BindingFlag, on = true): void {
    this.#bench.manager.setFlag(this.iface, flag, on);
  }

  setTimeout(seconds: number): void {
    this.#bench.manager.setTimeout(this.iface, seconds);
  }

  setOptions(options: Readonly<Record<string, unknown>> | undefined): void {
    for (const [name, value] of Object.entries(options ?? {})) this.#bench.manager.setOption(this.iface, name, value);
  }

  /** How many events of the types this interface has raised since a moment (the beginning, unless given). */
  count(types: EventType | readonly EventType[], since?: Mark): number {
    const wanted = typeof types === 'string' ? [types] : types;
    const seen = this.#bench.seen.slice(since?.events);
    return seen.filter(({ event }) => event.iface === this.iface && wanted.includes(event.type)).length;
  }

  get subAttempts(): number {
    return this.module.subAttempts?.() ?? 0;
  }

  /** Something happens to the module. */
  act(what: ModuleAct): Promise<void> {
    return this.#bench.act(what, this.module[what]?.bind(this.module) as (() => void | Promise<void>) | undefined);
  }

  async slowAnswers(ms: number): Promise<void> {
    await this.#bench.act('slowAnswers', () => this.module.slowAnswers?.(ms));
  }

  async failSubAttempts(count: number): Promise<void> {
    await this.#bench.act('failSubAttempts', () => this.module.failSubAttempts?.(count));
  }

  async selfReconnect(on: boolean): Promise<void> {
    await this.#bench.act('selfReconnect', () => this.module.selfReconnect?.(on));
  }

  /** Lets the module become ready. */
  async settle(): Promise<void> {
    await this.#bench.time.pass(this.#bench.limits.readyMs);
  }

  /** Expects the interface to be up (or to have been connected, with the admin state down). */
  async comesUp(limitMs?: number): Promise<void> {
    const { limits } = this.#bench;
    await this.#bench.until(
      'the interface up',
      () => this.isOn,
      // Twice what it may take: how long exactly is the business of the checks that give a limit.
      limitMs ?? 2 * (limits.readyMs + limits.connectMs),
      this.state,
    );
  }

  async goesDown(limitMs = this.#bench.quietMs): Promise<void> {
    await this.#bench.until('the interface dormant or without carrier', () => !this.isOn, limitMs, this.state);
  }

  /** Expects that the interface does not come up for so long. */
  async staysDown(forMs = this.#bench.quietMs): Promise<void> {
    const since = this.#bench.mark;
    this.#bench.expect(!this.isOn, 'the interface down', this.state());
    const turnedOn = (): boolean => this.isOn || this.count('iface-up', since) > 0;
    await this.#bench.never('up', turnedOn, forMs, this.state);
  }

  async staysUp(forMs = this.#bench.quietMs): Promise<void> {
    const since = this.#bench.mark;
    this.#bench.expect(this.isOn, 'the interface up', this.state());
    const turnedOff = (): boolean => !this.isOn || this.count('iface-down', since) > 0;
    await this.#bench.never('down', turnedOff, forMs, this.state);
  }

  /** Lets the module become ready, connects, and expects that to work. */
  async connected(): Promise<void> {
    await this.settle();
    this.connect();
    await this.comesUp();
  }

  /** Expects the module to be out of the network, and to stay out. */
  async staysReleased(): Promise<void> {
    const { limits, quietMs } = this.#bench;
    const { isAssociated } = this.module;
    if (isAssociated === undefined) return;
    const associated = (): boolean => isAssociated.call(this.module);
    await this.#bench.until('the module out of the network', () => !associated(), limits.releaseMs, this.state);
    await this.#bench.time.pass(quietMs);
    await this.#bench.until('the module still out of the network', () => !associated(), limits.releaseMs, this.state);
  }

  /** Expects exactly one connection-timeout event since `start`, and that when the timeout was over. */
  async timesOutOnce(timeoutS: number, start: Mark, lateMs = 0): Promise<void> {
    const timeouts = (): number => this.count('connection-timeout', start);
    await this.#bench.until(
      `a connection timeout after ${timeoutS} s`,
      () => timeouts() > 0,
      timeoutS * 1000 + lateMs,
      this.state,
    );
    const tookMs = this.#bench.nowMs - start.atMs;
    // Timers of the real time may fire a little early.
    const early = tookMs < timeoutS * 1000 - 100;
    if (early) throw new CheckFailure(`no connection timeout before ${timeoutS} s`, `one after ${tookMs} ms`);
    await this.#bench.never('a second timeout event', () => timeouts() > 1, this.#bench.quietMs, this.state);
  }
}
