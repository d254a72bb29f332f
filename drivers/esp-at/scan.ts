import { type Command, command, decodeText, exec } from '../../src/at/index.ts';
import type { AccessPoint, WifiSecurity } from '../../src/driver/index.ts';

/** `<ecn>` of a record; ESP-AT User Guide, AT+CWLAP. */
const securities: readonly WifiSecurity[] = [
  'open',
  'wep',
  'wpa',
  'wpa2',
  'wpa/wpa2',
  'enterprise',
  'wpa3',
  'wpa2/wpa3',
  'other',
  'owe',
  'enterprise',
  'wpa3',
  'other',
  'other',
  'enterprise',
  'enterprise',
];

// 5 fields, or 7 or 11 with more numbers behind the channel. The name is not escaped and may hold any of the marks
// between the fields, so it is whatever stands between the first quote and the fields at the end.
const full = /^\+CWLAP:\((\d+),"(.*)",(-?\d+),"([0-9a-fA-F:]{17})",(\d+)(?:,-?\d*)*\)$/;
// The application may have had the address left out (AT+CWLAPOPT).
const withoutAddress = /^\+CWLAP:\((\d+),"(.*)",(-?\d+)()(?:,(\d+)(?:,-?\d*)*)?\)$/;

/** One record of a scan; undefined when the line is none. */
export function readRecord(line: string): AccessPoint | undefined {
  const match = full.exec(line) ?? withoutAddress.exec(line);
  if (match === null) return undefined;
  const [, security, ssid = '', rssi, bssid = '', channel] = match;
  return {
    ssid: decodeText(ssid),
    bssid: bssid === '' ? undefined : bssid.toLowerCase(),
    channel: channel === undefined ? undefined : Number(channel),
    rssiDbm: Number(rssi),
    security: securities[Number(security)] ?? 'other',
  };
}

/** What is told of a scan while it runs. */
export interface ScanReports {
  /** A line that begins as a record, read or not. */
  readonly heard?: () => void;
  /** `ready` inside a record that is not whole: a part of a name, or the module started over. */
  readonly doubted?: () => void;
}

/**
 * `AT+CWLAP`: 2 to 5 s, more on a chip with two bands; the maker says to allow 15 s. Names come as they are: a line end
 * in one tears its record, and what follows looks like a line of its own.
 */
export function scanForAccessPoints({ doubted, heard }: ScanReports = {}): Command<readonly AccessPoint[]> {
  let torn = false;
  return command({
    line: exec('+CWLAP'),
    timeoutMs: 20_000,
    lines: {
      '+CWLAP': (_params, line) => {
        heard?.();
        const record = readRecord(line);
        torn = record === undefined;
        return record;
      },
      ready: () => {
        if (torn) doubted?.();
        return torn ? true : undefined;
      },
    },
    result: ({ lines }) => lines['+CWLAP'],
  });
}
