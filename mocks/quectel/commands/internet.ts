import type { Answer } from '../answer.ts';
import { error, okThen, say } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { quarterHourTime } from '../wall-clock.ts';

const lookUpMs = 350;
const roundTripMs = 60;
const defaultServers = ['198.51.100.53', '198.51.100.54'] as const;

function fail(core: Core, reason: number): Answer {
  core.settings.ipError = reason;
  return error;
}

/** The context of argument 0, when it is active. */
function activeContext(core: Core, command: Command): number | undefined {
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  return cid !== undefined && core.packet.activeContexts.includes(cid) ? cid : undefined;
}

function nameServers(core: Core, command: Command): Answer {
  const cid = activeContext(core, command);
  if (cid === undefined) return fail(core, 561);
  const key = `+QIDNSCFG ${cid}`;
  if (command.args.length > 1) {
    const first = quotedAt(command, 1);
    if (first === undefined) return fail(core, 552);
    core.settings.parameters.set(key, `"${first}","${quotedAt(command, 2) ?? defaultServers[1]}"`);
    return say();
  }
  const servers = core.settings.parameters.get(key) ?? `"${defaultServers[0]}","${defaultServers[1]}"`;
  return say(`+QIDNSCFG: ${cid},${servers}`);
}

function lookUp(core: Core, command: Command): Answer {
  const name = quotedAt(command, 1);
  if (name === undefined) return fail(core, 552);
  if (activeContext(core, command) === undefined) return fail(core, 561);
  core.saving.activity();
  return okThen(() => {
    core.timers.after(lookUpMs, () => {
      const address = core.radio.reachable ? core.network.resolve(name) : undefined;
      if (address === undefined) {
        core.report('+QIURC: "dnsgip",565');
        return;
      }
      core.report('+QIURC: "dnsgip",0,1,600');
      core.report(`+QIURC: "dnsgip","${address}"`);
    });
  });
}

function ping(core: Core, command: Command): Answer {
  const name = quotedAt(command, 1);
  const timeout = textAt(command, 2) === undefined ? 4 : numberAt(command, 2, 1, 255);
  const count = textAt(command, 3) === undefined ? 4 : numberAt(command, 3, 1, 10);
  if (name === undefined || timeout === undefined || count === undefined) return fail(core, 552);
  if (activeContext(core, command) === undefined) return fail(core, 561);
  core.saving.activity();
  const address = core.network.resolve(name);
  if (address === undefined) return okThen(() => void core.timers.after(lookUpMs, () => core.report('+QPING: 565')));
  return okThen(() => pingOnce(core, { address, timeoutMs: timeout * 1000, left: count, count, received: 0 }));
}

interface PingRun {
  readonly address: string;
  readonly timeoutMs: number;
  readonly count: number;
  readonly left: number;
  readonly received: number;
}

/** One echo request, then the next; at the end the summary. */
function pingOnce(core: Core, run: PingRun): void {
  if (run.left === 0) {
    const lost = run.count - run.received;
    const times = run.received > 0 ? `${roundTripMs},${roundTripMs},${roundTripMs}` : '0,0,0';
    core.report(`+QPING: 0,${run.count},${run.received},${lost},${times}`);
    return;
  }
  const answered = core.radio.reachable;
  core.timers.after(answered ? roundTripMs : run.timeoutMs, () => {
    core.report(answered ? `+QPING: 0,"${run.address}",32,${roundTripMs},255` : '+QPING: 569');
    pingOnce(core, { ...run, left: run.left - 1, received: run.received + (answered ? 1 : 0) });
  });
}

function networkTime(core: Core, command: Command): Answer {
  if (quotedAt(command, 1) === undefined) return fail(core, 552);
  if (activeContext(core, command) === undefined) return fail(core, 561);
  core.saving.activity();
  return okThen(() => {
    core.timers.after(lookUpMs, () => {
      if (!core.radio.reachable) {
        core.report('+QNTP: 569');
        return;
      }
      core.clockOffsetMs = 0;
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
