import type { Lease } from '../air.ts';
import type { Answer } from '../answer.ts';
import { failed, ok, say } from '../answer.ts';
import { addressAt, countArguments, macAt, numberAt, textAt } from '../arguments.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';
import { globalAddress, linkLocalAddress } from '../ipv6.ts';
import type { Stored } from '../memory.ts';
import type { Command } from '../parse-command.ts';
import { stationIsOn } from './station.ts';
import { storable, type Variant } from './variants.ts';

const softApAddress: Lease = { ip: '192.168.4.1', gateway: '192.168.4.1', netmask: '255.255.255.0' };
const stationDhcp = 1;
const accessPointMode = 2;
// Until DHCP names others (ESP-AT user guide, AT+CIPDNS).
const makersServers = ['208.67.222.222', '114.114.114.114', '8.8.8.8'];

function readLease(command: Command): Lease {
  countArguments(command, 1, 3);
  const ip = addressAt(command, 0);
  if (command.args.length === 1) return { ip, gateway: ip.replace(/\d+$/, '1'), netmask: '255.255.255.0' };
  countArguments(command, 3);
  return { ip, gateway: addressAt(command, 1), netmask: addressAt(command, 2) };
}

function leaseLines(name: string, { gateway, ip, netmask }: Lease): readonly string[] {
  return [`${name}:ip:"${ip}"`, `${name}:gateway:"${gateway}"`, `${name}:netmask:"${netmask}"`];
}

function ipv6Lines({ settings, station }: Core, prefix: string, names: readonly [string, string]): readonly string[] {
  const { global, linkLocal } = station.ipv6;
  const { mac } = settings.current;
  const lines = linkLocal ? [`${prefix}${names[0]}"${linkLocalAddress(mac)}"`] : [];
  const announced = station.point?.ipv6Prefix;
  if (global && announced !== undefined) lines.push(`${prefix}${names[1]}"${globalAddress(announced, mac)}"`);
  return lines;
}

/** `AT+CWDHCP`. NONOS AT turns the parameters round and counts its bits the other way. */
function dhcpEntry(core: Core, variant: Variant): CommandEntry {
  const isNonos = core.personality.family === 'nonos';
  const swapped = (bits: number): number => ((bits & 1) << 1) | ((bits >> 1) & 1);
  return {
    read: () => say(`${variant.name}:${isNonos ? swapped(variant.view.dhcp) : variant.view.dhcp}`),
    set: (command) => {
      countArguments(command, 2);
      const enable = numberAt(command, isNonos ? 1 : 0, 0, 1) === 1;
      const bits = isNonos ? ([2, 1, 3][numberAt(command, 0, 0, 2)] ?? 0) : numberAt(command, 1, 0, 3);
      const before = core.settings.current;
      const dhcp = enable ? before.dhcp | bits : before.dhcp & ~bits;
      const isDynamic = (dhcp & stationDhcp) !== 0;
      variant.change({ dhcp, staticAddress: isDynamic ? undefined : before.staticAddress });
      const wasDynamic = (before.dhcp & stationDhcp) !== 0 && before.staticAddress === undefined;
      if (isDynamic && !wasDynamic) core.station.addressingChanged();
      return ok;
    },
  };
}

function setAddress(core: Core, variant: Variant, command: Command): Answer {
  const staticAddress = readLease(command);
  if (!stationIsOn(core)) return failed();
  variant.change({ staticAddress, dhcp: core.settings.current.dhcp & ~stationDhcp });
  core.station.addressingChanged();
  return ok;
}

function nameServers(core: Core, view: Stored): readonly string[] {
  if (view.dns !== undefined) return view.dns;
  const told = core.station.phase === 'online' && core.faults.makersNameServers !== true;
  return told ? [core.station.address.gateway] : makersServers;
}

function dnsEntry(core: Core, variant: Variant): CommandEntry {
  const isNonos = core.personality.family === 'nonos';
  return {
    read: () => {
      const servers = nameServers(core, variant.view);
      if (isNonos) return say(...servers.map((server) => `${variant.name}:${server}`));
      const byHand = variant.view.dns === undefined ? 0 : 1;
      return say(`${variant.name}:${byHand},${servers.map((server) => `"${server}"`).join(',')}`);
    },
    set: (command) => {
      countArguments(command, 1, 4);
      const byHand = numberAt(command, 0, 0, 1) === 1;
      const given = command.args.slice(1).map((_argument, index) => addressAt(command, index + 1));
      variant.change({ dns: byHand ? (given.length === 0 ? makersServers : given) : undefined });
      return ok;
    },
  };
}

/** `AT+CIFSR`: the addresses of whatever is switched on. */
function addresses(core: Core): Answer {
  const { settings, station } = core;
  const { mac, mode } = settings.current;
  const softAp = (mode & accessPointMode) !== 0;
  const lines = softAp ? [`+CIFSR:APIP,"${softApAddress.ip}"`, `+CIFSR:APMAC,"${softApMac(mac)}"`] : [];
  if (stationIsOn(core)) {
    lines.push(`+CIFSR:STAIP,"${station.address.ip}"`);
    lines.push(...ipv6Lines(core, '+CIFSR:', ['STAIP6LL,', 'STAIP6GL,']));
    lines.push(`+CIFSR:STAMAC,"${mac}"`);
  }
  return say(...lines);
}

/** The access point's address is the station's with one more bit, as on all chips of the maker. */
function softApMac(mac: string): string {
  const first = Number.parseInt(mac.slice(0, 2), 16) | 0x02;
  return `${first.toString(16).padStart(2, '0')}${mac.slice(2)}`;
}

/** Addresses and names: CWDHCP, CIPSTA, CIFSR, CIPSTAMAC, CIPDNS, CWHOSTNAME, CIPV6 and the soft access point's. */
export function addressCommands(core: Core): CommandTable {
  const { settings, station } = core;
  return {
    ...storable(core, '+CWDHCP', (variant) => dhcpEntry(core, variant)),
    ...storable(core, '+CIPDNS', (variant) => dnsEntry(core, variant)),
    ...storable(core, '+CIPSTA', (variant) => ({
      read: () =>
        say(...leaseLines(variant.name, station.address), ...ipv6Lines(core, `${variant.name}:`, ['ip6ll:', 'ip6gl:'])),
      set: (command) => setAddress(core, variant, command),
    })),
    ...storable(core, '+CIPSTAMAC', (variant) => ({
      read: () => say(`${variant.name}:"${variant.view.mac}"`),
      set: (command) => {
        countArguments(command, 1);
        const mac = macAt(command, 0);
        if ((Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 || /^(00:?)+$/.test(mac)) return failed();
        variant.change({ mac });
        return ok;
      },
    })),
    ...storable(core, '+CIPAPMAC', (variant) => ({
      read: () => say(`${variant.name}:"${softApMac(variant.view.mac)}"`),
    })),
    ...storable(core, '+CIPAP', (variant) => ({ read: () => say(...leaseLines(variant.name, softApAddress)) })),
    '+CIFSR': { run: () => addresses(core) },
    '+CWHOSTNAME': {
      read: () => say(`+CWHOSTNAME:${settings.hostname ?? 'espressif'}`),
      set: (command) => {
        countArguments(command, 1);
        const name = textAt(command, 0, 32);
        if (!stationIsOn(core)) return failed();
        settings.hostname = name;
        return ok;
      },
    },
    '+CIPV6': {
      read: () => say(`+CIPV6:${settings.current.ipv6}`),
      set: (command) => {
        countArguments(command, 1);
        core.change({ ipv6: numberAt(command, 0, 0, 1) }, core.stores);
        return ok;
      },
    },
  };
}
