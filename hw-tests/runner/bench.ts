import type { Clock } from '../../src/base/clock.ts';
import { pause } from '../../src/base/pause.ts';
import { within } from '../../src/base/within.ts';
import { ConnectionManager } from '../../src/connection-manager.ts';
import type { ConnectivityEvent, EventType, ModuleIdentity, NetworkInterface } from '../../src/connectivity/index.ts';
import { bindPlan } from '../../src/rig/bring-up/bind-plan.ts';
import { PhaseWatch, release } from '../../src/rig/bring-up/release.ts';
import type { AttachedBoard } from '../board/board.ts';
import { type FamilyFacts, families } from '../board/family.table.ts';
import { type Measure, ScenarioFailure, ScenarioSkipped } from './result.ts';

/** What a driver's context offers beside connecting. */
interface Handle {
  run(command: string, signal?: AbortSignal): Promise<readonly string[]>;
  readSignal(): Promise<void>;
}

const lookEveryMs = 10;
const closeWithinMs = 15_000;

/** What one scenario works with: a fresh interface on the board's module, and the steps that scenarios share. */
export class Bench {
  readonly board: AttachedBoard;
  readonly clock: Clock;
  /** Aborted when the scenario's time is over, or the run is ended. */
  readonly signal: AbortSignal;
  readonly manager: ConnectionManager;
  readonly iface: NetworkInterface;
  readonly measures: Measure[] = [];
  readonly events: ConnectivityEvent[] = [];
  readonly #phase: PhaseWatch;
  readonly #handle: Handle;
  #identity: ModuleIdentity | undefined;
  #ready = false;

