import type { Answer } from '../answer.ts';
import { cme, error, later, never, ok, say } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import { dotted } from '../bearer.ts';
import { networkCauses } from '../cause.table.ts';
import type { CommandTable, Core } from '../core.ts';
import type { ContextDefinition } from '../memory.ts';
import type { Command } from '../parse-command.ts';

const badParameter: Answer = { kind: 'said', lines: [], result: 50 };
const highestCid = 16;
const activationMs = 900;

function definitionLine(cid: number, { type, apn, emergency }: ContextDefinition): string {
  const address = type === 'IP' || type === 'PPP' ? '0.0.0.0' : '0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0';
  return `+CGDCONT: ${cid},"${type}","${apn}","${address}",0,0,0,${emergency}`;
}

function define(core: Core, command: Command): Answer {
  const cid = numberAt(command, 0, 1, highestCid);
  const early = core.coldStart && core.clock.now() - core.startedAt < 1000;
  if (early && core.faults.cgdcontErrorEarly === true) return error;
  if (cid === undefined) return badParameter;
  // 3GPP TS 27.007 10.1.1: the cid alone undefines the context.
  if (command.args.length === 1) {
    core.memory.contexts.delete(cid);
    return ok;
  }
  const type = quotedAt(command, 1)?.toUpperCase();
  if (type === undefined || !['IP', 'PPP', 'IPV6', 'IPV4V6'].includes(type)) return badParameter;
  const apn = command.args[2];
  if (apn !== undefined && !apn.quoted && apn.text !== '') return badParameter;
  core.memory.contexts.set(cid, { type, apn: apn?.text ?? '', emergency: 0 });
  return ok;
}

function sortedContexts(core: Core): readonly (readonly [number, ContextDefinition])[] {
  return [...core.memory.contexts].sort(([a], [b]) => a - b);
}

/** The contexts asked for, or all that are defined; undefined when one is not. */
function asked(core: Core, command: Command): readonly number[] | undefined {
  const defined = sortedContexts(core).map(([cid]) => cid);
  if (command.args.length === 0) return defined;
  const cids = command.args.map((_, index) => numberAt(command, index, 1, highestCid));
  return cids.every((cid) => cid !== undefined && defined.includes(cid))
    ? cids.filter((cid) => cid !== undefined)
    : undefined;
}

function addresses(core: Core, command: Command): Answer {
  const cids = asked(core, command);
  if (cids === undefined) return badParameter;
  return say(
    ...cids.map((cid) => {
      const { v4, v6 } = core.packet.bearer(cid) ?? { v4: undefined, v6: undefined };
      const known = [v4, v6 === undefined ? undefined : dotted(v6)].filter((address) => address !== undefined);
      return `+CGPADDR: ${[cid, ...known.map((address) => `"${address}"`)].join(',')}`;
    }),
  );
}

const nameServers = '"198.51.100.53","198.51.100.54"';
const longNameServers = `"${dotted('2001:db8::53')}","${dotted('2001:db8::54')}"`;
const prefixMask = dotted('ffff:ffff:ffff:ffff::');

/** One line for each family; the mask is glued to the address (Quectel AT manuals, AT+CGCONTRDP). */
function dynamicParameters(core: Core, command: Command): Answer {
  const cids = asked(core, command);
  if (cids === undefined) return badParameter;
  const lines = cids.flatMap((cid) => {
    const { v4, v6 } = core.packet.bearer(cid) ?? { v4: undefined, v6: undefined };
    const head = `+CGCONTRDP: ${cid},${cid + 4},"${core.packet.apn(cid)}"`;
    const short = v4 === undefined ? [] : [`${head},"${v4}.255.255.255.0","${v4.replace(/\d+$/, '1')}",${nameServers}`];
    const long =
      v6 === undefined ? [] : [`${head},"${dotted(v6)}.${prefixMask}","${dotted('fe80::1')}",${longNameServers}`];
    return [...short, ...long];
  });
  return say(...lines);
}

function setActivation(core: Core, command: Command): Answer {
  const state = numberAt(command, 0, 0, 1);
  if (state === undefined) return badParameter;
  if (core.faults.cgactHangs === true) return never;
  const cid = command.args.length > 1 ? numberAt(command, 1, 1, highestCid) : 1;
  if (cid === undefined || core.packet.definition(cid) === undefined) return badParameter;
  const { packet } = core;
  const { activationSeconds } = core.faults;
  return later(activationSeconds === undefined ? activationMs : activationSeconds * 1000, () => {
    if (state === 0) {
      packet.deactivate(cid);
      return ok;
    }
    const failure = packet.refusal(cid);
    if (failure !== undefined) {
      core.settings.cause = failure.cause;
      return failure.cause === undefined ? cme(30) : { kind: 'said', lines: [], result: 'NO CARRIER' };
    }
    packet.bearerUp(cid);
    return ok;
  });
}

function causeReport(core: Core): Answer {
  const { cause } = core.settings;
  if (cause === undefined) return say('+CEER: No cause information available');
  return say(`+CEER: ${cause},${networkCauses.get(cause) ?? 'Protocol error, unspecified'}`);
}

/** Packet domain of 3GPP TS 27.007 10: +CGDCONT, +CGPADDR, +CGCONTRDP, +CGACT, +CGEREP, +CEER. */
export function packetCommands(core: Core): CommandTable {
  return {
    '+CGDCONT': {
      test: ['IP', 'PPP', 'IPV6', 'IPV4V6']
        .map((type) => `+CGDCONT: (1-16),"${type}",,,(0-2),(0-4),(0-1),(0-1)`)
        .join('\r\n'),
      read: () => say(...sortedContexts(core).map(([cid, definition]) => definitionLine(cid, definition))),
      set: (command) => define(core, command),
    },
    '+CGPADDR': {
      test: () =>
        say(
          `+CGPADDR: (${sortedContexts(core)
            .map(([cid]) => cid)
            .join(',')})`,
        ),
      run: (command) => addresses(core, command),
      set: (command) => addresses(core, command),
    },
    '+CGCONTRDP': {
      run: (command) => dynamicParameters(core, command),
      set: (command) => dynamicParameters(core, command),
    },
    '+CGACT': {
      test: '+CGACT: (0,1)',
      read: () =>
        say(...sortedContexts(core).map(([cid]) => `+CGACT: ${cid},${core.packet.address(cid) === undefined ? 0 : 1}`)),
      set: (command) => setActivation(core, command),
    },
    '+CGEREP': {
      test: '+CGEREP: (0-2),(0,1)',
      read: () => say(`+CGEREP: ${core.settings.eventReporting},0`),
      set: (command) => {
        if (core.faults.cgerepErrorWhenWarm === true && !core.coldStart) return error;
        const mode = numberAt(command, 0, 0, 2);
        if (mode === undefined || (textAt(command, 1) !== undefined && numberAt(command, 1, 0, 1) === undefined)) {
          return badParameter;
        }
        core.settings.eventReporting = mode;
        return ok;
      },
    },
    '+CEER': { run: () => causeReport(core) },
  };
}
