import { isIPv4, isIPv6 } from 'node:net';
import { type Command, command, escaped, exec, order, read, set } from '../../../src/at/index.ts';
import type { ModuleLine, SocketFamily } from '../../../src/driver/index.ts';
import { countedBlock, exactEnd } from '../counted.ts';
import type { EspDialect } from '../dialects.table.ts';
import { promisedPayload } from '../promised-payload.ts';
import { isRefused } from './socket-failures.ts';

const shortMs = 5000;

/** What `AT+CIPSTART` may open. */
export type LinkType = 'TCP' | 'TCPv6' | 'SSL' | 'SSLv6' | 'UDP' | 'UDPv6';

/** A start of a link, and what the module said of its failure beside `ERROR`. */
export interface LinkStart {
  readonly command: Command;
  /** The words of the ESP8266's old firmware: `DNS Fail`, `no ip`. */
  readonly words: () => string | undefined;
  /** The number in `+ERRNO:0x<n>`, which comes with error codes on since 5.0. */
  readonly errno: () => number | undefined;
}

const failureWords = ['DNS Fail', 'no ip', 'ALREADY CONNECTED', 'Link type ERROR', 'ID ERROR', 'IP ERROR'] as const;

function start(timeoutMs: number, ...values: Parameters<typeof set> extends [string, ...infer Rest] ? Rest : never) {
  let words: string | undefined;
  let errno: number | undefined;
  const say = (_params: unknown, line: string): true => {
    words = line;
    return true;
  };
  const number = (_params: unknown, line: string): true => {
    errno = Number.parseInt(line.slice(line.indexOf(':') + 1), 16);
    return true;
  };
  return {
    command: command({
      line: set('+CIPSTART', ...values),
      timeoutMs,
      lines: { ...Object.fromEntries(failureWords.map((word) => [word, say])), '+ERRNO': number },
      result: () => undefined,
    }),
    words: () => words,
    errno: () => errno,
  };
}

/** The module gives up after so long where it can be told so; elsewhere it is its stack's 10 to 20 s. */
const giveUpMs = 20_000;

/**
 * `AT+CIPSTART=<link>,"TCP"|"SSL",<host>,<port>[,<keep-alive>,<local address>,<timeout>]`. A handshake takes up to 10 s
 * for each of its steps.
 * @param id left out where there is one link alone
 */
export function startStream(
  { startTimeout }: EspDialect,
  id: number | undefined,
  type: LinkType,
  to: { readonly host: string; readonly port: number },
): LinkStart {
  const timeoutMs = type.startsWith('SSL') ? 45_000 : 35_000;
  // The limit is that of the TCP connection; it must not cut a handshake short.
  const limit = startTimeout && !type.startsWith('SSL') ? [undefined, undefined, giveUpMs] : [];
  return start(timeoutMs, ...(id === undefined ? [] : [id]), type, escaped(to.host), to.port, ...limit);
}

/** Any port will do as the peer's: each datagram is sent to a port of its own. */
const anyPort = 9;

/** A UDP link that hears everybody: mode 2. ESP-AT User Guide, AT+CIPSTART (UDP). */
export const startDatagrams = (id: number, family: SocketFamily, localPort: number): LinkStart =>
  start(
    shortMs,
    id,
    family === 6 ? 'UDPv6' : 'UDP',
    family === 6 ? '::' : '0.0.0.0',
    // The module refuses 0.
    anyPort,
    localPort,
    2,
  );

/** Prompt, bytes and `SEND OK`, which the option of AT+CIPTCPOPT bounds where there is one. */
const sendMs = 30_000;

/**
 * `AT+CIPSEND=<link>,<n>[,<host>,<port>]`: `OK`, prompt, the bytes, `Recv <n> bytes`, `SEND OK`. When the end of it does
 * not come, something was lost on the line and the module may wait for bytes: so many more fill it up, so that it takes
 * commands again. It gets those that it was promised, in case it had none so far.
 */
