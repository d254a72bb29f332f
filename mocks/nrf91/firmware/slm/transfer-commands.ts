import type { Answer } from '../../answer.ts';
import { error, fail, ok, okThen, put, say, waiting } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt, textAt } from '../../command.ts';
import type { CommandTable } from '../../modem/core.ts';
import type { ModemSocket } from '../../sockets/modem-socket.ts';
import type { Received } from '../../sockets/transport.ts';
import { hostAt, optionalAt, portAt } from '../name-commands.ts';
import type { Destination } from '../sending.ts';
import { payloadHandler, sendOn, sendTo } from '../sending.ts';
import type { SocketKit } from '../socket-kit.ts';
import { flag, longestInline, longestReceive } from '../socket-kit.ts';
import type { SelectedSockets } from './selected-sockets.ts';

const sendFlags = flag.waitForAcknowledgement;
const receiveFlags = flag.peek | flag.dontWait | flag.waitAll;

/** Payload within a command: no comma and no quote can be in it. */
export function inlineAt(command: Command, index: number, longest = longestInline): Uint8Array | undefined {
  const text = textAt(command, index);
  if (text === undefined || text === '' || text.length > longest || text.includes(',')) return undefined;
  return Buffer.from(text, 'latin1');
}

/** Flags out of those that exist; undefined for any other. */
function flagsAt(command: Command, index: number, known: number): number | undefined {
  const flags = optionalAt(command, index, { highest: 65_535 }, 0);
  return flags === undefined || (flags & ~known) !== 0 ? undefined : flags;
}

/** How a send went, as a command says it. */
function sentAnswer(
  kit: SocketKit,
  socket: ModemSocket,
  name: string,
): (settle: (answer: Answer) => void) => (n: number) => void {
  return (settle) => (result) => {
    kit.poll.sent(socket);
    settle(result < 0 ? fail(`${name}: 0`) : say(`${name}: ${result}`));
  };
}

function enter(kit: SocketKit, socket: ModemSocket, flags: number, destination?: Destination): Answer {
  return okThen(() => kit.dataMode.enter(payloadHandler(kit, socket, flags, destination), kit.shortestIdleMs()));
}

function send(kit: SocketKit, socket: ModemSocket, command: Command): Answer {
  const bytes = inlineAt(command, 0);
  const flags = flagsAt(command, 1, sendFlags);
  if (bytes === undefined || flags === undefined || command.args.length > 2) return error;
  const answer = sentAnswer(kit, socket, '#XSEND');
  return waiting((settle) => sendOn(kit, socket, bytes, flags, answer(settle)));
}

function sendDatagram(kit: SocketKit, socket: ModemSocket, command: Command): Answer {
  const host = hostAt(command, 0);
  const port = portAt(command, 1);
  const bytes = inlineAt(command, 2);
  const flags = flagsAt(command, 3, sendFlags);
  if (host === undefined || port === undefined || flags === undefined || command.args.length > 4) return error;
  if (socket.type !== 2) return error;
  const destination = { host, port };
  if (textAt(command, 2) === undefined) return enter(kit, socket, flags, destination);
  if (bytes === undefined) return error;
  const answer = sentAnswer(kit, socket, '#XSENDTO');
  return waiting((settle) => sendTo(kit, socket, destination, { bytes, flags }, answer(settle)));
}

function received(header: (bytes: Uint8Array) => string, result: Received): Answer {
  if (result.kind === 'data') return put(`\r\n${header(result.bytes)}\r\n`, result.bytes);
  // The peer closed: an OK alone. A time that is over is an error like any other.
  return result.kind === 'closed' ? ok : error;
}

function receive(kit: SocketKit, socket: ModemSocket, command: Command, withOrigin: boolean): Answer {
  const seconds = numberAt(command, 0, 0, 65_535);
  const flags = flagsAt(command, 1, receiveFlags);
  if (seconds === undefined || flags === undefined || command.args.length > 2) return error;
  if (withOrigin && socket.type !== 2) return error;
  const timeoutMs = (flags & flag.dontWait) !== 0 ? 0 : seconds === 0 ? undefined : seconds * 1000;
  const request = {
    most: longestReceive,
    peek: (flags & flag.peek) !== 0,
    all: socket.isStream && (flags & flag.waitAll) !== 0,
  };
  return waiting((settle) => {
    kit.stack.receive(socket, request, timeoutMs, (result) => {
      kit.poll.received(socket);
      const from = result.kind === 'data' ? result.from : undefined;
      const origin = withOrigin ? `,"${from?.address ?? ''}",${from?.port ?? 0}` : '';
      const name = withOrigin ? '#XRECVFROM' : '#XRECV';
      settle(received((bytes) => `${name}: ${bytes.length}${origin}`, result));
    });
  });
}

/** `#XSEND`, `#XRECV` and their kin of Serial LTE Modem. */
export function slmTransferCommands(kit: SocketKit, sockets: SelectedSockets): CommandTable {
  const active = (use: (socket: ModemSocket) => Answer): Answer => {
    const socket = sockets.active;
    return socket === undefined ? error : use(socket);
  };
  return {
    '#XSEND': {
      run: () => active((socket) => enter(kit, socket, 0)),
      set: (command) => active((socket) => send(kit, socket, command)),
    },
    '#XRECV': { set: (command) => active((socket) => receive(kit, socket, command, false)) },
    '#XSENDTO': { set: (command) => active((socket) => sendDatagram(kit, socket, command)) },
    '#XRECVFROM': { set: (command) => active((socket) => receive(kit, socket, command, true)) },
  };
}
