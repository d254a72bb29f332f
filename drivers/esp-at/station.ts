import { isIPv4, isIPv6 } from 'node:net';
import { type Command, command, decodeText, escaped, exec, order, read, secret, set } from '../../src/at/index.ts';
import type { EspDialect } from './dialects.table.ts';

const shortMs = 5000;

/** The module's own limit for joining, in seconds: fixed before 2.2, a parameter since. */
const joinTimeoutS = 15;
// The verdict comes when that is over at the latest; some builds take a few seconds more.
const joinMs = 25_000;

/** `AT+CWMODE?`: 0 off, 1 station, 2 access point, 3 both. */
export const readMode = ({ volatile }: EspDialect): Command<number | undefined> =>
  command({
    line: read(`+CWMODE${volatile}`),
    timeoutMs: shortMs,
    lines: { '+CWMODE': (params) => params.int(), '+CWMODE_CUR': (params) => params.int() },
    result: ({ lines }) => lines['+CWMODE'][0] ?? lines['+CWMODE_CUR'][0],
  });

/** `AT+CWMODE=<mode>[,0]`: since 2.2 it joins what is stored unless it is told not to. */
export const setMode = ({ volatile, modeJoins }: EspDialect, mode: 0 | 1): Command =>
  order(set(`+CWMODE${volatile}`, mode, modeJoins ? 0 : undefined), shortMs);

/** `AT+CWQAP`: leaves the access point and stops the module from going back. */
export const leave: Command = order(exec('+CWQAP'), shortMs);

/** `AT+CWRECONNCFG=0,0`: after a loss the module stays where it is. ESP-AT since 2.2. */
export const stayAway: Command = order(set('+CWRECONNCFG', 0, 0), shortMs);

/** `AT+CWAUTOCONN=0`: no joining at power-up. Always saved. */
export const noAutoJoin: Command = order(set('+CWAUTOCONN', 0), shortMs);

/** What to join with. */
export interface Credentials {
  readonly ssid: string;
  /** Empty for an open network. */
  readonly passphrase: string;
  readonly bssid?: string | undefined;
}

/** A join, and what the module said of its failure: a hint, no more. */
export interface Join {
  readonly command: Command;
  /** The number in `+CWJAP:<n>`; undefined when there was none. */
  readonly code: () => number | undefined;
}

/**
 * `AT+CWJAP=<ssid>,<passphrase>,...`. The passphrase is given even if it is empty; the module's own retrying is switched
 * off (reconn_interval 0), all channels are searched for the strongest access point, and protected management frames
 * are taken where the network has them. Each generation takes as many parameters as it knows.
 */
export function join({ volatile, joinParameters }: EspDialect, { ssid, passphrase, bssid }: Credentials): Join {
  let code: number | undefined;
  const take = (_params: unknown, line: string): true | undefined => {
    const [, digits] = /^\+CWJAP(?:_CUR)?:(\d+)$/.exec(line) ?? [];
    if (digits === undefined) return undefined;
    code = Number(digits);
    return true;
  };
  const values = [escaped(ssid), secret(escaped(passphrase)), bssid, undefined, 0, undefined, 1, joinTimeoutS, 1];
  return {
    command: command({
      line: set(`+CWJAP${volatile}`, ...values.slice(0, joinParameters)),
      timeoutMs: joinMs,
      lines: { '+CWJAP': take, '+CWJAP_CUR': take },
      failures: ['FAIL'],
      result: () => undefined,
    }),
    code: () => code,
  };
}

/** The access point that the module is associated with. */
export interface Association {
  readonly ssid: string;
  readonly bssid: string;
  readonly channel: number;
  readonly rssiDbm: number;
}

/** `+CWJAP:"<ssid>","<bssid>",<channel>,<rssi>[,...]`: the name is not escaped, so the line is read from its end. */
function association(line: string): Association | undefined {
  const match = /^\+CWJAP(?:_CUR)?:"(.*)","([0-9a-fA-F:]{17})",(\d+),(-?\d+)(?:,-?\d*)*$/.exec(line);
  if (match === null) return undefined;
  const [, ssid = '', bssid = '', channel, rssi] = match;
  return { ssid: decodeText(ssid), bssid: bssid.toLowerCase(), channel: Number(channel), rssiDbm: Number(rssi) };
}

