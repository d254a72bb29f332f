import type { Answer } from '../answer.ts';
import { error, fail, ok, say, waiting } from '../answer.ts';
import type { Command } from '../command.ts';
import { numberAt, quotedAt } from '../command.ts';
import type { CommandTable } from '../modem/core.ts';
import { errno, resolverText, unknownName } from '../sockets/errno.ts';
import type { SocketKit } from './socket-kit.ts';
import { longestHostName } from './socket-kit.ts';

const highestCid = 10;
const anyFamily = 0;
const longestPing = 1500;
const defaultIntervalMs = 1000;

/** A host name or an address: quoted and not too long. */
export function hostAt(command: Command, index: number): string | undefined {
  const host = quotedAt(command, index);
  return host === undefined || host === '' || host.length > longestHostName ? undefined : host;
}

export function portAt(command: Command, index: number): number | undefined {
  return numberAt(command, index, 0, 65_535);
}

/** A number that may be left out; undefined when it is there and wrong. */
export function optionalAt(
  command: Command,
  index: number,
  range: { readonly lowest?: number; readonly highest: number },
  otherwise: number,
): number | undefined {
  const argument = command.args[index];
  if (argument === undefined || (argument.text === '' && !argument.quoted)) return otherwise;
  return numberAt(command, index, range.lowest ?? 0, range.highest);
}

function lookUp(kit: SocketKit, command: Command): Answer {
  const name = hostAt(command, 0);
  const family = optionalAt(command, 1, { highest: 2 }, 0);
  if (name === undefined || family === undefined || command.args.length > 2) return error;
  const wanted = family === 0 ? anyFamily : family === 1 ? 4 : 6;
  return waiting((settle) => {
    kit.stack.resolve(name, wanted, 0, (addresses, status) => {
      if (addresses.length > 0) settle(say(`#XGETADDRINFO: "${addresses.join(' ')}"`));
      else settle(fail(`#XGETADDRINFO: "${resolverText(status > 0 ? unknownName : status)}"`));
    });
  });
}

interface PingRun {
  readonly address: string;
  readonly timeoutMs: number;
  readonly count: number;
  readonly intervalMs: number;
}

const inSeconds = (ms: number): string => (Math.max(1, Math.round(ms)) / 1000).toFixed(3);

function pingOn(kit: SocketKit, run: PingRun, times: readonly number[], left: number): void {
  if (left === 0) {
    const sum = times.reduce((total, ms) => total + ms, 0);
    if (times.length > 1) kit.say(`#XPING: average ${inSeconds(sum / times.length)} seconds\r\n`);
    return;
  }
  kit.ping(run.address, run.timeoutMs, (ms) => {
    // A lost one is not mentioned. These lines have nothing in front, unlike all others.
    if (ms !== undefined && !kit.dataMode.active) kit.say(`#XPING: ${inSeconds(ms)} seconds\r\n`);
    const next = ms === undefined ? times : [...times, ms];
    kit.timers.after(run.intervalMs, () => pingOn(kit, run, next, left - 1));
  });
}

function ping(kit: SocketKit, command: Command): Answer {
  const host = hostAt(command, 0);
  const length = numberAt(command, 1, 0, longestPing);
  const timeoutMs = numberAt(command, 2, 1, 2_147_483_647);
  const count = optionalAt(command, 3, { lowest: 1, highest: 65_535 }, 1);
  const intervalMs = optionalAt(command, 4, { highest: 2_147_483_647 }, defaultIntervalMs);
  const cid = optionalAt(command, 5, { highest: highestCid }, 0);
  if (host === undefined || length === undefined || timeoutMs === undefined || command.args.length > 6) return error;
  if (count === undefined || intervalMs === undefined || cid === undefined) return error;
  // It takes a raw socket, and that tolerates no other on its connection.
  const taken = kit.stack.all.some((socket) => socket.cid === cid);
  if (taken || !kit.bearerIsUp(cid)) return error;
  return waiting((settle) => {
    kit.stack.resolve(host, 0, cid, (addresses, status) => {
      const address = addresses[0];
      if (address === undefined) {
        settle(fail(`"${resolverText(status === errno.EAFNOSUPPORT ? unknownName : status)}"`));
        return;
      }
      const run = { address, timeoutMs, count, intervalMs };
      settle({ ...ok, afterwards: () => kit.timers.after(0, () => pingOn(kit, run, [], count)) });
    });
  });
}

/** What both applications have beside their sockets: `#XGETADDRINFO` and `#XPING`. */
export function nameCommands(kit: SocketKit): CommandTable {
  return {
    '#XGETADDRINFO': { set: (command) => lookUp(kit, command) },
    '#XPING': { set: (command) => ping(kit, command) },
  };
}
