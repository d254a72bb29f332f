import { UsageError } from '../../src/base/errors.ts';

/** How an access point is locked. */
export type Security =
  | 'open'
  | 'wep'
  | 'wpa'
  | 'wpa2'
  | 'wpa/wpa2'
  | 'wpa2-enterprise'
  | 'wpa3'
  | 'wpa2/wpa3'
  | 'wapi'
  | 'owe';

/** An access point to put into the air. Everything but the name has a value that works. */
export interface AccessPointOptions {
  /** Up to 32 bytes; a string is sent as UTF-8. */
  readonly ssid: string | Uint8Array;
  /** Default: made up, one after the other. */
  readonly bssid?: string;
  /** 1 to 14; default 6. */
  readonly channel?: number;
  /** In dBm; default -50. */
  readonly rssi?: number;
  /** Default: WPA2 with a passphrase, open without. */
  readonly security?: Security;
  readonly passphrase?: string;
  /** Protected management frames. Default: required with WPA3, else capable. */
  readonly pmf?: 'none' | 'capable' | 'required';
  /** Its beacons do not carry the name. */
  readonly hidden?: boolean;
  /** `none`: no server answers; a number: it takes so many milliseconds. Default `normal`. */
  readonly dhcp?: 'normal' | 'none' | number;
  /** The first address that it gives out, in a /24 whose gateway ends in 1. Default `192.168.77.100`. */
  readonly pool?: string;
  /** The first 64 bits of the global IPv6 addresses it announces: `2001:db8:0:1`. Default: none. */
  readonly ipv6Prefix?: string;
  readonly wps?: boolean;
}

/** What a station gets from the DHCP server. */
export interface Lease {
  readonly ip: string;
  readonly gateway: string;
  readonly netmask: string;
}

/** One access point that is on the air. Bytes are kept as Latin-1 text. */
export class AccessPoint {
  readonly ssid: string;
  readonly bssid: string;
  readonly channel: number;
  readonly security: Security;
  readonly passphrase: string;
  readonly pmf: 'none' | 'capable' | 'required';
  readonly hidden: boolean;
  readonly wps: boolean;
  readonly ipv6Prefix: string | undefined;
  /** In dBm; may change while stations are joined. */
  rssi: number;
  /** May change: what a station gets that asks from now on. */
  dhcp: 'normal' | 'none' | number;
  readonly #pool: readonly number[];
  readonly #leases = new Map<string, number>();

  constructor(options: AccessPointOptions, bssid: string) {
    this.ssid = Buffer.from(options.ssid).toString('latin1');
    this.bssid = bssid;
    this.channel = options.channel ?? 6;
    this.rssi = options.rssi ?? -50;
    this.passphrase = options.passphrase ?? '';
    this.security = options.security ?? (this.passphrase === '' ? 'open' : 'wpa2');
    this.pmf = options.pmf ?? (this.security === 'wpa3' || this.security === 'owe' ? 'required' : 'capable');
    this.hidden = options.hidden ?? false;
    this.wps = options.wps ?? false;
    this.dhcp = options.dhcp ?? 'normal';
    this.ipv6Prefix = options.ipv6Prefix;
    this.#pool = (options.pool ?? '192.168.77.100').split('.').map(Number);
    if (this.ssid.length > 32) throw new UsageError(`the SSID ${JSON.stringify(this.ssid)} is longer than 32 bytes`);
  }

  /** The same station gets the same address again. */
  lease(mac: string): Lease {
    const [a = 192, b = 168, c = 77, first = 100] = this.#pool;
    let host = this.#leases.get(mac);
    if (host === undefined) {
      host = 2 + ((first - 2 + this.#leases.size) % 253);
      this.#leases.set(mac, host);
    }
    return { ip: `${a}.${b}.${c}.${host}`, gateway: `${a}.${b}.${c}.1`, netmask: '255.255.255.0' };
  }
}

/** Told of what happens on the air. */
export interface AirListener {
  appeared(point: AccessPoint): void;
  vanished(point: AccessPoint): void;
  /** The access point throws its stations out; `mac` names one of them. */
  deauthenticated(point: AccessPoint, mac: string | undefined): void;
}

// What one crowded place has; more is a test gone wild.
const mostPoints = 256;

/** The access points within reach, shared by the modules of one place. */
export class SimulatedAir {
  readonly #points = new Map<string, AccessPoint>();
  readonly #listeners = new Set<AirListener>();
  #made = 0;

  /** @param points what is on the air from the beginning. */
  constructor(points: readonly AccessPointOptions[] = []) {
    for (const point of points) this.add(point);
  }

  /**
   * Switches an access point on. One with the same BSSID is replaced without a break.
   * @throws UsageError for a name of more than 32 bytes
   */
  add(options: AccessPointOptions): AccessPoint {
    if (this.#points.size >= mostPoints) throw new UsageError(`more than ${mostPoints} access points`);
    this.#made += 1;
    const made = [0x02, 0x5a, 0x11, 0, this.#made >> 8, this.#made & 0xff];
    const bssid = options.bssid ?? made.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
    const point = new AccessPoint(options, bssid.toLowerCase());
    this.#points.set(point.bssid, point);
    for (const listener of [...this.#listeners]) listener.appeared(point);
    return point;
  }

  /** Switches it off, with no farewell: stations notice when its beacons fail to come. */
  remove(point: AccessPoint | string): void {
    const found = this.#points.get(typeof point === 'string' ? point.toLowerCase() : point.bssid);
    if (found === undefined) return;
    this.#points.delete(found.bssid);
    for (const listener of [...this.#listeners]) listener.vanished(found);
  }

  /** Throws every station of an access point out, or one. */
  deauthenticate(point: AccessPoint, mac?: string): void {
    for (const listener of [...this.#listeners]) listener.deauthenticated(point, mac);
  }

  /** What is on the air now. */
  get points(): readonly AccessPoint[] {
    return [...this.#points.values()];
  }

  /** Tells `listener` of what happens, until the function returned is called. */
  listen(listener: AirListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
