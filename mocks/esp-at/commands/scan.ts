import type { AccessPoint, Security } from '../air.ts';
import type { Answer } from '../answer.ts';
import { failed, later, ok, say } from '../answer.ts';
import { countArguments, macAt, numberAt, optionalText } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { atLeast } from '../personality.ts';
import { stationIsOn } from './station.ts';

// Numbers of <ecn> and of the ciphers (ESP-AT user guide, AT+CWLAP).
const securityNumber: Readonly<Record<Security, number>> = {
  open: 0,
  wep: 1,
  wpa: 2,
  wpa2: 3,
  'wpa/wpa2': 4,
  'wpa2-enterprise': 5,
  wpa3: 6,
  'wpa2/wpa3': 7,
  wapi: 8,
  owe: 9,
};
const cipherNumber: Readonly<Partial<Record<Security, readonly [number, number]>>> = {
  open: [0, 0],
  wep: [1, 1],
  wpa: [3, 3],
  'wpa/wpa2': [5, 3],
};
const modernCiphers: readonly [number, number] = [4, 4];
const protocols = 7;
const channels = 13;
const mostRecords = 64;
const activeMs = 120;
const passiveMs = 360;
const longestChannelMs = 1500;

/** What a scan looks for. */
interface ScanRequest {
  readonly ssid: string | undefined;
  readonly mac: string | undefined;
  readonly channel: number;
  readonly channelMs: number;
}

/** One record: SSIDs come as they are, with whatever quotes and commas they have. */
function record(core: Core, point: AccessPoint, request: ScanRequest): string {
  const { personality, settings } = core;
  // A hidden access point answers to its name alone.
  const name = point.hidden && request.ssid !== point.ssid ? '' : point.ssid;
  const [pairwise, group] = cipherNumber[point.security] ?? modernCiphers;
  const fields = [
    securityNumber[point.security],
    `"${name}"`,
    point.rssi,
    `"${point.bssid}"`,
    point.channel,
    ...personality.scan.calibration,
    pairwise,
    group,
    protocols,
    point.wps ? 1 : 0,
  ];
  const shown = fields.slice(0, personality.scan.fields).filter((_field, bit) => (settings.scan.mask >> bit) & 1);
  return `+CWLAP:(${shown.join(',')})`;
}

function matches(core: Core, point: AccessPoint, request: ScanRequest): boolean {
  const { scan } = core.settings;
  if (request.ssid !== undefined && point.ssid !== request.ssid) return false;
  if (request.mac !== undefined && point.bssid !== request.mac) return false;
  if (request.channel !== 0 && point.channel !== request.channel) return false;
  return point.rssi >= scan.weakest && ((scan.security >> securityNumber[point.security]) & 1) === 1;
}

function scan(core: Core, request: ScanRequest): Answer {
  const { air, settings, station } = core;
  // The radio cannot look for others while it looks for its own.
  if (!stationIsOn(core) || station.phase === 'connecting') return failed();
  const scanned = request.channel === 0 ? channels : 1;
  return later(scanned * request.channelMs, () => {
    if (core.useUpEmptyScan()) return ok;
    const found = air.points.filter((point) => matches(core, point, request));
    if (settings.scan.sorted) found.sort((one, other) => other.rssi - one.rssi);
    return say(...found.slice(0, mostRecords).map((point) => record(core, point, request)));
  });
}

function readRequest(command: Command): ScanRequest {
  countArguments(command, 1, 8);
  const mac = optionalText(command, 1, 17);
  const passive = numberAt(command, 3, 0, 1, 0) === 1;
  numberAt(command, 4, 0, longestChannelMs, 0);
  const longest = numberAt(command, 5, 0, longestChannelMs, 0);
  const usual = passive ? passiveMs : activeMs;
  const ssid = optionalText(command, 0, 32);
  return {
    ssid: ssid === '' ? undefined : ssid,
    mac: mac === undefined || mac === '' ? undefined : macAt(command, 1),
    channel: numberAt(command, 2, 0, 14, 0),
    channelMs: longest === 0 ? usual : longest,
  };
}

/** Scanning: CWLAP and CWLAPOPT (ESP-AT user guide, Wi-Fi AT Commands). */
export function scanCommands(core: Core): CommandTable {
  const { personality, settings } = core;
  const allFields = 2 ** personality.scan.fields - 1;
  return {
    '+CWLAP': {
      run: () => scan(core, { ssid: undefined, mac: undefined, channel: 0, channelMs: activeMs }),
      set: (command) => scan(core, readRequest(command)),
    },
    '+CWLAPOPT': {
      set: (command) => {
        countArguments(command, 2, atLeast(personality, 201) ? 4 : 2);
        const sorted = numberAt(command, 0, 0, 1) === 1;
        const mask = numberAt(command, 1, 0, 0x7ff) & allFields;
        const weakest = numberAt(command, 2, -100, 40, -100);
        const security = numberAt(command, 3, 0, 0xffff, 0xffff);
        settings.scan = { sorted, mask, weakest, security };
        return ok;
      },
    },
  };
}
