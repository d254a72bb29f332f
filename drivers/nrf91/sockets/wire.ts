import {
  type BlockRule,
  type Command,
  type CommandLine,
  command,
  type Params,
  set,
  type Urc,
  urc,
} from '../../../src/at/index.ts';
import type { Piece } from './pieces.ts';
import type { PollNotice, Read, SocketKind } from './stack-commands.ts';

/** What both firmwares have in common on the wire. Source: Serial LTE Modem and Serial Modem, socket commands. */

/** How long each may take, in milliseconds: connecting retries for minutes, and sending waits up to 30 s for room. */
export const limitsMs = { short: 5000, open: 10_000, connect: 150_000, send: 60_000, lookUp: 90_000 } as const;

/** Never 0, which waits for ever and takes the whole module with it; with {@link dontWait} it is not waited at all. */
export const receiveS = 1;
export const dontWait = 64;
export const longestRead = 2048;
export const leaveDataMode = Buffer.from('+++', 'latin1');

/** `ERROR` ends these as well as `OK`: the line before it says what came of it. */
export const eitherWay = ['OK', 'ERROR'] as const;

/** `AT#XSOCKET=<family>,<type>,<role>`, and for TLS `AT#XSSOCKET` with the tag and how strictly the peer is verified. */
export function openSocket({ family, type, role, tls }: SocketKind): Command<number | undefined> {
  const name = tls === undefined ? '#XSOCKET' : '#XSSOCKET';
  const secure = tls === undefined ? [] : [tls.tag, tls.verify ? 2 : 0];
  return command({
    line: set(name, family === 6 ? 2 : 1, type === 'stream' ? 1 : 2, role === 'client' ? 0 : 1, ...secure),
    timeoutMs: limitsMs.open,
    lines: { [name]: (params) => params.int() },
    successes: eitherWay,
    result: ({ lines }) => lines[name]?.at(-1),
  });
}

/** The last of a line's numbers: how many bytes were taken, whatever stands before it. */
function lastNumber(params: Params): number {
  let last = params.int();
  while (params.left > 0) last = params.int();
  return last;
}

/** `AT#XSEND="..."`: the count that the module gives is believed, `ERROR` or not. */
export const sendQuoted = (name: string, line: CommandLine): Command<number> =>
  command({
    line,
    timeoutMs: limitsMs.send,
    lines: { [name]: lastNumber },
    successes: eitherWay,
    result: ({ lines }) => lines[name]?.at(-1) ?? 0,
  });

// Every number of newlib and some more; 0 is the good one.
const endings = Array.from({ length: 200 }, (_, index) => `#XDATAMODE: -${index + 1}`);

type Payload = NonNullable<Command['payload']>;

/**
 * A send in data mode: `OK` asks for the payload, `#XDATAMODE: 0` ends it. A module whose connection died meanwhile says
 * `+++` by itself, and swallows everything until it is told the same.
 */
export const sendRaw = (line: CommandLine, payload: Payload, count: number, wayOut: Uint8Array): Command<number> =>
  command({
    line,
    timeoutMs: limitsMs.send,
    lines: { '+++': () => true, '#XDATAMODE': (params) => params.int(), '#XSEND': lastNumber, '#XSENDTO': lastNumber },
    payload: { ...payload, promptLine: 'OK' },
    successes: ['#XDATAMODE: 0'],
    failures: endings,
    abortWith: wayOut,
    result: () => count,
  });

export const textOf = ({ bytes }: Piece): string => Buffer.from(bytes).toString('latin1');
export const hexOf = ({ bytes }: Piece): string => Buffer.from(bytes).toString('hex').toUpperCase();

/** Bytes that a header counts. A line end stands behind them: where it does not, some were lost or came twice. */
export const counted = (prefix: string, length: (header: string) => number | undefined): BlockRule => ({
  prefix,
  strict: true,
  length,
});

const notice = /^[+%#^]?[A-Z0-9 ]+(: [\x20-\x7e]*)?$/;
/** Text that is no URC, known or not, or that begins as a header and is none. */
const isStray = (line: string): boolean => line.startsWith('#XRECV') || !notice.test(line);

/**
 * A read: its bytes are counted by the header; `OK` alone is the end. There is no checksum, but a count that does not
 * fit, and payload without a header, are noticed: of such an answer nothing is handed on.
 */
export const read = (line: CommandLine, count: (header: string) => number | undefined): Command<Read> =>
  command({
    line,
    timeoutMs: limitsMs.short,
    spoiledBy: isStray,
    block: counted('#XRECV:', count),
    result: ({ blocks }) => blocks[0]?.bytes ?? 'end',
  });

/** `#XGETADDRINFO: "<address>[ <address>...]"`, or what the resolver says before `ERROR`. */
export const lookUp = (line: CommandLine): Command<readonly string[]> =>
  command({
    line,
    timeoutMs: limitsMs.lookUp,
    lines: { '#XGETADDRINFO': (params) => params.text() },
    successes: eitherWay,
    result: ({ lines }) => lines['#XGETADDRINFO'].flatMap((text) => text.split(' ')),
  });

/** `#XAPOLL: <handle>,<bits>`: told once, until the socket is read again. */
export const pollNotice: Urc<PollNotice> = urc('#XAPOLL', (params) => ({ handle: params.int(), bits: params.int() }));
