import { type Clock, systemClock } from '../base/clock.ts';
import { ControlError, UsageError } from '../base/errors.ts';
import { type Log, silentLog } from '../base/log.ts';
import { type AutomationOptions, Automations } from './automations.ts';
import { Binding, type BindingFlag } from './binding.ts';
import { calledBy } from './cause.ts';
import { Control } from './control.ts';
import { EventBus } from './event-bus.ts';
import type { ConnectivityEvent, EventType } from './events.ts';
import type { ConnectivityImplementation } from './implementation.ts';
import type { InterfaceObserver, NetworkInterface, Technology } from './interface.ts';
import { type InterfaceOptions, InterfaceTable } from './interface-table.ts';
import { Monitor } from './monitor.ts';
import { Recorder } from './recorder.ts';
import { BindingSettings } from './settings.ts';
import type { TimelineEntry } from './timeline.ts';

export interface ConnectionManagerOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Which automations are on; all, unless one is set to false. */
  readonly automations?: Partial<AutomationOptions>;
  /** How many changes each interface's timeline keeps; 100 unless given. */
  readonly timelineLength?: number;
  /** What implementations get to see in place of an interface: the conformance kit watches what they touch. */
  readonly seenByImplementations?: (iface: NetworkInterface) => NetworkInterface;
}

/** For the bulk functions. */
export interface BulkOptions {
  readonly skipIgnored?: boolean;
}

/**
 * The control API and the monitor, after Zephyr's Connection Manager: interfaces, the implementations bound to them,
 * connect and disconnect that return at once, and the events that tell what came of it.
 */
export class ConnectionManager {
  readonly #table: InterfaceTable;
  readonly #bus: EventBus;
  readonly #recorder: Recorder;
  readonly #monitor: Monitor;
  readonly #control: Control;
  readonly #settings: BindingSettings;
  readonly #automations: Automations;
  readonly #seen: (iface: NetworkInterface) => NetworkInterface;
  readonly #observer: InterfaceObserver;
  #closed = false;

