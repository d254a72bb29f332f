import { isIP } from 'node:net';
import {
  AtError,
  type BlockRule,
  type Command,
  type CommandLine,
  command,
  order,
  patternUrc,
  read,
  set,
  test,
  type Urc,
  urc,
} from '../../../src/at/index.ts';
import { promisedBytes } from '../../../src/driver/index.ts';
import { readAddress } from '../address.ts';

/** The longest piece that one `AT+QISEND` takes, and the longest that one `AT+QIRD` gives, in bytes. */
export const longestSend = 1460;
export const longestRead = 1500;

const shortMs = 5000;
// 1500 bytes at 9600 baud take 1.6 s.
const readMs = 7000;
// BG95&BG77 TCP/IP application note: up to 120 s to the answer.
const sendMs = 125_000;

/** The buffer access mode: data wait in the module until they are read. */
const bufferMode = 0;
const transparentMode = 2;

/** How a connection is opened, by the service types of `AT+QIOPEN`. */
export type ServiceType = 'TCP' | 'TCP LISTENER' | 'UDP SERVICE';

export interface Opening {
  readonly context: number;
  readonly id: number;
  readonly type: ServiceType;
  readonly host: string;
  readonly port: number;
  /** 0: the module chooses. */
  readonly localPort: number;
}

/** `AT+QIOPEN`: `OK` says only that it has begun; {@link opened} tells how it went. */
export const openSocket = ({ context, id, type, host, port, localPort }: Opening): Command =>
  order(set('+QIOPEN', context, id, type, host, port, localPort, bufferMode), shortMs);

// In transparent mode the answer itself says how it went: up to 150 s.
const connectMs = 155_000;

/** `AT+QIOPEN` in transparent mode: `CONNECT`, and from the next byte on the line is the connection's. */
export const openTransparent = (context: number, id: number, host: string, port: number): Command =>
  command({
    line: set('+QIOPEN', context, id, 'TCP', host, port, 0, transparentMode),
    timeoutMs: connectMs,
    successes: ['CONNECT'],
    failures: ['NO CARRIER'],
    result: () => undefined,
  });

/** `AT+QIOPEN=?`: refused by firmware that has no TCP/IP stack of its own. */
export const testOpen: Command = command({
  line: test('+QIOPEN'),
  timeoutMs: shortMs,
  lines: { '+QIOPEN': () => true },
  result: () => undefined,
});

/** How an opening went. */
export interface Opened {
  readonly id: number;
  /** 0 when it is open. */
  readonly error: number;
}

/** `+QIOPEN: <id>,<err>`, up to 150 s after the command and sometimes right behind its `OK`. */
export const opened: Urc<Opened> = urc('+QIOPEN', (params) =>
  params.isInt(1) ? { id: params.int(), error: params.int() } : undefined,
);

/** `AT+QICLOSE=<id>,<timeout>`: blocks the port until the peer has confirmed or `timeoutS` is over. */
export const closeSocket = (id: number, timeoutS: number): Command =>
  order(set('+QICLOSE', id, timeoutS), timeoutS * 1000 + 5000);

/** A connection as `AT+QISTATE` lists it. */
export interface SocketState {
  readonly id: number;
  readonly remote: string | undefined;
  readonly remotePort: number;
  readonly localPort: number;
  /** 0 initial, 1 opening, 2 connected, 3 listening, 4 closing. BG96 says 3 of connected clients. */
  readonly state: number;
}

export const closing = 4;

/** `+QISTATE: <id>,"TCP","<ip>",<rport>,<lport>,<state>,...`; `+QSSLSTATE` begins the same way. */
export const stateOf = (params: Parameters<Urc['parse']>[0]): SocketState => {
  const id = params.int();
  const host = params.skip().optionalText() ?? '';
  const [remotePort, localPort] = [params.optionalInt() ?? 0, params.optionalInt() ?? 0];
  return { id, remote: isIP(host) === 0 ? readAddress(host) : host, remotePort, localPort, state: params.int() };
};

/** `AT+QISTATE?`: every connection there is; nothing but `OK` without one. */
export const readSocketStates: Command<readonly SocketState[]> = command({
  line: read('+QISTATE'),
  timeoutMs: shortMs,
  lines: { '+QISTATE': stateOf },
  result: ({ lines }) => lines['+QISTATE'],
});

/** `AT+QISTATE=1,<id>`: one connection, if there is one of that number. */
export const readSocketState = (id: number): Command<readonly SocketState[]> =>
  command({
    line: set('+QISTATE', 1, id),
    timeoutMs: shortMs,
    lines: { '+QISTATE': stateOf },
    result: ({ lines }) => lines['+QISTATE'],
  });

const bufferFull = 'SEND FAIL';

/**
 * A send that asks for its payload with a prompt. `SEND OK` says that the module has it, not that the peer has.
 *
 * @param line the command up to its prompt
 */
export const sendWith = (line: CommandLine, bytes: Uint8Array): Command =>
  command({
    line,
    timeoutMs: sendMs,
    payload: { bytes, promised: promisedBytes(bytes).bytes },
    successes: ['SEND OK'],
    failures: [bufferFull],
    result: () => undefined,
  });

