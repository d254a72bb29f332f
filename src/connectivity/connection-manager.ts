import { type Clock, systemClock } from '../base/clock.ts';
import { ControlError, UsageError } from '../base/errors.ts';
import { type Log, silentLog } from '../base/log.ts';
import { type AutomationOptions, Automations } from './automations.ts';
import { Binding, type BindingFlag } from './binding.ts';
import { calledBy } from './cause.ts';
import { Control } from './control.ts';
import type { ConnectivityImplementation } from './implementation.ts';
import type { NetworkInterface } from './interface.ts';
import type { InterfaceOptions } from './interface-table.ts';
import { Monitoring } from './monitoring.ts';
import { ImplementationRegistry } from './registry.ts';
import { BindingSettings } from './settings.ts';
import { SocketAccess, type SocketLayer } from './socket-layer.ts';

export interface ConnectionManagerOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Which automations are on; all, unless one is set to false. */
  readonly automations?: Partial<AutomationOptions>;
  /** How many changes each interface's timeline keeps; 100 unless given. */
  readonly timelineLength?: number;
  /** The implementations that can be bound by name. */
  readonly implementations?: ImplementationRegistry;
  /** What implementations get to see in place of an interface: the conformance kit watches what they touch. */
  readonly seenByImplementations?: (iface: NetworkInterface) => NetworkInterface;
  /** What makes Node.js sockets of the modules' own; the manager of the package's main entry comes with it. */
  readonly socketLayer?: SocketLayer;
}

/** For the bulk functions. */
export interface BulkOptions {
  readonly skipIgnored?: boolean;
}

/** The last argument of `bind`: none for an implementation that takes none. */
export type BindSetup<Setup> = unknown extends Setup ? [setup?: Setup] : Setup extends void ? [] : [setup: Setup];

/**
 * The control API and the monitor, after Zephyr's Connection Manager: interfaces, the implementations bound to them,
 * connect and disconnect that return at once, and the events that tell what came of it.
 */
export class ConnectionManager extends Monitoring {
  readonly #control: Control;
  readonly #settings: BindingSettings;
  readonly #automations: Automations;
  readonly #sockets: SocketAccess;
  readonly #implementations: ImplementationRegistry;
  readonly #seen: (iface: NetworkInterface) => NetworkInterface;
  #closing: Promise<void> | undefined;

