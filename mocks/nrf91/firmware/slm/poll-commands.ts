import type { Answer } from '../../answer.ts';
import { error, fail, ok, say, waiting } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { integerAt, numberAt } from '../../command.ts';
import type { CommandTable } from '../../modem/core.ts';
import { errno } from '../../sockets/errno.ts';
import type { ModemSocket } from '../../sockets/modem-socket.ts';
import { poll } from '../../sockets/transport.ts';
import { optionalAt } from '../name-commands.ts';
import type { SocketKit } from '../socket-kit.ts';
import type { SelectedSockets } from './selected-sockets.ts';

const forEver = -1;

/** Handles from `index` on; undefined when one of them is no handle. */
function handlesAt(command: Command, index: number): readonly number[] | undefined {
  const handles: number[] = [];
  for (let at = index; at < command.args.length; at++) {
    const handle = numberAt(command, at, 0, 99);
    if (handle === undefined) return undefined;
    handles.push(handle);
  }
  return handles;
}

const masked = (revents: number): number => revents & (poll.in | poll.err | poll.hup | poll.nval);

function pollNow(kit: SocketKit, sockets: SelectedSockets, command: Command): Answer {
  const timeoutMs = integerAt(command, 0, forEver, 2_147_483_647);
  const named = handlesAt(command, 1);
  if (timeoutMs === undefined || named === undefined || kit.poll.running) return error;
  const handles = named.length > 0 ? named : sockets.all.map(({ handle }) => handle);
  if (handles.length === 0) return fail(`#XPOLL: ${-errno.EINVAL}`);
  return waiting((settle) => {
    const probe = (): Answer | undefined => {
      const lines = handles.flatMap((handle) => {
        const socket = kit.stack.get(handle);
        const revents = socket === undefined ? poll.nval : masked(socket.revents);
        return revents === 0 ? [] : [`#XPOLL: ${handle},"0x${revents.toString(16).padStart(4, '0')}"`];
      });
      return lines.length === 0 ? undefined : say(...lines);
    };
    kit.stack.wait(timeoutMs === forEver ? undefined : timeoutMs, probe, (answer) => settle(answer ?? ok));
  });
}

function pollFromNowOn(kit: SocketKit, sockets: SelectedSockets, command: Command): Answer {
  const operation = numberAt(command, 0, 0, 1);
  const events = optionalAt(command, 1, { highest: 5 }, 0);
  const named = handlesAt(command, 2);
  if (operation === undefined || events === undefined || named === undefined || (events & 2) !== 0) return error;
  if (operation === 0) {
    kit.poll.stop();
    return command.args.length === 1 ? ok : error;
  }
  const chosen = named.map((handle) => sockets.all.find((socket) => socket.handle === handle));
  if (chosen.includes(undefined)) return error;
  kit.poll.stop();
  if (named.length === 0) kit.poll.start(events);
  for (const socket of chosen.filter((each): each is ModemSocket => each !== undefined)) kit.poll.start(events, socket);
  return ok;
}

/** `#XPOLL` and `#XAPOLL` of Serial LTE Modem. */
export function slmPollCommands(kit: SocketKit, sockets: SelectedSockets): CommandTable {
  return {
    '#XPOLL': { set: (command) => pollNow(kit, sockets, command) },
    '#XAPOLL': {
      test: '#XAPOLL: (0,1),<0,1,4,5>,<handle1>,<handle2>,...',
      read: () => {
        const { polled, running } = kit.poll;
        const handles = polled.map(({ handle }) => `,${handle}`).join('');
        return say(`#XAPOLL: ${running ? 1 : 0},${polled[0]?.events ?? 0}${handles}`);
      },
      set: (command) => pollFromNowOn(kit, sockets, command),
    },
  };
}
