import type { Answer } from '../../answer.ts';
import { error, ok, okThen, put, say, waiting } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt, textAt } from '../../command.ts';
import type { CommandTable } from '../../modem/core.ts';
import type { ModemSocket } from '../../sockets/modem-socket.ts';
import type { Received } from '../../sockets/transport.ts';
import { hostAt, optionalAt, portAt } from '../name-commands.ts';
import type { Destination } from '../sending.ts';
import { payloadHandler, sendOn, sendTo } from '../sending.ts';
import type { SocketKit } from '../socket-kit.ts';
import { flag, longestReceive } from '../socket-kit.ts';
import { socketAt } from './socket-commands.ts';

const textMode = 0;
const hexMode = 1;
const dataMode = 2;
const longestHex = 2800;
const longestLine = 8192;
const receiveFlags = flag.peek | flag.dontWait | flag.waitAll;

/** How Serial Modem's sends depend on the modem firmware. */
export interface TransferDialect {
  /** The modem tells when the network has it: NTN firmware alone. */
  readonly acknowledges: boolean;
}

/** What both sends have in common. */
interface Send {
  readonly socket: ModemSocket;
  readonly name: string;
  readonly flags: number;
  readonly destination: Destination | undefined;
}

function payloadAt(command: Command, index: number, mode: number): Uint8Array | undefined {
  const text = textAt(command, index);
  if (text === undefined || text === '' || command.args.length !== index + 1) return undefined;
  if (mode === textMode)
    return text.includes(',') || text.length > longestLine ? undefined : Buffer.from(text, 'latin1');
  const isHex = text.length <= longestHex && /^(?:[0-9a-f]{2})+$/i.test(text);
  return isHex ? Buffer.from(text, 'hex') : undefined;
}

function sendFlagsAt(command: Command, dialect: TransferDialect): number | undefined {
  const known = flag.waitForAcknowledgement | (dialect.acknowledges ? flag.notify : 0);
  const flags = numberAt(command, 2, 0, 65_535);
  return flags === undefined || (flags & ~known) !== 0 ? undefined : flags;
}

/** The URC that says that the network has it. */
const notice = (kit: SocketKit, { handle }: ModemSocket, result: number, size: number): void =>
  kit.announce(`#XSENDNTF: ${handle},${result < 0 ? -1 : 0},${size}`);

/** Puts it on its way and answers, at once or when the network has it. */
function transmit(kit: SocketKit, send: Send, bytes: Uint8Array): Answer {
  const { destination, flags, name, socket } = send;
  const notifies = (flags & flag.notify) !== 0;
  // A send that notifies is one whose acknowledgement comes later than its answer.
  const inner = notifies ? flags | flag.waitForAcknowledgement : flags;
  if (socket.notifying) return error;
  return waiting((settle) => {
    const done = (result: number): void => {
      kit.poll.sent(socket);
      if (!notifies) {
        settle(result < 0 ? error : say(`${name}: ${socket.handle},0,${result}`));
        return;
      }
      socket.notifying = false;
      notice(kit, socket, result, bytes.length);
    };
    if (notifies) {
      socket.notifying = true;
      settle({
        ...say(`${name}: ${socket.handle},1,${bytes.length}`),
        afterwards: () => begin(),
      });
    } else begin();
    function begin(): void {
      if (destination === undefined) sendOn(kit, socket, bytes, inner, done);
      else sendTo(kit, socket, destination, { bytes, flags: inner }, done);
    }
  });
}

function enter(kit: SocketKit, send: Send, length: number): Answer {
  const { destination, flags, socket } = send;
  const notifies = (flags & flag.notify) !== 0;
  let total = 0;
  const handler = payloadHandler(kit, socket, flags, destination, (count) => {
    total += count;
  });
  const exit = (): void => {
    socket.inDataMode = false;
    handler.exit();
    // Behind the word that data mode is over.
    if (notifies) kit.timers.after(0, () => notice(kit, socket, 0, total));
  };
  return okThen(() => {
    socket.inDataMode = true;
    kit.dataMode.enter({ ...handler, exit }, kit.shortestIdleMs(), length);
  });
}