  constructor(options: ConnectionManagerOptions = {}) {
    const { clock = systemClock, log = silentLog } = options;
    super(clock, log, options.timelineLength ?? 100);
    this.#seen = options.seenByImplementations ?? ((iface) => iface);
    this.#implementations = options.implementations ?? new ImplementationRegistry();
    this.#control = new Control(this.table, log);
    this.#settings = new BindingSettings(this.table);
    const { table, bus } = this;
    this.#sockets = new SocketAccess(options.socketLayer, {
      clock,
      log,
      table,
      bus,
      used: (iface) => this.used(iface),
    });
    const { autoUp = true, autoConnect = true, autoDown = true } = options.automations ?? {};
    this.#automations = new Automations(
      { autoUp, autoConnect, autoDown },
      { clock, log, table: this.table, bus: this.bus, recorder: this.recorder, control: this.#control },
    );
  }

  /** Adds an interface: admin-down, and without an implementation until one is bound. */
  addInterface(options: InterfaceOptions): NetworkInterface {
    this.#refuseClosed();
    return this.table.add(options, this.observer, (iface) => this.#sockets.of(iface));
  }

  /**
   * Binds an implementation to an interface and initialises it; it may be called from then on (G12).
   * @throws ControlError `EALREADY` when one is bound, naming both
   */
  bind<Context, Setup>(
    iface: NetworkInterface,
    implementation: ConnectivityImplementation<Context, Setup>,
    ...[setup]: BindSetup<Setup>
  ): Binding<Context> {
    this.#refuseClosed();
    return this.#bind(iface, implementation, setup as Setup);
  }

  /**
   * Binds the implementation of that name, which was given with `implementations`.
   * @throws ControlError `ENOTSUP` when there is none of that name; the interface lives on without (G15)
   */
  bindByName(iface: NetworkInterface, name: string, setup?: unknown): Binding {
    this.#refuseClosed();
    return this.#bind<unknown, unknown>(iface, this.#implementations.get(name) as never, setup);
  }

  isBound(iface: NetworkInterface): boolean {
    return this.table.bindingOf(iface) !== undefined;
  }

  /** Auto-up, and auto-connect for what was up before. Call it when listeners are in place. */
  start(): void {
    this.#refuseClosed();
    this.#automations.start();
  }

  /** Ends every binding and releases what it holds. Nothing is raised after it. Closing again waits for the same end. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.recorder.silence();
    this.#automations.close();
    this.online.close();
    await this.#sockets.close();
    const closing = this.table.all.map(async ({ binding }) => {
      if (binding !== undefined) await binding.implementation.api?.close?.(binding);
    });
    const results = await Promise.allSettled(closing);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** Takes an interface admin-up. Doing it again does nothing. */
  up(iface: NetworkInterface): void {
    this.#refuseClosed();
    this.table.entry(iface).iface.setAdmin(true, calledBy('up'));
  }

  /** Takes an interface admin-down. Doing it again does nothing. */
  down(iface: NetworkInterface): void {
    this.table.entry(iface).iface.setAdmin(false, calledBy('down'));
  }

  /**
   * Takes the interface up if need be and begins a connection attempt; returns at once.
   * @throws ControlError `ENOTSUP` when it cannot be connected, and whatever the implementation refuses it with
   */
  connect(iface: NetworkInterface): void {
    this.#refuseClosed();
    this.bus.hold(() => this.#control.connect(iface));
  }

  /** Leaves the network, or ends the attempt in progress; returns at once. Without effect on an admin-down interface. */
  disconnect(iface: NetworkInterface): void {
    this.bus.hold(() => {
      if (this.#control.disconnect(iface)) this.#automations.disconnected(iface);
    });
  }

  /** @throws ControlError `ENOTSUP`, `ENOPROTOOPT` unknown name, `EINVAL` impossible value, `ENOBUFS` too long */
  setOption(iface: NetworkInterface, name: string, value: unknown): void {
    this.bus.hold(() => this.#control.setOption(iface, name, value));
  }

  /** @throws ControlError `ENOTSUP`, `ENOPROTOOPT` */
  getOption(iface: NetworkInterface, name: string): unknown {
    return this.#control.getOption(iface, name);
  }

  /** The names of the implementation's options; none on an interface that is not bound. */
  optionNames(iface: NetworkInterface): readonly string[] {
    return this.#control.optionNames(iface);
  }

  /** @throws ControlError `ENOTSUP` when not bound, `EINVAL` unknown flag */
  setFlag(iface: NetworkInterface, flag: BindingFlag, on: boolean): void {
    this.bus.hold(() => this.#settings.setFlag(iface, flag, on));
  }

  /** False for an unknown flag and on an interface that is not bound. */
  getFlag(iface: NetworkInterface, flag: BindingFlag): boolean {
    return this.#settings.getFlag(iface, flag);
  }

  /** @param timeoutS connection timeout in seconds, 0 for none; it counts for an attempt in progress too */
  setTimeout(iface: NetworkInterface, timeoutS: number): void {
    this.bus.hold(() => this.#settings.setTimeout(iface, timeoutS));
  }

  /** In seconds; 0 for none, and on an interface that is not bound. */
  getTimeout(iface: NetworkInterface): number {
    return this.#settings.getTimeout(iface);
  }

  /** @param idleTimeoutS in seconds, 0 for none; it counts from now */
  setIdleTimeout(iface: NetworkInterface, idleTimeoutS: number): void {
    this.bus.hold(() => {
      this.#settings.setIdleTimeout(iface, idleTimeoutS);
      this.#automations.used(iface);
    });
  }

  getIdleTimeout(iface: NetworkInterface): number {
    return this.#settings.getIdleTimeout(iface);
  }

  /** Tells that the interface was used: the idle timer starts anew, and the online check is put off. */
  used(iface: NetworkInterface): void {
    this.#automations.used(iface);
    this.online.used(iface);
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
    this.bus.hold(() => {
      for (const iface of ifaces) iface.setAdmin(true, calledBy('connect'));
      const bound = ifaces.filter((iface) => this.isBound(iface));
      this.#control.forAll(bound, 'connect', (iface) => this.connect(iface));
    });
  }

  disconnectAll(options?: BulkOptions): void {
    const bound = this.#chosen(options).filter((iface) => this.isBound(iface));
    this.#control.forAll(bound, 'disconnect', (iface) => this.disconnect(iface));
  }

  #bind<Context, Setup>(
    iface: NetworkInterface,
    implementation: ConnectivityImplementation<Context, Setup>,
    setup: Setup,
  ): Binding<Context> {
    const entry = this.table.entry(iface);
    // One without an API object counts as absent, and so does not stand in the way of another.
    if (this.isBound(iface)) {
      const bound = entry.binding?.implementation.name;
      throw new ControlError(
        'EALREADY',
        `cannot bind ${implementation.name} to ${iface.name}: ${bound} is bound to it already`,
        { where: iface.name },
      );
    }
    const context = implementation.createContext(setup);
    const binding = new Binding<Context>(this.#seen(iface), implementation, context, this.recorder.reportsOf(iface));
    entry.binding = binding as Binding<unknown>;
    try {
      this.bus.hold(() => {
        implementation.api?.init?.(binding);
        // An interface that was up on its own and is dormant from here has lost nothing.
        entry.givenUp = undefined;
      });
    } catch (thrown) {
      entry.binding = undefined;
      throw thrown;
    }
    return binding;
  }

  #chosen(options: BulkOptions = {}): readonly NetworkInterface[] {
    return this.interfaces.filter((iface) => !(options.skipIgnored === true && this.isIgnored(iface)));
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined)
      throw new UsageError('this connection manager was closed', { hint: 'Make a new one.' }, 'CLOSED');
  }
}
