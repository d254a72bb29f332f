import type { Answer } from '../../answer.ts';
import { error, ok, say } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt, textAt } from '../../command.ts';
import type { CommandTable } from '../../modem/core.ts';
import type { ModemSocket } from '../../sockets/modem-socket.ts';
import { optionalAt } from '../name-commands.ts';
import type { SocketKit } from '../socket-kit.ts';
import type { AutoReception } from './auto-reception.ts';
import { socketAt } from './socket-commands.ts';

/** The socket a command is about, `undefined` when it is about all; `wrong` when there is no such socket. */
function chosen(
  kit: SocketKit,
  command: Command,
): { readonly socket: ModemSocket | undefined; readonly wrong: boolean } {
  const all = textAt(command, 0) === undefined;
  const socket = all ? undefined : socketAt(kit, command);
  return { socket, wrong: !all && socket === undefined };
}

function pollSockets(kit: SocketKit, command: Command): Answer {
  const { socket, wrong } = chosen(kit, command);
  const operation = numberAt(command, 1, 0, 1);
  const events = optionalAt(command, 2, { highest: 5 }, 0);
  if (wrong || operation === undefined || events === undefined || (events & 2) !== 0 || command.args.length > 3)
    return error;
  if (operation === 0) kit.poll.stop(socket);
  else kit.poll.start(events, socket);
  return ok;
}

function configure(kit: SocketKit, reception: AutoReception, command: Command): Answer {
  const { socket, wrong } = chosen(kit, command);
  const modes = numberAt(command, 1, 0, 3);
  const hex = optionalAt(command, 2, { highest: 1 }, 0);
  if (wrong || modes === undefined || hex === undefined || command.args.length > 3) return error;
  return { ...ok, afterwards: () => reception.configure({ modes, hex: hex === 1 }, socket) };
}

/** `#XAPOLL` and `#XRECVCFG` of Serial Modem. */
export function serialModemNoticeCommands(kit: SocketKit, reception: AutoReception): CommandTable {
  return {
    '#XAPOLL': {
      test: '#XAPOLL: <handle>,(0,1),(0,1,4,5)',
      read: () => say(...kit.poll.polled.map(({ events, handle }) => `#XAPOLL: ${handle},${events}`)),
      set: (command) => pollSockets(kit, command),
    },
    '#XRECVCFG': {
      test: '#XRECVCFG: <handle>,(0,1,2,3),(0,1)',
      read: () =>
        say(...reception.settings.map(({ handle, hex, modes }) => `#XRECVCFG: ${handle},${modes},${hex ? 1 : 0}`)),
      set: (command) => configure(kit, reception, command),
    },
  };
}
