import type { AddressFamily, IpAddress } from './address.ts';
import type { Cause } from './cause.ts';
import type { EventPayloads } from './events.ts';
import type { AtOptions, ExclusiveOptions, ExclusiveWork, LineAccess, ObservedLine } from './line-access.ts';
import type { ConnectOptions, InterfaceSockets, ModuleSocket } from './socket-types.ts';

/** RFC 2863, ifOperStatus. `unknown`, `testing` and `notPresent` exist for completeness; nothing derives them yet. */
export type OperationalState = 'up' | 'down' | 'testing' | 'unknown' | 'dormant' | 'notPresent' | 'lowerLayerDown';

/** The technology behind an interface, for ignoring and watching it as a whole. */
export type Technology = 'cellular' | 'wifi' | (string & {});

type StateEvents = {
  [Type in 'carrier-on' | 'iface-up' | 'address-added']: EventPayloads[Type];
};
type StateEvent =
  | 'iface-admin-up'
  | 'iface-admin-down'
  | 'iface-up'
  | 'iface-down'
  | 'carrier-on'
  | 'carrier-off'
  | 'dormant-on'
  | 'dormant-off'
  | 'address-added'
  | 'address-removed';

/** Whoever hears of an interface's changes: the connection manager. */
export interface InterfaceObserver {
  changed(
    iface: NetworkInterface,
    type: StateEvent,
    details: StateEvents['carrier-on'] & Partial<StateEvents['address-added']>,
  ): void;
  /** Everything that one change brought about was told: what depends on several states may be worked out anew. */
  settled(iface: NetworkInterface, cause: Cause | undefined): void;
}

export interface InterfaceIdentity {
  /** From 1, in the order of adding. */
  readonly index: number;
  readonly name: string;
  readonly technology: Technology;
}

/** What an interface has from its manager beside its states. */
export interface InterfaceAccess {
  readonly sockets: (iface: NetworkInterface) => InterfaceSockets;
  readonly line: (iface: NetworkInterface) => LineAccess;
}

/**
 * A network interface: what it is, what state it is in, which addresses it has. The application owns the admin state,
 * the connectivity implementation owns carrier, dormant and the addresses, and the operational state follows.
 */
export class NetworkInterface {
  readonly index: number;
  readonly name: string;
  readonly technology: Technology;
  readonly #observer: InterfaceObserver;
  readonly #access: InterfaceAccess;
  readonly #addresses = new Map<string, IpAddress>();
  #adminUp = false;
  #carrier = true;
  #dormant = false;

  constructor(identity: InterfaceIdentity, observer: InterfaceObserver, access: InterfaceAccess) {
    this.index = identity.index;
    this.name = identity.name;
    this.technology = identity.technology;
    this.#observer = observer;
    this.#access = access;
  }

  /** Sockets through this interface, by the module's own IP stack. @throws UsageError when the manager was closed */
  get sockets(): InterfaceSockets {
    return this.#access.sockets(this);
  }

  /**
   * Opens a connection through this interface; returns at once, as `net.connect` does. An error is an `error` event.
   * @throws UsageError for options that cannot be
   */
  connect(options: ConnectOptions, listener?: () => void): ModuleSocket {
    return this.sockets.connect(options, listener);
  }

  /**
   * Sends a command line of the application's own while the driver goes on, and returns the lines of its answer without
   * the final result code (guideline G10).
   * @throws AtError as the module answers, `AT_TIMEOUT`; ControlError `ENOTSUP` without a command line; UsageError
   */
  async at(command: string, options?: AtOptions): Promise<readonly string[]> {
    return await this.#access.line(this).at(command, options);
  }

  /**
   * Tells every line between host and module from now on, secrets hidden; payload of sockets is not told.
   * @returns a function that ends it
   * @throws ControlError `ENOTSUP` without a command line
   */
  observeLines(observer: (line: ObservedLine) => void): () => void {
    return this.#access.line(this).observe(observer);
  }

  /**
   * Does `work` while the driver's own commands wait; URCs are handled as ever. The line is given back when the work is
   * done, when the time is over, and when the module is lost.
   * @throws AtError `AT_TIMEOUT` when the time is over; what `work` throws; ControlError `ENOTSUP`
   */
  async exclusive<Result>(work: ExclusiveWork<Result>, options: ExclusiveOptions): Promise<Result> {
    return await this.#access.line(this).exclusive(work, options);
  }

  /** Administrative state: what the application wants. Down on a new interface. */
  get isAdminUp(): boolean {
    return this.#adminUp;
  }

  /** Carrier: the module is there and has a radio link. On on a new interface, until an implementation says more. */
  get hasCarrier(): boolean {
    return this.#carrier;
  }

  /** Dormant: there may be a radio link, but the bearer is not up. Off on a new interface. */
  get isDormant(): boolean {
    return this.#dormant;
  }

  /** Derived, by RFC 2863, from the three states above. */
  get operationalState(): OperationalState {
    if (!this.#adminUp || !this.#carrier) return 'down';
    return this.#dormant ? 'dormant' : 'up';
  }

  /** Operational state `up`. */
  get isUp(): boolean {
    return this.operationalState === 'up';
  }

  get addresses(): readonly IpAddress[] {
    return [...this.#addresses.values()];
  }

  hasAddress(family?: AddressFamily): boolean {
    if (family === undefined) return this.#addresses.size > 0;
    for (const address of this.#addresses.values()) if (address.family === family) return true;
    return false;
  }

  setAdmin(up: boolean, cause?: Cause): void {
    this.#change(up === this.#adminUp, up ? 'iface-admin-up' : 'iface-admin-down', cause, () => {
      this.#adminUp = up;
    });
  }

  setCarrier(on: boolean, cause?: Cause): void {
    this.#change(on === this.#carrier, on ? 'carrier-on' : 'carrier-off', cause, () => {
      this.#carrier = on;
    });
  }

  setDormant(on: boolean, cause?: Cause): void {
    this.#change(on === this.#dormant, on ? 'dormant-on' : 'dormant-off', cause, () => {
      this.#dormant = on;
    });
  }

  /** Adding an address that is there does nothing. */
  addAddress(address: IpAddress, cause?: Cause): void {
    if (this.#addresses.has(address.address)) return;
    this.#addresses.set(address.address, address);
    this.#observer.changed(this, 'address-added', { address, ...(cause && { cause }) });
    this.#observer.settled(this, cause);
  }

  /** Removing an address that is not there does nothing. */
  removeAddress(address: string, cause?: Cause): void {
    const known = this.#addresses.get(address);
    if (known === undefined) return;
    this.#addresses.delete(address);
    this.#observer.changed(this, 'address-removed', { address: known, ...(cause && { cause }) });
    this.#observer.settled(this, cause);
  }

  toJSON(): object {
    return {
      index: this.index,
      name: this.name,
      technology: this.technology,
      admin: this.#adminUp ? 'up' : 'down',
      carrier: this.#carrier,
      dormant: this.#dormant,
      operational: this.operationalState,
      addresses: this.addresses.map(({ address }) => address),
    };
  }

  /** Applies a change and reports it, and what it did to the operational state. */
  #change(same: boolean, type: StateEvent, cause: Cause | undefined, apply: () => void): void {
    if (same) return;
    const was = this.isUp;
    apply();
    const details = cause === undefined ? {} : { cause };
    this.#observer.changed(this, type, details);
    if (was !== this.isUp) this.#observer.changed(this, this.isUp ? 'iface-up' : 'iface-down', details);
    this.#observer.settled(this, cause);
  }
}