/** `AT+CWJAP?`; undefined when the module says that there is none. */
export const readAssociation = ({ volatile }: EspDialect): Command<Association | undefined> =>
  command({
    line: read(`+CWJAP${volatile}`),
    timeoutMs: shortMs,
    lines: {
      '+CWJAP': (_params, line) => association(line),
      '+CWJAP_CUR': (_params, line) => association(line),
    },
    result: ({ lines }) => lines['+CWJAP'][0] ?? lines['+CWJAP_CUR'][0],
  });

/** `AT+CWSTATE?`: 0 never joined, 1 associated, 2 with an IPv4 address, 3 joining, 4 disconnected. Since 2.2. */
export const readState: Command<number | undefined> = command({
  line: read('+CWSTATE'),
  timeoutMs: shortMs,
  lines: { '+CWSTATE': (params) => params.int() },
  result: ({ lines }) => lines['+CWSTATE'][0],
});

/** The station's addresses. */
export interface StationAddresses {
  /** IPv4 and IPv6, without those that mean none. */
  readonly addresses: readonly string[];
  readonly gateway: string | undefined;
  readonly netmask: string | undefined;
}

const none = new Set(['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '0000:0000:0000:0000:0000:0000:0000:0000']);

/** `AT+CIPSTA?`: `+CIPSTA:ip:"192.0.2.7"` and so on, one line each; 0.0.0.0 where there is none. */
export const readAddresses = ({ volatile }: EspDialect): Command<StationAddresses> => {
  const field = (_params: unknown, line: string): readonly [string, string] | undefined => {
    const [, name, value] = /^\+CIPSTA(?:_CUR)?:(\w+):"([^"]*)"/.exec(line) ?? [];
    return name === undefined || value === undefined || none.has(value) ? undefined : [name, value];
  };
  return command({
    line: read(`+CIPSTA${volatile}`),
    timeoutMs: shortMs,
    lines: { '+CIPSTA': field, '+CIPSTA_CUR': field },
    result: ({ lines }) => {
      const fields = new Map([...lines['+CIPSTA'], ...lines['+CIPSTA_CUR']]);
      const given = ['ip', 'ip6ll', 'ip6gl'].map((name) => fields.get(name)).filter((value) => value !== undefined);
      return {
        addresses: given.filter((value) => isIPv4(value) || isIPv6(value)),
        gateway: fields.get('gateway'),
        netmask: fields.get('netmask'),
      };
    },
  });
};

/** Whether one of them reaches beyond the link. */
export const reachesOut = (addresses: readonly string[]): boolean =>
  addresses.some((address) => isIPv4(address) || !/^fe80:/i.test(address));

/** `AT+CIPSTAMAC?`. */
export const readMac = ({ volatile }: EspDialect): Command<string | undefined> => {
  const mac = (_params: unknown, line: string): string | undefined => /"([0-9a-fA-F:]{17})"/.exec(line)?.[1];
  return command({
    line: read(`+CIPSTAMAC${volatile}`),
    timeoutMs: shortMs,
    lines: { '+CIPSTAMAC': mac, '+CIPSTAMAC_CUR': mac },
    result: ({ lines }) => (lines['+CIPSTAMAC'][0] ?? lines['+CIPSTAMAC_CUR'][0])?.toLowerCase(),
  });
};

/** `AT+CIPDNS?`: `+CIPDNS:<manual>,"a","b"`, or one bare address a line on the ESP8266's old firmware. */
export const readDns = ({ volatile }: EspDialect): Command<readonly string[]> => {
  const servers = (_params: unknown, line: string): readonly string[] =>
    line
      .slice(line.indexOf(':') + 1)
      .split(',')
      .map((part) => part.replaceAll('"', '').trim())
      .filter((part) => (isIPv4(part) || isIPv6(part)) && !none.has(part));
  return command({
    line: read(`+CIPDNS${volatile}`),
    timeoutMs: shortMs,
    lines: { '+CIPDNS': servers, '+CIPDNS_CUR': servers },
    result: ({ lines }) => [...lines['+CIPDNS'], ...lines['+CIPDNS_CUR']].flat(),
  });
};
