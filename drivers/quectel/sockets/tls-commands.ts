import { type Command, command, exec, order, read, set, token, type Urc, urc } from '../../../src/at/index.ts';
import { type Opened, type SocketState, stateOf } from './stack-commands.ts';

const shortMs = 5000;

/** How many sets of TLS settings a module holds. */
export const tlsContexts = 6;

/** `AT+QSSLCFG="<item>",<context>,<value>`: numbers, names of files, and the cipher suites, which go without quotes. */
export const configureTls = (item: string, context: number, value: number | string): Command =>
  order(set('+QSSLCFG', item, context, value), shortMs);

/** `AT+QSSLCFG="ciphersuite",<context>,0XFFFF`: all that it has; in quotes it is refused. */
export const allCipherSuites = (context: number): Command =>
  order(set('+QSSLCFG', 'ciphersuite', context, token('0XFFFF')), shortMs);

/** `AT+QSSLOPEN=<ctx>,<sslctx>,<id>,"<host>",<port>,0`: `OK` says only that it has begun. */
export const openTls = (context: number, tls: number, id: number, host: string, port: number): Command =>
  order(set('+QSSLOPEN', context, tls, id, host, port, 0), shortMs);

/** `+QSSLOPEN: <id>,<err>`, up to 150 s after the command. */
export const tlsOpened: Urc<Opened> = urc('+QSSLOPEN', (params) =>
  params.isInt(1) ? { id: params.int(), error: params.int() } : undefined,
);

/** `AT+QSSLCLOSE=<id>,<timeout>`: blocks the port as `AT+QICLOSE` does. */
export const closeTls = (id: number, timeoutS: number): Command =>
  order(set('+QSSLCLOSE', id, timeoutS), timeoutS * 1000 + 5000);

/** `AT+QSSLSTATE`: every TLS client there is. */
export const readTlsStates: Command<readonly SocketState[]> = command({
  line: exec('+QSSLSTATE'),
  timeoutMs: shortMs,
  lines: { '+QSSLSTATE': stateOf },
  result: ({ lines }) => lines['+QSSLSTATE'],
});

/** `AT+QFLST="<name>"`: the size of a file; undefined where there is none. */
export const readFileSize = (name: string): Command<number | undefined> =>
  command({
    line: set('+QFLST', name),
    timeoutMs: shortMs,
    lines: { '+QFLST': (params) => params.skip().int() },
    result: ({ lines }) => lines['+QFLST'][0],
  });

/** `AT+QFDEL="<name>"`. */
export const deleteFile = (name: string): Command => order(set('+QFDEL', name), shortMs);

/** What the module has stored. */
export interface Stored {
  readonly size: number;
  readonly checksum: number | undefined;
}

// How long the module waits for the bytes of a file, in seconds, before it gives the upload up.
const uploadS = 5;

/** `AT+QFUPL="<name>",<size>,<timeout>`: `CONNECT` asks for the bytes; the answer is the size and a checksum. */
export const uploadFile = (name: string, bytes: Uint8Array): Command<Stored | undefined> =>
  command({
    line: set('+QFUPL', name, bytes.length, uploadS),
    timeoutMs: 30_000,
    lines: { '+QFUPL': (params): Stored => ({ size: params.int(), checksum: params.optionalHex() }) },
    payload: { bytes, promptLine: 'CONNECT' },
    result: ({ lines }) => lines['+QFUPL'][0],
  });

/** `AT+CCLK?`: the module's clock, in milliseconds since 1970; undefined where it makes no sense. 3GPP TS 27.007, 8.15. */
export const readModuleClock: Command<number | undefined> = command({
  line: read('+CCLK'),
  timeoutMs: shortMs,
  lines: { '+CCLK': (params) => clockOf(params.text()) },
  result: ({ lines }) => lines['+CCLK'][0],
});

const quarterMs = 15 * 60_000;

/** `26/07/02,14:27:52+32`: local time, and its distance from UTC in quarters of an hour. */
function clockOf(text: string): number | undefined {
  const parts = /^(?:20)?(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d+)?$/.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  return Date.UTC(2000 + year, month - 1, day, hour, minute, second) - Number(parts[7] ?? 0) * quarterMs;
}
