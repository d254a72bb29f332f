import { isIP } from 'node:net';
import type { Answer } from '../answer.ts';
import { okThen, say } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { familyOf } from '../sockets/family.ts';
import { quarterHourTime } from '../wall-clock.ts';
import { failIp } from './ip-result.ts';

const timeServerMs = 350;
// Of an address that was given as one, or of a network of which nothing is known.
const roundTripMs = 60;
const slowestLookUpMs = 60_000;
const defaultServers = ['198.51.100.53', '198.51.100.54'] as const;

/** The context of argument 0, when it is active. */
function activeContext(core: Core, command: Command): number | undefined {
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  return cid !== undefined && core.packet.activeContexts.includes(cid) ? cid : undefined;
}

function nameServers(core: Core, command: Command): Answer {
  const cid = activeContext(core, command);
  if (cid === undefined) return failIp(core, 561);
  const key = `+QIDNSCFG ${cid}`;
  if (command.args.length > 1) {
    const first = quotedAt(command, 1);
    if (first === undefined) return failIp(core, 552);
    core.settings.parameters.set(key, `"${first}","${quotedAt(command, 2) ?? defaultServers[1]}"`);
    return say();
  }
  const servers = core.settings.parameters.get(key) ?? `"${defaultServers[0]}","${defaultServers[1]}"`;
  return say(`+QIDNSCFG: ${cid},${servers}`);
}

/** The addresses of a name that the context can reach, or none; asked once the module is in reach. */
function resolve(core: Core, cid: number, name: string, told: (addresses: readonly string[]) => void): void {
  const { gate, host } = core.sockets;
  let over = false;
  const tell = (addresses: readonly string[]): void => {
    if (over) return;
    over = true;
    deadline.cancel();
    const bearer = host.bearer(cid);
    told(addresses.filter((address) => (familyOf(address) === 6 ? bearer?.v6 : bearer?.v4) !== undefined));
  };
  const deadline = core.timers.after(slowestLookUpMs, () => tell([]));
  if (isIP(name) !== 0) tell([name]);
  else gate.through(() => host.resolve(name, (addresses) => gate.through(() => tell(addresses))));
}

function lookUp(core: Core, command: Command): Answer {
  const name = quotedAt(command, 1);
  if (name === undefined) return failIp(core, 552);
  const cid = activeContext(core, command);
  if (cid === undefined) return failIp(core, 561);
  const { settings } = core;
  if (settings.lookingUp) return failIp(core, 564);
  core.saving.activity();
  settings.lookingUp = true;
  return okThen(() => {
    resolve(core, cid, name, (addresses) => {
      settings.lookingUp = false;
      if (addresses.length === 0) {
        settings.ipError = 565;
        core.report('+QIURC: "dnsgip",565');
        return;
      }
      core.report(`+QIURC: "dnsgip",0,${addresses.length},600`);
      for (const address of addresses) core.report(`+QIURC: "dnsgip","${address}"`);
    });
  });
}

function ping(core: Core, command: Command): Answer {
  const name = quotedAt(command, 1);
  const timeout = textAt(command, 2) === undefined ? 4 : numberAt(command, 2, 1, 255);
  const count = textAt(command, 3) === undefined ? 4 : numberAt(command, 3, 1, 10);
  if (name === undefined || timeout === undefined || count === undefined) return failIp(core, 552);
  const cid = activeContext(core, command);
  if (cid === undefined) return failIp(core, 561);
  core.saving.activity();
  return okThen(() => {
    resolve(core, cid, name, ([address]) => {
      if (address === undefined) core.report('+QPING: 565');
      else pingOnce(core, { address, timeoutMs: timeout * 1000, left: count, count, times: [] });
    });
  });
}

interface PingRun {
  readonly address: string;
  readonly timeoutMs: number;
  readonly count: number;
  readonly left: number;
  /** Milliseconds of the replies that came. */
  readonly times: readonly number[];
}

function pingSummary({ count, times }: PingRun): string {
  const received = times.length;
  const sum = times.reduce((total, time) => total + time, 0);
  const range = received === 0 ? [0, 0, 0] : [Math.min(...times), Math.max(...times), Math.round(sum / received)];
  return `+QPING: 0,${count},${received},${count - received},${range.join(',')}`;
}

/** One echo request, then the next; at the end the summary. */
function pingOnce(core: Core, run: PingRun): void {
  if (run.left === 0) {
    core.report(pingSummary(run));
    return;
  }
  let over = false;
  const reply = (roundTrip: number | undefined): void => {
    if (over) return;
    over = true;
    deadline.cancel();
    core.report(roundTrip === undefined ? '+QPING: 569' : `+QPING: 0,"${run.address}",32,${roundTrip},255`);
    const times = roundTrip === undefined ? run.times : [...run.times, roundTrip];
    pingOnce(core, { ...run, left: run.left - 1, times });
  };
  const deadline = core.timers.after(run.timeoutMs, () => reply(undefined));
  if (core.radio.reachable) echo(core, run.address, reply);
}

function echo(core: Core, address: string, reply: (roundTrip: number) => void): void {
  const { internet } = core;
  if (internet === undefined) {
    core.timers.after(roundTripMs, () => reply(roundTripMs));
    return;
  }
  internet.ping(address, (roundTrip) => {
    if (roundTrip !== undefined && !core.sockets.ended && core.radio.reachable) reply(Math.round(roundTrip));
  });
}

function networkTime(core: Core, command: Command): Answer {
  if (quotedAt(command, 1) === undefined) return failIp(core, 552);
  if (activeContext(core, command) === undefined) return failIp(core, 561);
  core.saving.activity();
  return okThen(() => {
    core.timers.after(timeServerMs, () => {
      if (!core.radio.reachable) {
        core.report('+QNTP: 569');
        return;
      }
      core.settings.clockOffsetMs = 0;
      core.report(`+QNTP: 0,"${quarterHourTime(core.clock.date(), 4)}"`);
    });
  });
}

/** Names, echoes and time over the internal stack: +QIDNSCFG, +QIDNSGIP, +QPING, +QNTP. */
export function internetCommands(core: Core): CommandTable {
  return {
    '+QIDNSCFG': { plainError: true, set: (command) => nameServers(core, command) },
    '+QIDNSGIP': { plainError: true, set: (command) => lookUp(core, command) },
    '+QPING': { plainError: true, set: (command) => ping(core, command) },
    '+QNTP': { plainError: true, set: (command) => networkTime(core, command) },
  };
}