export const send = (id: number, bytes: Uint8Array, to?: { readonly host: string; readonly port: number }): Command => {
  const taken = `Recv ${bytes.length} bytes`;
  return command({
    line: set('+CIPSEND', id, bytes.length, ...(to === undefined ? [] : [escaped(to.host), to.port])),
    timeoutMs: sendMs,
    payload: { bytes, okBeforePrompt: true },
    lines: { [taken]: () => true },
    successes: ['SEND OK'],
    failures: ['SEND FAIL', 'SEND Canceled'],
    abortWith: promisedPayload(bytes),
    result: () => undefined,
  });
};

/** The header is cut by what this generation writes, so that bytes that look like an address stay bytes. */
const readBlocks = {
  address: countedBlock('+CIPRECVDATA', /^\+CIPRECVDATA:(\d+),"[^"\r\n]*",\d+,/, exactEnd),
  plain: countedBlock('+CIPRECVDATA', /^\+CIPRECVDATA,(\d+):/, exactEnd),
} as const;

/** What was read out of a link, and whose it is, where that is told. */
export interface ReadBytes {
  readonly bytes: Uint8Array;
  readonly from: { readonly address: string; readonly port: number } | undefined;
}

/** `AT+CIPRECVDATA=<link>,<max>`: `ERROR` when there is nothing right now. */
export const readLink = ({ readHeader }: EspDialect, id: number, max: number): Command<ReadBytes> =>
  command({
    line: set('+CIPRECVDATA', id, max),
    timeoutMs: 10_000,
    block: readBlocks[readHeader],
    result: ({ blocks }) => {
      const [block] = blocks;
      // Where there is nothing to read it says `ERROR`: bytes came, and their header was spoiled.
      if (block === undefined || blocks.length > 1) throw new Error('OK, and not the bytes of one read');
      if (block.bytes.length > max) throw new Error(`${block.bytes.length} bytes, and not at most ${max}`);
      const [, address, port] = /,"([^"]*)",(\d+),$/.exec(block.header) ?? [];
      return { bytes: block.bytes, from: address === undefined ? undefined : { address, port: Number(port) } };
    },
  });

/** `AT+CIPRECVLEN?`: bytes that wait, by link; a link that is not there is -1, 0 or empty. */
export const readLengths: Command<readonly number[]> = command({
  line: read('+CIPRECVLEN'),
  timeoutMs: shortMs,
  lines: { '+CIPRECVLEN': (params) => Array.from({ length: params.count }, () => params.optionalInt() ?? -1) },
  result: ({ lines }) => lines['+CIPRECVLEN'][0] ?? [],
});

/** `AT+CIPCLOSE=<link>`: an `ERROR` says that it was closed already. */
export const closeLink = (id: number): Command =>
  command({
    line: set('+CIPCLOSE', id),
    timeoutMs: shortMs,
    lines: { UNLINK: () => true },
    result: () => undefined,
  });

/**
 * Closes a link. An `ERROR` may also mean that the command was spoiled on the line: it is given once more, and a second one
 * is no proof either.
 * @returns whether the module holds the link no more for certain
 */
export async function closeSurely(line: ModuleLine, id: number): Promise<boolean> {
  for (let refusals = 0; refusals < 2; refusals++) {
    try {
      await line.run(closeLink(id));
      return true;
    } catch (thrown) {
      if (!isRefused(thrown)) break;
    }
  }
  return false;
}

/** A link as the module lists it. */
export interface LinkState {
  readonly id: number;
  readonly remote: { readonly address: string; readonly port: number };
  readonly localPort: number;
}

