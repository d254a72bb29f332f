import { type Argument, type Command, command, order, read as readLine, set } from '../../../src/at/index.ts';
import { promisedBytes } from '../../../src/driver/index.ts';
import { datagramForSerialModem, type Piece, piecesForSerialModem } from './pieces.ts';
import type { ReceivedDatagram, StackCommands } from './stack-commands.ts';
import {
  counted,
  dontWait,
  eitherWay,
  hexOf,
  limitsMs,
  longestRead,
  openSocket,
  read,
  receiveS,
  sendQuoted,
  sendRaw,
  textOf,
} from './wire.ts';

/** Payload as text, as hex, raw. */
const modes = { text: 0, hex: 1, data: 2, held: 2 } as const;
const noFlags = 0;

/** `#XRECV: <handle>,<mode>,<count>`, and the same of `#XRECVFROM` with where it came from. */
const countFor =
  (handle: number) =>
  (header: string): number | undefined => {
    const [, from, count] =
      /^#XRECV: ?(\d+), ?0, ?(\d+)$/.exec(header) ??
      /^#XRECVFROM: ?(\d+), ?0, ?(\d+), ?"[^"]*", ?\d+$/.exec(header) ??
      [];
    return count === undefined || Number(from) !== handle ? undefined : Number(count);
  };

function send(name: '#XSEND' | '#XSENDTO', handle: number, piece: Piece, to: readonly Argument[]): Command<number> {
  const { how, bytes } = piece;
  const before = [handle, modes[how], noFlags, ...to];
  if (how === 'text' || how === 'hex')
    return sendQuoted(name, set(name, ...before, how === 'text' ? textOf(piece) : hexOf(piece)));
  // Counted, so that any byte may be in it. Bytes that were lost on the way have to be made up for, or every command
  // that follows would be taken for payload; the socket is given up then. Where it is the prompt that was lost, the true
  // ones can still be given.
  const payload = { bytes, promised: promisedBytes(bytes).bytes };
  return sendRaw(set(name, ...before, bytes.length), payload, bytes.length, new Uint8Array(bytes.length));
}

const receiveFrom = (handle: number): Command<ReceivedDatagram | undefined> =>
  command({
    line: set('#XRECVFROM', handle, 0, dontWait, receiveS),
    timeoutMs: limitsMs.short,
    block: counted('#XRECVFROM:', countFor(handle)),
    result: ({ blocks }) => {
      const [block] = blocks;
      const [, address, port] = /^#XRECVFROM:\s*\d+,\s*0,\s*\d+,\s*"([^"]*)",\s*(\d+)/.exec(block?.header ?? '') ?? [];
      if (block === undefined || address === undefined) return undefined;
      return { bytes: block.bytes, address, port: Number(port) };
    },
  });

/** Serial Modem: each command names its socket. */
export const serialModemCommands: StackCommands = {
  select: undefined,
  holdsNotices: true,
  open: openSocket,
  close: (handle) =>
    command({
      line: set('#XCLOSE', handle),
      timeoutMs: limitsMs.open,
      lines: { '#XCLOSE': (params) => params.int() },
      successes: eitherWay,
      result: ({ lines }) => lines['#XCLOSE'].length > 0,
    }),
  list: command({
    line: readLine('#XSOCKET'),
    timeoutMs: limitsMs.short,
    lines: { '#XSOCKET': (params) => params.int() },
    result: ({ lines }) => lines['#XSOCKET'],
  }),
  hostname: (handle, name) => order(set('#XSSOCKETOPT', handle, 1, 2, name), limitsMs.short),
  bind: (handle, port) => order(set('#XBIND', handle, port), limitsMs.short),
  connect: (handle, address, port) =>
    command({
      line: set('#XCONNECT', handle, address, port),
      timeoutMs: limitsMs.connect,
      lines: { '#XCONNECT': (params) => params.skip().int() },
      successes: eitherWay,
      result: ({ lines }) => lines['#XCONNECT'].at(-1) === 1,
    }),
  listen: (handle) => order(set('#XLISTEN', handle), limitsMs.short),
  accept: (handle) =>
    command({
      line: set('#XACCEPT', handle),
      timeoutMs: limitsMs.short,
      lines: {
        '#XACCEPT': (params) => ({ handle: params.int(), address: params.skip().text(), port: params.optionalInt() }),
      },
      successes: eitherWay,
      result: ({ lines }) => lines['#XACCEPT'][0],
    }),
  receive: (handle, max) =>
    read(set('#XRECV', handle, 0, dontWait, receiveS, Math.min(max, longestRead)), countFor(handle)),
  receiveFrom,
  send: (handle, piece) => send('#XSEND', handle, piece, []),
  sendTo: (handle, piece, address, port) => send('#XSENDTO', handle, piece, [address, port]),
  enterTo: (handle, address, port) => order(set('#XSENDTO', handle, modes.data, noFlags, address, port), limitsMs.send),
  watch: (handles) => handles.map((handle) => order(set('#XAPOLL', handle, 1, 1), limitsMs.short)),
  // A socket that is closed while it is watched would be told as gone, and that could be heard after its number is
  // another's: URCs are held back until the line is idle.
  unwatch: (handle) => order(set('#XAPOLL', handle, 0), limitsMs.short),
  poll: undefined,
  pieces: piecesForSerialModem,
  datagram: datagramForSerialModem,
};
