import { isIPv4 } from 'node:net';
import { OptionRefusal } from '../../src/driver/index.ts';

/** A network that may be joined. */
export interface KnownNetwork {
  readonly ssid: string;
  /** Empty for an open network. */
  readonly passphrase: string;
  /** The one access point to use. */
  readonly bssid?: string;
  /** Higher is tried first; 0 unless given. */
  readonly priority: number;
}

export interface StaticAddress {
  readonly ip: string;
  readonly gateway: string;
  readonly netmask: string;
  readonly dns: readonly string[];
}

const maxNetworks = 32;

function text(given: unknown, wanted: string): string {
  if (typeof given !== 'string') throw new OptionRefusal(wanted);
  return given;
}

/** IEEE 802.11, 9.4.2.2: 0 to 32 bytes. Those below 0x20 cannot be sent, for they could end the command line. */
export function readSsid(given: unknown): string {
  const ssid = text(given, 'a text');
  if (ssid === '') throw new OptionRefusal('a name of at least one character');
  if (/[\x00-\x1f\x7f]/.test(ssid)) throw new OptionRefusal('a name without control characters');
  if (Buffer.byteLength(ssid) > 32) throw new OptionRefusal('at most 32 bytes of UTF-8', 'ENOBUFS');
  return ssid;
}

/** WPA: 8 to 63 printable ASCII characters, or the key itself as 64 hex digits. IEEE 802.11, annex J.4. */
export function readPassphrase(given: unknown): string {
  const wanted = '8 to 63 printable ASCII characters, or 64 hex digits; an empty text for an open network';
  const passphrase = text(given, wanted);
  if (passphrase === '') return passphrase;
  if (!/^[\x20-\x7e]*$/.test(passphrase) || passphrase.length < 8) throw new OptionRefusal(wanted);
  if (passphrase.length > 63 && !/^[0-9a-fA-F]{64}$/.test(passphrase)) {
    throw new OptionRefusal(wanted, passphrase.length > 64 ? 'ENOBUFS' : 'EINVAL');
  }
  return passphrase;
}

export function readBssid(given: unknown): string {
  const wanted = 'a MAC address: aa:bb:cc:dd:ee:ff; an empty text for any';
  const bssid = text(given, wanted);
  if (bssid === '') return bssid;
  if (!/^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/.test(bssid)) throw new OptionRefusal(wanted);
  return bssid.toLowerCase();
}

/** Where a command line or a file gives it as text, it is JSON. */
function structure(given: unknown, wanted: string): unknown {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given);
  } catch {
    throw new OptionRefusal(`${wanted}, or that as JSON`);
  }
}

function record(given: unknown, names: readonly string[], wanted: string): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new OptionRefusal(wanted);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new OptionRefusal(`${wanted}; ${JSON.stringify(unknown)} is none of it`);
  return given as Readonly<Record<string, unknown>>;
}

/** Says of which entry a refusal is. */
function within<Value>(place: string, read: () => Value): Value {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof OptionRefusal) throw new OptionRefusal(`${thrown.message} (${place})`, thrown.code);
    throw thrown;
  }
}

function readPriority(given: unknown): number {
  if (typeof given !== 'number' || !Number.isSafeInteger(given)) throw new OptionRefusal('a whole number');
  return given;
}

export function readNetworks(given: unknown): readonly KnownNetwork[] {
  const wanted = 'a list of {ssid, passphrase, bssid?, priority?}';
  const list = structure(given, wanted);
  if (!Array.isArray(list)) throw new OptionRefusal(wanted);
  if (list.length > maxNetworks) throw new OptionRefusal(`at most ${maxNetworks} networks`, 'ENOBUFS');
  return list.map((entry: unknown, index) => {
    const { ssid, passphrase, bssid, priority } = record(entry, ['ssid', 'passphrase', 'bssid', 'priority'], wanted);
    const place = (name: string): string => `${name} of network ${index + 1}`;
    return {
      ssid: within(place('ssid'), () => readSsid(ssid)),
      passphrase: within(place('passphrase'), () => readPassphrase(passphrase ?? '')),
      ...(bssid !== undefined && { bssid: within(place('bssid'), () => readBssid(bssid)) }),
      priority: priority === undefined ? 0 : within(place('priority'), () => readPriority(priority)),
    };
  });
}

function readIp(given: unknown): string {
  const wanted = 'an IPv4 address: 192.0.2.7';
  const ip = text(given, wanted);
  if (!isIPv4(ip)) throw new OptionRefusal(wanted);
  return ip;
}

function readNetmask(given: unknown): string {
  const netmask = readIp(given);
  const bits = netmask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  if (!/^1+0+$/.test(bits)) throw new OptionRefusal('a netmask: 255.255.255.0');
  return netmask;
}

/** Whether an address was set that is not DHCP's. */
export const isStatic = (address: StaticAddress | 'dhcp' | undefined): address is StaticAddress =>
  address !== undefined && address !== 'dhcp';

export function readStaticAddress(given: unknown): StaticAddress | 'dhcp' {
  if (given === 'dhcp') return given;
  const wanted = "{ip, gateway, netmask, dns?}, or 'dhcp'";
  const { ip, gateway, netmask, dns } = record(structure(given, wanted), ['ip', 'gateway', 'netmask', 'dns'], wanted);
  const servers: readonly unknown[] = dns === undefined ? [] : Array.isArray(dns) ? dns : [dns];
  if (servers.length > 3) throw new OptionRefusal('at most 3 name servers', 'ENOBUFS');
  return {
    ip: within('ip', () => readIp(ip)),
    gateway: within('gateway', () => readIp(gateway)),
    netmask: within('netmask', () => readNetmask(netmask)),
    dns: servers.map((server) => within('dns', () => readIp(server))),
  };
}

/** RFC 952 and 1123: letters, digits and hyphens; ESP-AT takes 32 characters. */
export function readHostname(given: unknown): string {
  const wanted = 'letters, digits and hyphens, at most 32';
  const hostname = text(given, wanted);
  if (hostname.length > 32) throw new OptionRefusal(wanted, 'ENOBUFS');
  if (!/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(hostname)) throw new OptionRefusal(wanted);
  return hostname;
}

export function readCountry(given: unknown): string {
  const wanted = 'a country code of two letters: DE';
  const country = text(given, wanted);
  if (!/^[A-Za-z]{2}$/.test(country)) throw new OptionRefusal(wanted);
  return country.toUpperCase();
}