/** The rest of a send, from the payload or its length on. */
function sendFrom(kit: SocketKit, send: Send, mode: number, command: Command, index: number): Answer {
  if (mode === dataMode) {
    const length = optionalAt(command, index, { lowest: 1, highest: 2_147_483_647 }, 0);
    return length === undefined || command.args.length > index + 1 ? error : enter(kit, send, length);
  }
  const bytes = payloadAt(command, index, mode);
  return bytes === undefined ? error : transmit(kit, send, bytes);
}

function send(kit: SocketKit, dialect: TransferDialect, command: Command): Answer {
  const socket = socketAt(kit, command);
  const mode = numberAt(command, 1, textMode, dataMode);
  const flags = sendFlagsAt(command, dialect);
  if (socket === undefined || mode === undefined || flags === undefined) return error;
  return sendFrom(kit, { socket, name: '#XSEND', flags, destination: undefined }, mode, command, 3);
}

function sendDatagram(kit: SocketKit, dialect: TransferDialect, command: Command): Answer {
  const socket = socketAt(kit, command);
  const mode = numberAt(command, 1, textMode, dataMode);
  const flags = sendFlagsAt(command, dialect);
  const host = hostAt(command, 3);
  const port = portAt(command, 4);
  if (socket === undefined || mode === undefined || flags === undefined) return error;
  // DTLS has to be connected first.
  if (host === undefined || port === undefined || socket.type !== 2 || socket.security !== undefined) return error;
  return sendFrom(kit, { socket, name: '#XSENDTO', flags, destination: { host, port } }, mode, command, 5);
}

/** Payload as the line shows it. */
export function shownPayload(bytes: Uint8Array, hex: boolean): Uint8Array {
  return hex
    ? Buffer.from(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex'), 'latin1')
    : bytes;
}

/** `#XRECV: <handle>,<mode>,<size>`, or `#XRECVFROM` with the origin. */
export function receiveHeader(
  socket: ModemSocket,
  hex: boolean,
  bytes: Uint8Array,
  from: { readonly address: string; readonly port: number } | undefined,
): string {
  const origin = from === undefined ? '' : `,"${from.address}",${from.port}`;
  return `#XRECV${from === undefined ? '' : 'FROM'}: ${socket.handle},${hex ? 1 : 0},${bytes.length}${origin}`;
}

function receive(kit: SocketKit, command: Command, withOrigin: boolean): Answer {
  const socket = socketAt(kit, command);
  const mode = numberAt(command, 1, textMode, hexMode);
  const flags = numberAt(command, 2, 0, 65_535);
  const seconds = numberAt(command, 3, 0, 65_535);
  const most = optionalAt(command, 4, { lowest: 1, highest: longestReceive }, longestReceive);
  if (socket === undefined || mode === undefined || flags === undefined || (flags & ~receiveFlags) !== 0) return error;
  if (seconds === undefined || most === undefined || command.args.length > 5) return error;
  if (withOrigin && socket.type !== 2) return error;
  const timeoutMs = (flags & flag.dontWait) !== 0 ? 0 : seconds === 0 ? undefined : seconds * 1000;
  const request = { most, peek: (flags & flag.peek) !== 0, all: socket.isStream && (flags & flag.waitAll) !== 0 };
  return waiting((settle) => {
    kit.stack.receive(socket, request, timeoutMs, (result: Received) => {
      kit.poll.received(socket);
      if (result.kind !== 'data') {
        settle(result.kind === 'closed' ? ok : error);
        return;
      }
      const header = receiveHeader(socket, mode === hexMode, result.bytes, withOrigin ? result.from : undefined);
      settle(put(`\r\n${header}\r\n`, shownPayload(result.bytes, mode === hexMode)));
    });
  });
}

/** `#XSEND`, `#XRECV` and their kin of Serial Modem. */
export function serialModemTransferCommands(kit: SocketKit, dialect: TransferDialect): CommandTable {
  return {
    '#XSEND': { set: (command) => send(kit, dialect, command) },
    '#XRECV': { set: (command) => receive(kit, command, false) },
    '#XSENDTO': { set: (command) => sendDatagram(kit, dialect, command) },
    '#XRECVFROM': { set: (command) => receive(kit, command, true) },
  };
}