/** `AT+CIPSTATE?`, or `AT+CIPSTATUS` before it: `<link>,<type>,<remote address>,<remote port>,<local port>,<server>`. */
export const readLinks = ({ linkState }: EspDialect): Command<readonly LinkState[]> => {
  const state = (_params: unknown, line: string): LinkState | undefined => {
    const [, id, address, port, localPort] =
      /^\+CIPSTAT(?:E|US):(\d),"\w+","([^"]*)",(\d+),(\d+),[01]/.exec(line) ?? [];
    if (id === undefined || address === undefined) return undefined;
    return { id: Number(id), remote: { address, port: Number(port) }, localPort: Number(localPort) };
  };
  return command({
    line: linkState === 'CIPSTATE' ? read('+CIPSTATE') : exec('+CIPSTATUS'),
    timeoutMs: shortMs,
    lines: { '+CIPSTATE': state, '+CIPSTATUS': state, STATUS: () => true },
    result: ({ lines }) => [...lines['+CIPSTATE'], ...lines['+CIPSTATUS']],
  });
};

/** `AT+CIPDOMAIN=<name>[,<1|2|3>]`: one address, quoted since 2.2. */
export const lookUp = (
  { ipv6 }: EspDialect,
  name: string,
  family: SocketFamily | undefined,
): Command<string | undefined> => {
  const preference = family === 6 ? 3 : 2;
  return command({
    line: set('+CIPDOMAIN', escaped(name), ipv6 && family !== undefined ? preference : undefined),
    timeoutMs: 20_000,
    lines: {
      'DNS Fail': () => true,
      '+CIPDOMAIN': (_params, line) => line.slice(line.indexOf(':') + 1).replaceAll('"', ''),
    },
    result: ({ lines }) => lines['+CIPDOMAIN'].find((address) => isIPv4(address) || isIPv6(address)),
  });
};

/** What one echo request came to. */
export type Echo = { readonly ms: number | undefined } | 'refused';

/** `AT+PING=<host>`: `+PING:<ms>` or `+PING:TIMEOUT`, on the ESP8266's old firmware `+<ms>` or `+timeout`. */
export const echo = (host: string): Command<Echo> =>
  command({
    line: set('+PING', escaped(host)),
    timeoutMs: 12_000,
    bareLines: 8,
    prefixedLines: true,
    // Told apart by the line before it.
    successes: ['OK', 'ERROR'],
    lines: { '+PING': (_params, line) => line },
    result: ({ bare, lines }): Echo => {
      for (const line of [...lines['+PING'], ...bare]) {
        const [, value] = /^\+(?:PING:)?(\d+|timeout)$/i.exec(line) ?? [];
        if (value !== undefined) return { ms: /^\d/.test(value) ? Number(value) : undefined };
      }
      return 'refused';
    },
  });

/** `AT+CIPRECVMODE=<0|1>`: for all links at once. */
export const receiveMode = (passive: boolean): Command => order(set('+CIPRECVMODE', passive ? 1 : 0), shortMs);

/** `AT+CIPRECVTYPE=<link>,<0|1>`. */
export const receiveType = (id: number, passive: boolean): Command =>
  order(set('+CIPRECVTYPE', id, passive ? 1 : 0), shortMs);

/** `AT+CIPSERVERMAXCONN=<n>`: ahead of the server. */
export const serverLimit = (links: number): Command => order(set('+CIPSERVERMAXCONN', links), shortMs);

/** `AT+CIPSERVER=1,<port>[,"TCPv6"]`. */
export const startServer = (port: number, family: SocketFamily | undefined): Command =>
  command({
    line: set('+CIPSERVER', 1, port, family === 6 ? 'TCPv6' : undefined),
    timeoutMs: shortMs,
    lines: { 'no change': () => true },
    result: () => undefined,
  });

/** `AT+CIPSERVER=0`: the links that it accepted stay. */
export const stopServer: Command = order(set('+CIPSERVER', 0), shortMs);

/** `AT+CIPSTO=0`: links of the server that are silent are left alone. */
export const noServerTimeout: Command = order(set('+CIPSTO', 0), shortMs);
