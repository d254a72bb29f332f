import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { EventBus } from './event-bus.ts';
import type { ConnectivityEvent, EventType } from './events.ts';
import { explain } from './explanation.ts';
import type { InterfaceObserver, NetworkInterface, Technology } from './interface.ts';
import { InterfaceTable } from './interface-table.ts';
import { Monitor } from './monitor.ts';
import type { OnlineCheckOptions, OnlineState } from './online-check.ts';
import { OnlineChecks } from './online-checks.ts';
import { Recorder } from './recorder.ts';
import type { TimelineEntry } from './timeline.ts';

/** The half of the connection manager that tells: which interfaces there are, what state they are in and why. */
export abstract class Monitoring {
  protected readonly table: InterfaceTable;
  protected readonly bus: EventBus;
  protected readonly recorder: Recorder;
  protected readonly observer: InterfaceObserver;
  protected readonly online: OnlineChecks;
  readonly #clock: Clock;
  readonly #monitor: Monitor;

  constructor(clock: Clock, log: Log, timelineLength: number) {
    this.#clock = clock;
    this.table = new InterfaceTable(timelineLength);
    this.bus = new EventBus(log);
    this.recorder = new Recorder(clock, log, this.table, this.bus);
    this.online = new OnlineChecks(clock, (type, iface, payload) => this.recorder.emit(type, iface, payload));
    this.#monitor = new Monitor(
      (type, iface, details) => this.recorder.emit(type, iface, details),
      (iface, ready) => this.online.readyChanged(iface, ready),
    );
    this.observer = {
      changed: (iface, type, details) => this.recorder.emit(type, iface, details as never),
      settled: (iface, cause) => this.#monitor.evaluate(iface, cause),
    };
  }

  /** All interfaces, by index. */
  get interfaces(): readonly NetworkInterface[] {
    return this.table.all.map(({ iface }) => iface);
  }

  /** The interface of that name. */
  findInterface(name: string): NetworkInterface | undefined {
    return this.table.byName(name);
  }

  /** Whether an interface counts as connectivity: up, with an address, not ignored. */
  isReady(iface: NetworkInterface): boolean {
    return this.#monitor.isReady(iface);
  }

  /** Whether any interface is ready. */
  get isConnected(): boolean {
    return this.#monitor.isConnected;
  }

  /** An ignored interface never makes an L4 event. */
  ignore(iface: NetworkInterface): void {
    this.#monitor.ignore(this.table.entry(iface).iface, true);
  }

  watch(iface: NetworkInterface): void {
    this.#monitor.ignore(this.table.entry(iface).iface, false);
  }

  isIgnored(iface: NetworkInterface): boolean {
    return this.#monitor.isIgnored(iface);
  }

  ignoreTechnology(technology: Technology): void {
    this.#monitor.ignoreTechnology(technology, true, this.interfaces);
  }

  watchTechnology(technology: Technology): void {
    this.#monitor.ignoreTechnology(technology, false, this.interfaces);
  }

  /** Raises the present L4 status again, for a listener that came late. */
  resendStatus(): void {
    this.bus.hold(() => this.#monitor.resend(this.interfaces[0]));
  }

  /** The last changes of an interface, oldest first. */
  timeline(iface: NetworkInterface): readonly TimelineEntry[] {
    return this.table.entry(iface).timeline.entries;
  }

  /** What the interface is, why, and what is being done about it: one sentence for a person. */
  explain(iface: NetworkInterface): string {
    return explain(iface, this.table.entry(iface).timeline, this.#clock.now());
  }

  /**
   * Checks whether the world can be reached through the interface: whenever it is ready, and again from time to time.
   * A second check of the same interface takes the place of the first.
   * @returns a function that ends the check
   */
  checkOnline(iface: NetworkInterface, options: OnlineCheckOptions): () => void {
    this.table.entry(iface);
    return this.online.add(iface, options, this.isReady(iface));
  }

  /** What the online check found; `unknown` without one, and before its first result. */
  onlineState(iface: NetworkInterface): OnlineState {
    return this.online.stateOf(iface);
  }

  /**
   * Listens to one type of event, or to all with `'*'`, on all interfaces or on one.
   * @returns a function that stops listening
   */
  on<Type extends EventType>(
    type: Type | '*',
    listener: (event: ConnectivityEvent<Type>) => void,
    iface?: NetworkInterface,
  ): () => void {
    return this.bus.on(type, listener as (event: ConnectivityEvent) => void, iface);
  }
}
