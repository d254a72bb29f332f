import type { Answer } from '../answer.ts';
import { numberAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import { dtrMode } from '../data-mode.ts';
import type { Command } from '../parse-command.ts';
import type { ModuleSocket } from '../sockets/socket.ts';
import { TransparentMode } from '../sockets/transparent.ts';
import { failIp, succeedIp } from './ip-result.ts';

const waitStepMs = 100;

/** `CONNECT`, and the port is the socket's. */
export function enterTransparent(core: Core, socket: ModuleSocket): Answer {
  const { clock, held, saving, settings, sockets, timers } = core;
  const mode = new TransparentMode(socket, {
    clock,
    timers,
    room: sockets.host.room,
    dtrMode: () => dtrMode(settings.profile.parameters.get('&D')),
    packetBytes: () => Math.max(1, Number(sockets.host.setting('transpktsize'))),
    waitMs: () => Number(sockets.host.setting('transwaittm')) * waitStepMs,
    hold: (resumable) => held.hold(resumable),
    activity: () => saving.activity(),
  });
  return { kind: 'data', result: 'CONNECT', mode };
}

function switchMode(core: Core, command: Command): Answer {
  const id = numberAt(command, 0, 0, 11);
  const mode = numberAt(command, 1, 0, 2);
  if (id === undefined || mode === undefined) return failIp(core, 552);
  const socket = core.sockets.plain.get(id);
  const client = socket !== undefined && socket.kind !== 'TCP LISTENER' && socket.kind !== 'UDP SERVICE';
  if (socket === undefined || !socket.connected || (mode === 2 && !client)) return failIp(core, 572);
  if (mode === 2) return enterTransparent(core, socket);
  socket.mode = mode === 1 ? 1 : 0;
  const answer = succeedIp(core);
  if (answer.kind !== 'said' || mode === 0) return answer;
  // What waited in the buffer comes behind the OK.
  return { ...answer, afterwards: () => core.sockets.plain.push(socket) };
}

/** From one access mode to another: +QISWTMD. */
export function transparentCommands(core: Core): CommandTable {
  return {
    '+QISWTMD': { plainError: true, test: '+QISWTMD: (0-11),(0-2)', set: (command) => switchMode(core, command) },
  };
}