  constructor(options: ConnectionManagerOptions = {}) {
    const { clock = systemClock, log = silentLog } = options;
    this.#seen = options.seenByImplementations ?? ((iface) => iface);
    this.#table = new InterfaceTable(options.timelineLength ?? 100);
    this.#bus = new EventBus(log);
    this.#recorder = new Recorder(clock, log, this.#table, this.#bus);
    this.#monitor = new Monitor((type, iface, details) => this.#recorder.emit(type, iface, details));
    this.#control = new Control(this.#table, log);
    this.#settings = new BindingSettings(this.#table);
    this.#observer = {
      changed: (iface, type, details) => {
        this.#recorder.emit(type, iface, details as never);
        this.#monitor.evaluate(iface, details.cause);
      },
    };
    const { autoUp = true, autoConnect = true, autoDown = true } = options.automations ?? {};
    this.#automations = new Automations(
      { autoUp, autoConnect, autoDown },
      { clock, log, table: this.#table, bus: this.#bus, recorder: this.#recorder, control: this.#control },
    );
  }

  /** Adds an interface: admin-down, and without an implementation until one is bound. */
  addInterface(options: InterfaceOptions): NetworkInterface {
    this.#refuseClosed();
    return this.#table.add(options, this.#observer);
  }

  /** All interfaces, by index. */
  get interfaces(): readonly NetworkInterface[] {
    return this.#table.all.map(({ iface }) => iface);
  }

  /** The interface of that name. */
  findInterface(name: string): NetworkInterface | undefined {
    return this.#table.find(name);
  }

  /**
   * Binds an implementation to an interface and initialises it; it may be called from then on (G12).
   * @throws ControlError `EALREADY` when one is bound, naming both
   */
  bind<Context, Setup>(
    iface: NetworkInterface,
    implementation: ConnectivityImplementation<Context, Setup>,
    ...[setup]: Setup extends void ? [] : [setup: Setup]
  ): Binding<Context> {
    this.#refuseClosed();
    const entry = this.#table.entry(iface);
    if (entry.binding !== undefined) {
      const bound = entry.binding.implementation.name;
      throw new ControlError(
        'EALREADY',
        `cannot bind ${implementation.name} to ${iface.name}: ${bound} is bound to it already`,
        { where: iface.name },
      );
    }
    const context = implementation.createContext(setup as Setup);
    const binding = new Binding<Context>(this.#seen(iface), implementation, context, this.#recorder.reportsOf(iface));
    entry.binding = binding as Binding<unknown>;
    this.#bus.hold(() => implementation.api?.init?.(binding));
    return binding;
  }

  isBound(iface: NetworkInterface): boolean {
    return this.#table.bindingOf(iface) !== undefined;
  }

  /** Auto-up, and auto-connect for what was up before. Call it when listeners are in place. */
  start(): void {
    this.#refuseClosed();
    this.#automations.start();
  }

  /** Ends every binding and releases what it holds. Nothing is raised after it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#recorder.silence();
    this.#automations.close();
    const closing = this.#table.all.map(async ({ binding }) => {
      if (binding !== undefined) await binding.implementation.api?.close?.(binding);
    });
    const results = await Promise.allSettled(closing);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** Takes an interface admin-up. Doing it again does nothing. */
  up(iface: NetworkInterface): void {
    this.#refuseClosed();
    this.#table.entry(iface).iface.setAdmin(true, calledBy('up'));
  }

  /** Takes an interface admin-down. Doing it again does nothing. */
  down(iface: NetworkInterface): void {
    this.#table.entry(iface).iface.setAdmin(false, calledBy('down'));
  }

  /**
   * Takes the interface up if need be and begins a connection attempt; returns at once.
   * @throws ControlError `ENOTSUP` when it cannot be connected, and whatever the implementation refuses it with
   */
  connect(iface: NetworkInterface): void {
    this.#refuseClosed();
    this.#bus.hold(() => this.#control.connect(iface));
  }

  /** Leaves the network, or ends the attempt in progress; returns at once. Without effect on an admin-down interface. */
  disconnect(iface: NetworkInterface): void {
    this.#bus.hold(() => {
      if (this.#control.disconnect(iface)) this.#automations.disconnected(iface);
    });
  }

  /** @throws ControlError `ENOTSUP`, `ENOPROTOOPT` unknown name, `EINVAL` impossible value, `ENOBUFS` too long */
  setOption(iface: NetworkInterface, name: string, value: unknown): void {
    this.#bus.hold(() => this.#control.setOption(iface, name, value));
  }

  /** @throws ControlError `ENOTSUP`, `ENOPROTOOPT` */
  getOption(iface: NetworkInterface, name: string): unknown {
    return this.#control.getOption(iface, name);
  }

  /** @throws ControlError `ENOTSUP` when not bound, `EINVAL` unknown flag */
  setFlag(iface: NetworkInterface, flag: BindingFlag, on: boolean): void {
    this.#bus.hold(() => this.#settings.setFlag(iface, flag, on));
  }

  /** False for an unknown flag and on an interface that is not bound. */
  getFlag(iface: NetworkInterface, flag: BindingFlag): boolean {
    return this.#settings.getFlag(iface, flag);
  }

  /** @param timeoutS connection timeout in seconds, 0 for none; it counts for an attempt in progress too */
  setTimeout(iface: NetworkInterface, timeoutS: number): void {
    this.#bus.hold(() => this.#settings.setTimeout(iface, timeoutS));
  }

  /** In seconds; 0 for none, and on an interface that is not bound. */
  getTimeout(iface: NetworkInterface): number {
    return this.#settings.getTimeout(iface);
  }

  /** @param idleTimeoutS in seconds, 0 for none; it counts from now */
  setIdleTimeout(iface: NetworkInterface, idleTimeoutS: number): void {
    this.#settings.setIdleTimeout(iface, idleTimeoutS);
    this.used(iface);
  }

  getIdleTimeout(iface: NetworkInterface): number {
    return this.#settings.getIdleTimeout(iface);
  }

  /** Tells that the interface was used: the idle timer starts anew. */
  used(iface: NetworkInterface): void {
    this.#automations.used(iface);
  }

  allUp(options?: BulkOptions): void {
    this.#control.forAll(this.#chosen(options), 'up', (iface) => this.up(iface));
  }

  allDown(options?: BulkOptions): void {
    this.#control.forAll(this.#chosen(options), 'down', (iface) => this.down(iface));
  }

  /** Takes every interface up, then connects those that are bound. */
  connectAll(options?: BulkOptions): void {
    this.#refuseClosed();
    const ifaces = this.#chosen(options);
    this.#bus.hold(() => {
      for (const iface of ifaces) iface.setAdmin(true, calledBy('connect'));
      const bound = ifaces.filter((iface) => this.isBound(iface));
      this.#control.forAll(bound, 'connect', (iface) => this.connect(iface));
    });
  }

  disconnectAll(options?: BulkOptions): void {
    const bound = this.#chosen(options).filter((iface) => this.isBound(iface));
    this.#control.forAll(bound, 'disconnect', (iface) => this.disconnect(iface));
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
    this.#monitor.ignore(this.#table.entry(iface).iface, true);
  }

  watch(iface: NetworkInterface): void {
    this.#monitor.ignore(this.#table.entry(iface).iface, false);
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
    this.#bus.hold(() => this.#monitor.resend());
  }

  /** The last changes of an interface, oldest first. */
  timeline(iface: NetworkInterface): readonly TimelineEntry[] {
    return this.#table.entry(iface).timeline.entries;
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
    return this.#bus.on(type, listener as (event: ConnectivityEvent) => void, iface);
  }

  #chosen(options: BulkOptions = {}): readonly NetworkInterface[] {
    return this.interfaces.filter((iface) => !(options.skipIgnored === true && this.isIgnored(iface)));
  }

  #refuseClosed(): void {
    if (this.#closed) throw new UsageError('this connection manager was closed', { hint: 'Make a new one.' }, 'CLOSED');
  }
}
