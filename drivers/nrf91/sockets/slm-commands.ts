import { type Command, command, exec, order, read as readLine, set } from '../../../src/at/index.ts';
import { datagramForSlm, type Piece, piecesForSlm } from './pieces.ts';
import type { ReceivedDatagram, StackCommands } from './stack-commands.ts';
import {
  counted,
  dontWait,
  eitherWay,
  leaveDataMode,
  limitsMs,
  openSocket,
  read,
  receiveS,
  sendQuoted,
  sendRaw,
  textOf,
} from './wire.ts';

const countOf = (header: string): number | undefined => {
  const [, count] = /^#XRECV: ?(\d+)$/.exec(header) ?? /^#XRECVFROM: ?(\d+), ?"[^"]*", ?\d+$/.exec(header) ?? [];
  return count === undefined ? undefined : Number(count);
};

const escaped = ({ bytes }: Piece): Uint8Array => Buffer.concat([bytes, leaveDataMode]);

function send(name: '#XSEND' | '#XSENDTO', to: readonly (string | number)[], piece: Piece): Command<number> {
  if (piece.how === 'text') return sendQuoted(name, set(name, ...to, textOf(piece)));
  return sendRaw(
    to.length === 0 ? exec(name) : set(name, ...to),
    { bytes: escaped(piece) },
    piece.bytes.length,
    leaveDataMode,
  );
}

const receiveFrom = command({
  line: set('#XRECVFROM', receiveS, dontWait),
  timeoutMs: limitsMs.short,
  block: counted('#XRECVFROM:', countOf),
  result: ({ blocks }): ReceivedDatagram | undefined => {
    const [block] = blocks;
    const [, address, port] = /^#XRECVFROM:\s*\d+,\s*"([^"]*)",\s*(\d+)/.exec(block?.header ?? '') ?? [];
    if (block === undefined || address === undefined) return undefined;
    return { bytes: block.bytes, address, port: Number(port) };
  },
});

const accept = command({
  // A peer waits, or it would not be sent: it would block everything for that long.
  line: set('#XACCEPT', 1),
  timeoutMs: limitsMs.short,
  lines: { '#XACCEPT': (params) => ({ handle: params.int(), address: params.text(), port: undefined }) },
  successes: eitherWay,
  result: ({ lines }) => lines['#XACCEPT'][0],
});

/**
 * Serial LTE Modem: commands go to the socket that was selected last. Its TCP client (`#XTCPCLI`) is not used: what that
 * receives it writes out in two pieces, between which anything may come, and it takes a lost network for a peer that
 * closed.
 */
export const slmCommands: StackCommands = {
  select: (handle) =>
    command({
      line: set('#XSOCKETSELECT', handle),
      timeoutMs: limitsMs.short,
      lines: { '#XSOCKETSELECT': (params) => params.int() },
      result: () => undefined,
    }),
  holdsNotices: false,
  open: openSocket,
  close: () =>
    command({
      line: set('#XSOCKET', 0),
      timeoutMs: limitsMs.open,
      // It answers so for secure sockets as well, with whatever the close came to.
      lines: { '#XSOCKET': (params) => params.int(), '#XSSOCKET': (params) => params.int() },
      successes: eitherWay,
      result: ({ lines }) => lines['#XSOCKET'].length + lines['#XSSOCKET'].length > 0,
    }),
  list: command({
    line: readLine('#XSOCKETSELECT'),
    timeoutMs: limitsMs.short,
    // The line with one number alone names the active one.
    lines: { '#XSOCKETSELECT': (params) => (params.count > 1 ? params.int() : -1) },
    result: ({ lines }) => lines['#XSOCKETSELECT'].filter((handle) => handle >= 0),
  }),
  hostname: (_handle, name) => order(set('#XSSOCKETOPT', 1, 2, name), limitsMs.short),
  bind: (_handle, port) => order(set('#XBIND', port), limitsMs.short),
  connect: (_handle, address, port) =>
    command({
      line: set('#XCONNECT', address, port),
      timeoutMs: limitsMs.connect,
      lines: { '#XCONNECT': (params) => params.int() },
      successes: eitherWay,
      result: ({ lines }) => lines['#XCONNECT'].at(-1) === 1,
    }),
  listen: () => order(exec('#XLISTEN'), limitsMs.short),
  accept: () => accept,
  receive: () => read(set('#XRECV', receiveS, dontWait), countOf),
  receiveFrom: () => receiveFrom,
  send: (_handle, piece) => send('#XSEND', [], piece),
  sendTo: (_handle, piece, address, port) => send('#XSENDTO', [address, port], piece),
  enterTo: (_handle, address, port) => order(set('#XSENDTO', address, port), limitsMs.send),
  watch: (handles) => [
    order(handles.length === 0 ? set('#XAPOLL', 0) : set('#XAPOLL', 1, 1, ...handles), limitsMs.short),
  ],
  poll: (handles) =>
    command({
      line: set('#XPOLL', 0, ...handles),
      timeoutMs: limitsMs.short,
      lines: {
        '#XPOLL': (params) => ({ handle: params.int(), bits: Number.parseInt(params.optionalText() ?? '0', 16) }),
      },
      result: ({ lines }) => lines['#XPOLL'],
    }),
  unwatch: undefined,
  pieces: piecesForSlm,
  datagram: datagramForSlm,
};
