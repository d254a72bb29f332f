import type { Answer, Said } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { familyOf } from '../sockets/family.ts';
import type { Received } from '../sockets/inbox.ts';
import { socketBufferBytes } from '../sockets/inbox.ts';
import type { Destination } from '../sockets/link.ts';
import type { ModuleSocket } from '../sockets/socket.ts';
import type { SocketTable } from '../sockets/socket-table.ts';
import type { Typed } from '../typed-input.ts';
import { failIp, succeedIp } from './ip-result.ts';
import { highestSocket } from './sockets.ts';

// Quectel TCP/IP application notes, AT+QISEND, AT+QISENDEX and AT+QIRD.
const mostSent = 1460;
const mostHexDigits = 512;
const mostRead = 1500;

/** The socket of argument 0, when it can send; else why not. */
function sender(table: SocketTable, command: Command): ModuleSocket | number {
  const id = numberAt(command, 0, 0, highestSocket);
  if (id === undefined) return 552;
  const socket = table.get(id);
  if (socket === undefined) return 567;
  if (socket.failure !== undefined) return socket.failure;
  if (socket.kind === 'TCP LISTENER') return 572;
  return socket.connected ? socket : 567;
}

/** Where the datagram goes; undefined where the socket has one peer. */
function destination(socket: ModuleSocket, command: Command): Destination | undefined | 'wrong' {
  if (socket.kind !== 'UDP SERVICE') return command.args.length > 2 ? 'wrong' : undefined;
  const address = quotedAt(command, 2);
  const port = numberAt(command, 3, 1, 65_535);
  if (address === undefined || port === undefined || command.args.length > 4) return 'wrong';
  // An address with dots: a name is not resolved here.
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && familyOf(address) === 4 ? { address, port } : 'wrong';
}