  constructor(board: AttachedBoard, clock: Clock, signal: AbortSignal) {
    this.board = board;
    this.clock = clock;
    this.signal = signal;
    // Every state is to show: nothing goes up, connects or goes down by itself.
    this.manager = new ConnectionManager({
      clock,
      automations: { autoUp: false, autoConnect: false, autoDown: false },
    });
    const { technology } = board.plan.driver.implementation;
    this.iface = this.manager.addInterface({ name: board.plan.name, technology });
    this.#phase = new PhaseWatch(this.manager, this.iface);
    this.manager.on('*', (event) => this.#heard(event));
    const plan = { ...board.plan, persistent: false, timeoutS: 0, idleTimeoutS: 0 };
    this.#handle = bindPlan(this.manager, this.iface, plan, plan.port, board.stateDirectory).context as Handle;
  }

  /** Who the module said it is; undefined before it was ready. */
  get identity(): ModuleIdentity | undefined {
    return this.#identity;
  }

  get isReady(): boolean {
    return this.#ready;
  }

  get isConnected(): boolean {
    return this.manager.isReady(this.iface);
  }

  get family(): FamilyFacts {
    const family = families[this.board.plan.driver.name];
    if (family === undefined)
      throw new ScenarioSkipped(`nothing is known of the driver ${this.board.plan.driver.name}`);
    return family;
  }

  /** Waits for the condition. @throws ScenarioFailure when `limitMs` passed first; the reason of the signal */
  async until(what: string, condition: () => boolean, limitMs: number): Promise<void> {
    const end = this.clock.now() + limitMs;
    while (!condition()) {
      const rest = end - this.clock.now();
      if (rest <= 0) throw new ScenarioFailure(`${what} within ${Math.round(limitMs / 1000)} s`, this.state());
      await pause(this.clock, Math.min(lookEveryMs, rest), this.signal);
    }
  }

  /** Waits for the condition and measures how long that took. */
  async timed(measure: string, what: string, condition: () => boolean, limitMs: number): Promise<void> {
    const since = this.clock.now();
    await this.until(what, condition, limitMs);
    this.measure(measure, this.clock.now() - since, 'ms');
  }

  measure(name: string, value: number, unit: Measure['unit']): void {
    this.measures.push({ name, value: Math.round(value), unit });
  }

  /** @throws ScenarioFailure */
  expect(condition: boolean, expected: string, seen: string = this.state()): void {
    if (!condition) throw new ScenarioFailure(expected, seen);
  }

  skip(reason: string): never {
    throw new ScenarioSkipped(reason);
  }

  /** How many events of the type there were since a number of events. */
  count(type: EventType, since = 0): number {
    return this.events.slice(since).filter((event) => event.type === type).length;
  }

  /** Lets the module become ready. */
  async ready(): Promise<void> {
    await this.until('the module ready', () => this.#ready, this.board.limits.readyMs);
  }

  connect(): void {
    this.manager.connect(this.iface);
  }

  /** Lets the module become ready, connects, and waits until that is done. */
  async connected(): Promise<void> {
    await this.ready();
    this.connect();
    await this.timed(
      'connect',
      'the interface up with an address',
      () => this.isConnected,
      this.board.limits.connectMs,
    );
  }

  /** Disconnects and waits until the module has left its network. */
  async disconnected(): Promise<void> {
    const since = this.clock.now();
    this.manager.disconnect(this.iface);
    const left = await within(this.clock, this.board.limits.releaseMs, this.#phase.idle());
    this.signal.throwIfAborted();
    this.expect(left, `the release within ${Math.round(this.board.limits.releaseMs / 1000)} s`);
    this.measure('disconnect', this.clock.now() - since, 'ms');
    this.expect(!this.isConnected && !this.iface.hasAddress(), 'no address, and dormant or without carrier');
  }

  /** Types a command, as an application may while the driver goes on. @throws AtError as the module answers */
  async run(command: string): Promise<readonly string[]> {
    return await this.#handle.run(command, this.signal);
  }

  async readSignal(): Promise<void> {
    await this.#handle.readSignal();
  }

  /** How things stand, in words. */
  state(): string {
    const { iface } = this;
    const addresses = iface.addresses.map(({ address }) => address).join(', ') || 'no address';
    const link = `carrier ${iface.hasCarrier ? 'on' : 'off'}, dormant ${iface.isDormant ? 'on' : 'off'}`;
    return `module ${this.#ready ? 'ready' : 'not ready'}, ${link}, ${addresses}`;
  }

  /** What happened so far, oldest first, with who or what caused it. */
  timeline(): readonly string[] {
    return this.manager.timeline(this.iface).map(({ time, event, detail, cause }) => {
      const why = cause === undefined ? '' : ` (${cause.text})`;
      return `${time.toISOString().slice(11, 23)} ${event}${detail === undefined ? '' : ` ${detail}`}${why}`;
    });
  }

  /** Measures how long the interface was down, from its first going down since a number of events to its coming up. */
  measureRecovery(since: number): void {
    const later = this.events.slice(since);
    const down = later.find(({ type }) => type === 'iface-down');
    const up = later.findLast(({ type }) => type === 'iface-up');
    if (down !== undefined && up !== undefined) this.measure('recovery', up.time.getTime() - down.time.getTime(), 'ms');
  }

  /** Leaves the network and gives the port back. @throws ScenarioFailure when that does not end */
  async close(): Promise<void> {
    const releasing = release(this.manager, [{ iface: this.iface, phase: this.#phase }], this.clock);
    if (await within(this.clock, closeWithinMs, releasing)) return;
    throw new ScenarioFailure(`everything released within ${closeWithinMs / 1000} s`, this.state());
  }

  #heard(event: ConnectivityEvent): void {
    this.events.push(event);
    if (event.type === 'module-ready') {
      this.#ready = true;
      this.#identity = event.identity;
    }
    if (event.type === 'module-lost') this.#ready = false;
    if (event.type !== 'fact' || event.fact.name !== 'signal') return;
    const { rsrpDbm, rssiDbm } = event.fact.data ?? {};
    const dbm = rsrpDbm ?? rssiDbm;
    if (typeof dbm === 'number') this.measure('signal', dbm, 'dBm');
  }
}
