import type { Command } from '../command.ts';
import { numberAt } from '../command.ts';
import type { SocketParameters } from '../sockets/modem-socket.ts';
import { optionalAt } from './name-commands.ts';

const highestTag = 2_147_483_667;
const highestCid = 10;
const required = 2;
const client = 0;
const packets = 3;

interface Shape {
  readonly family: number;
  readonly type: number;
  readonly role: number;
}

function shapeOf(command: Command, highestFamily: number, highestType: number): Shape | undefined {
  const family = numberAt(command, 0, 1, highestFamily);
  const type = numberAt(command, 1, 1, highestType);
  const role = numberAt(command, 2, 0, 1);
  if (family === undefined || type === undefined || role === undefined) return undefined;
  // Packets and raw sockets are a client's alone, and packets come raw.
  if (type === 3 && role !== client) return undefined;
  return family === packets && type !== 3 ? undefined : { family, type, role };
}

/** `<family>,<type>,<role>[,<cid>]`; undefined when it is anything else. */
export function plainSocket(command: Command, highestFamily: number): SocketParameters | undefined {
  const shape = shapeOf(command, highestFamily, 3);
  const cid = optionalAt(command, 3, { highest: highestCid }, 0);
  if (shape === undefined || cid === undefined || command.args.length > 4) return undefined;
  return { ...shape, cid };
}

/** `<family>,<type>,<role>,<sec_tag>[,<peer_verify>[,<cid>]]`; undefined when it is anything else. */
export function secureSocket(command: Command): SocketParameters | undefined {
  const shape = shapeOf(command, 2, 2);
  const tag = numberAt(command, 3, 0, highestTag);
  const verify = optionalAt(command, 4, { highest: required }, required);
  const cid = optionalAt(command, 5, { highest: highestCid }, 0);
  if (shape === undefined || tag === undefined || verify === undefined || cid === undefined) return undefined;
  // The modem is no TLS server.
  if (shape.role !== client || command.args.length > 6) return undefined;
  return { ...shape, cid, security: { tag, verify } };
}