/** The result of a send that nobody waits for any more. */
export const lateSend: Urc<RegExpExecArray> = patternUrc('send result', /^SEND (OK|FAIL)$/);

/** Whether a send was refused because the buffer is full: then the same piece goes again later. */
export const isBufferFull = (thrown: unknown): boolean => thrown instanceof AtError && thrown.finalLine === bufferFull;

/** `AT+QISEND=<id>,<length>`. */
export const sendBytes = (id: number, bytes: Uint8Array): Command => sendWith(set('+QISEND', id, bytes.length), bytes);

/** `AT+QISEND=<id>,<length>,"<ip>",<port>`, for a UDP service; dotted addresses alone. */
export const sendDatagram = (id: number, bytes: Uint8Array, address: string, port: number): Command =>
  sendWith(set('+QISEND', id, bytes.length, address, port), bytes);

/** The sending side of a connection, in bytes since it was opened. */
export interface SendCounters {
  readonly sent: number;
  readonly acknowledged: number;
  readonly unacknowledged: number;
}

/** `AT+QISEND=<id>,0` sends nothing: it asks for the counters. */
export const readSendCounters = (id: number): Command<SendCounters | undefined> =>
  command({
    line: set('+QISEND', id, 0),
    timeoutMs: shortMs,
    lines: {
      '+QISEND': (params): SendCounters => {
        const [sent, acknowledged, unacknowledged] = [params.int(), params.int(), params.int()];
        return { sent, acknowledged, unacknowledged };
      },
    },
    result: ({ lines }) => lines['+QISEND'][0],
  });

/** The counted bytes behind `+QIRD: <n>`, and behind `+QIRD: <n>,"<ip>",<port>` where it is a datagram. */
const countedBytes = (prefix: string): BlockRule => ({
  prefix,
  strict: true,
  length: (header) => {
    const count = /^:\s*(\d+)(?:\s*,\s*"[^"]*"\s*,\s*\d+)?$/.exec(header.slice(prefix.length - 1))?.[1];
    return count === undefined ? undefined : Number(count);
  },
});

/** `AT+QIRD=<id>,<n>` and its like for TLS: up to `n` bytes, none when there are none right now. */
export const readWith = (name: '+QIRD' | '+QSSLRECV', id: number, max: number): Command<Uint8Array> =>
  command({
    line: set(name, id, max),
    timeoutMs: readMs,
    block: countedBytes(`${name}:`),
    result: ({ blocks }) => {
      // Without data it says so. When it says nothing its header was spoiled, and the bytes were read as lines.
      if (blocks[0] === undefined) throw new Error('it does not say how many bytes there are');
      return blocks[0].bytes;
    },
  });

/** A datagram as the module hands it out. */
export interface ReadDatagram {
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly port: number;
}

/** `AT+QIRD=<id>` at a UDP service: one datagram a call, whole; `+QIRD: 0` without an address when there is none. */
export const readDatagram = (id: number): Command<ReadDatagram | undefined> =>
  command({
    line: set('+QIRD', id),
    timeoutMs: readMs,
    block: countedBytes('+QIRD:'),
    result: ({ blocks }) => {
      const [block] = blocks;
      const [, address, port] = /,\s*"([^"]*)"\s*,\s*(\d+)$/.exec(block?.header ?? '') ?? [];
      if (block === undefined) throw new Error('it does not say how many bytes there are');
      if (address === undefined) return undefined;
      return { bytes: block.bytes, address, port: Number(port) };
    },
  });

/** What a `+QIURC` or `+QSSLURC` says of one connection. */
export type SocketNotice =
  /** There are data; told once until all were read. Some firmware adds how many: not relied on. */
  | { readonly kind: 'recv'; readonly id: number }
  /** The peer closed it. The number stays taken until it is closed here too. */
  | { readonly kind: 'closed'; readonly id: number }
  /** A listener has taken a connection in. */
  | {
      readonly kind: 'incoming';
      readonly id: number;
      readonly listener: number;
      readonly address: string;
      readonly port: number;
    }
  /** It could not: every number is taken. */
  | { readonly kind: 'incoming full' };

function noticeOf(params: Parameters<Urc['parse']>[0]): SocketNotice | undefined {
  const kind = params.text();
  switch (kind) {
    case 'recv':
    case 'closed':
      return { kind, id: params.int() };
    case 'incoming':
      return { kind, id: params.int(), listener: params.int(), address: params.text(), port: params.int() };
    case 'incoming full':
      return { kind };
    default:
      return undefined;
  }
}

export const socketNotice: Urc<SocketNotice> = urc('+QIURC', noticeOf);
export const tlsNotice: Urc<SocketNotice> = urc('+QSSLURC', noticeOf);

/** Data as they are, and headers in lines of their own. Firmware without these items answers `ERROR`. */
export const plainFormats: readonly Command[] = [
  order(set('+QICFG', 'dataformat', 0, 0), shortMs),
  order(set('+QICFG', 'viewmode', 0), shortMs),
];