function hexBytes(text: string): Uint8Array | undefined {
  return /^([0-9A-Fa-f]{2})+$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** `AT+QICFG="sendinfo",1` says more than `SEND OK`. */
function sent(core: Core, socket: ModuleSocket, accepted: boolean): Said {
  core.settings.ipError = accepted ? 0 : 553;
  if (core.sockets.host.setting('sendinfo') !== '1') {
    return { kind: 'said', lines: [], result: accepted ? 'SEND OK' : 'SEND FAIL' };
  }
  const free = Math.max(0, socketBufferBytes - socket.unacknowledged);
  return { kind: 'said', lines: [`+QISEND: ${socket.id},${accepted ? 0 : 1},${free}`], result: 'OK' };
}

function deliver(core: Core, socket: ModuleSocket, bytes: Uint8Array, to: Destination | undefined): Said {
  // It may have ended while the host typed.
  if (!socket.connected) return failIp(core, socket.failure ?? 567);
  if (!socket.hasRoomFor(bytes.length)) return sent(core, socket, false);
  core.saving.activity();
  socket.send(bytes, to);
  return sent(core, socket, true);
}

function accept(core: Core, socket: ModuleSocket, typed: Typed, to: Destination | undefined): Answer {
  if (typed.end === 'cancelled') return failIp(core, 571);
  if (typed.end === 'timeout') return failIp(core, 569);
  const hex = core.sockets.host.setting('dataformat').startsWith('1');
  const bytes = hex ? hexBytes(Buffer.from(typed.bytes).toString('latin1')) : typed.bytes;
  return bytes === undefined ? failIp(core, 552) : deliver(core, socket, bytes, to);
}

/** `AT+QISEND` and `AT+QSSLSEND`. */
export function sendOnSocket(core: Core, table: SocketTable, command: Command): Answer {
  const socket = sender(table, command);
  if (typeof socket === 'number') return failIp(core, socket);
  const open = textAt(command, 1) === undefined;
  const length = open ? undefined : numberAt(command, 1, 0, mostSent);
  if (length === undefined && (!open || command.args.length > 1)) return failIp(core, 552);
  if (length === 0) {
    return succeedIp(core, `+QISEND: ${socket.sentBytes},${socket.acknowledgedBytes},${socket.unacknowledged}`);
  }
  const to = destination(socket, command);
  if (to === 'wrong') return failIp(core, 552);
  const { host } = core.sockets;
  const reporting = core.personality.sockets === 'reporting';
  return {
    kind: 'input',
    request: {
      prompt: host.setting('formatcfg') === '1' ? '\r\n>\r\n' : '\r\n> ',
      length,
      most: mostSent,
      echo: (core.settings.parameters.get('+QISDE') ?? '1') === '1',
      // Only the Unisoc models give up waiting.
      timeoutMs: reporting ? Number(host.setting('qisend/timeout')) * 1000 : undefined,
    },
    take: (typed) => accept(core, socket, typed, to),
  };
}

function sendHex(core: Core, command: Command): Answer {
  const text = quotedAt(command, 1) ?? '';
  const bytes = text.length <= mostHexDigits ? hexBytes(text) : undefined;
  if (bytes === undefined || command.args.length !== 2) return failIp(core, 552);
  const socket = sender(core.sockets.plain, command);
  if (typeof socket === 'number') return failIp(core, socket);
  return socket.kind === 'UDP SERVICE' ? failIp(core, 572) : deliver(core, socket, bytes, undefined);
}

const counters = ({ readBytes, unread }: ModuleSocket): string => `${readBytes + unread},${readBytes},${unread}`;

function hexText(bytes: readonly Uint8Array[]): readonly Uint8Array[] {
  return bytes.map((chunk) => Buffer.from(Buffer.from(chunk).toString('hex').toUpperCase()));
}

/** The header, exactly so many bytes, and a CR LF that closes them. */
function counted(core: Core, head: string, { bytes, from, length }: Received, service: boolean): Answer {
  core.settings.ipError = 0;
  const sentBy = service && from !== undefined ? `,"${from.address}",${from.port}` : '';
  const before = core.settings.profile.verbose ? '\r\n' : '';
  const between = core.sockets.host.setting('viewmode') === '1' ? ',' : '\r\n';
  const header = Buffer.from(`${before}${head}: ${length}${sentBy}${between}`, 'latin1');
  const data = core.sockets.host.setting('dataformat').endsWith('1') ? hexText(bytes) : bytes;
  return { kind: 'said', lines: [], raw: [header, ...data, Buffer.from('\r\n')], result: 'OK' };
}

/** Datagrams one by one, unless `AT+QICFG="udp/readmode",1` makes a stream of them. */
function take(core: Core, socket: ModuleSocket, most: number): Received {
  if (socket.kind !== 'UDP' || core.sockets.host.setting('udp/readmode') !== '1') return socket.read(most);
  const bytes: Uint8Array[] = [];
  let length = 0;
  while (length < most && socket.unread > 0) {
    const next = socket.read(most - length);
    bytes.push(...next.bytes);
    length += next.length;
  }
  return { bytes, length };
}

/** `AT+QIRD` and `AT+QSSLRECV`. */
export function readFromSocket(core: Core, table: SocketTable, command: Command): Answer {
  const id = numberAt(command, 0, 0, highestSocket);
  const wanted = textAt(command, 1) === undefined ? mostRead : numberAt(command, 1, 0, mostRead);
  if (id === undefined || wanted === undefined || command.args.length > 2) return failIp(core, 552);
  const socket = table.get(id);
  if (socket === undefined) return failIp(core, 567);
  // What came before the end can still be read; of a socket that never opened there is nothing.
  const never = socket.failure !== undefined && socket.failure !== 567 && socket.unread === 0;
  if (never || socket.kind === 'TCP LISTENER') return failIp(core, socket.failure ?? 572);
  const head = table.words.received;
  if (wanted === 0) return succeedIp(core, `${head}: ${counters(socket)}`);
  const service = socket.kind === 'UDP SERVICE';
  const most = service || core.faults.readReturnsMoreThanWanted === true ? mostRead : wanted;
  const received = take(core, socket, most);
  return received.length === 0 ? succeedIp(core, `${head}: 0`) : counted(core, head, received, service);
}

/** Data in and out: +QISEND, +QISENDEX, +QIRD. */
export function socketDataCommands(core: Core): CommandTable {
  const { plain } = core.sockets;
  return {
    '+QISEND': {
      plainError: true,
      test: '+QISEND: (0-11),(0-1460)',
      set: (command) => sendOnSocket(core, plain, command),
    },
    '+QISENDEX': { plainError: true, test: '+QISENDEX: (0-11),<hex_string>', set: (command) => sendHex(core, command) },
    '+QIRD': {
      plainError: true,
      test: '+QIRD: (0-11),(0-1500)',
      set: (command) => readFromSocket(core, plain, command),
    },
  };
}
