import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';
import type { AccessPoint, Lease } from './air.ts';
import type { Personality } from './personality.ts';
import type { Settings } from './settings.ts';

const noAddress: Lease = { ip: '0.0.0.0', gateway: '0.0.0.0', netmask: '0.0.0.0' };
// Duplicate address detection, and the next announcement of a router.
const linkLocalMs = 1500;
const globalMs = 1000;

/** Whom the addresses are told to. */
export interface StationAddressHost {
  readonly personality: Personality;
  readonly settings: Settings;
  /** The timers of the association: when it ends, nothing more is acquired. */
  readonly timers: Timers;
  urc(text: string): void;
  /** There is an IPv4 address, set by hand or leased. */
  online(lease: Lease): void;
}

/** The addresses of the station while it is associated. */
export class StationAddress {
  readonly #host: StationAddressHost;
  #lease: Lease | undefined;
  #pending: Timer | undefined;
  #linkLocal = false;
  #global = false;

  constructor(host: StationAddressHost) {
    this.#host = host;
  }

  /** `0.0.0.0` without an address, unless one was set by hand. */
  get ipv4(): Lease {
    return this.#lease ?? this.#host.settings.current.staticAddress ?? noAddress;
  }

  /** Whether the IPv6 addresses are there. */
  get ipv6(): { readonly linkLocal: boolean; readonly global: boolean } {
    return { linkLocal: this.#linkLocal, global: this.#global };
  }

  /** Gets an IPv4 address in the way that is set: by hand, by DHCP, or not at all. */
  acquire(point: AccessPoint): void {
    const { personality, settings, timers } = this.#host;
    this.#lease = undefined;
    this.#pending?.cancel();
    this.#pending = undefined;
    const { dhcp, mac, staticAddress } = settings.current;
    if (staticAddress !== undefined) {
      this.#pending = timers.after(0, () => this.#online(staticAddress));
      return;
    }
    if ((dhcp & 1) === 0 || point.dhcp === 'none') return;
    const delayMs = point.dhcp === 'normal' ? personality.times.dhcpMs : point.dhcp;
    this.#pending = timers.after(delayMs, () => this.#online(point.lease(mac)));
  }

  /** Gets the IPv6 addresses, if they are switched on (ESP-AT user guide, AT+CIPV6). */
  acquireIpv6(point: AccessPoint): void {
    const { settings, timers, urc } = this.#host;
    if (settings.current.ipv6 === 0) return;
    timers.after(linkLocalMs, () => {
      this.#linkLocal = true;
      urc('WIFI GOT IPv6 LL');
      if (point.ipv6Prefix === undefined) return;
      timers.after(globalMs, () => {
        this.#global = true;
        urc('WIFI GOT IPv6 GL');
      });
    });
  }

  clear(): void {
    this.#lease = undefined;
    this.#linkLocal = false;
    this.#global = false;
  }

  #online(lease: Lease): void {
    this.#lease = lease;
    this.#host.online(lease);
  }
}
