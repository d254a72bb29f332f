import type { Answer } from '../answer.ts';
import { later, never, okThen, say } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import { dotted, stackType } from '../bearer.ts';
import { ipErrorTexts } from '../cme.table.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { failIp, succeedIp } from './ip-result.ts';

// From field logs: the default bearer is reused in under a second, another bearer takes the network a moment.
const reuseMs = 600;
const bringUpMs = 1800;
const refusedMs = 4000;
const deactivateMs = 1200;

function configure(core: Core, command: Command): Answer {
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  if (cid === undefined) return failIp(core, 552);
  if (command.args.length === 1) {
    const { apn, authentication, password, type, user } = core.packet.stackContext(cid);
    return succeedIp(core, `+QICSGP: ${type},"${apn}","${user}","${password}",${authentication}`);
  }
  const type = numberAt(command, 1, 1, 3);
  const authentication = textAt(command, 5) === undefined ? 0 : numberAt(command, 5, 0, 3);
  const apn = quotedAt(command, 2);
  if (type === undefined || authentication === undefined || apn === undefined) return failIp(core, 552);
  core.packet.configureStack(cid, {
    type,
    apn,
    user: quotedAt(command, 3) ?? '',
    password: quotedAt(command, 4) ?? '',
    authentication,
  });
  return succeedIp(core);
}

/** How an activation comes out after its time; 0 is success. */
function activation(core: Core, cid: number): { readonly afterMs: number; readonly result: () => number } {
  const { packet } = core;
  const known = core.network.knowsApn(packet.apn(cid));
  const duration = packet.address(cid) === undefined ? bringUpMs : reuseMs;
  const result = (): number => {
    const failure = packet.refusal(cid);
    if (failure?.cause !== undefined) core.settings.cause = failure.cause;
    if (failure === undefined) packet.activate(cid);
    return failure?.error ?? 0;
  };
  const slow = core.faults.activationSeconds;
  return { afterMs: slow === undefined ? (known ? duration : refusedMs) : slow * 1000, result };
}

function activate(core: Core, command: Command): Answer {
  const { faults, packet, personality } = core;
  const cid = numberAt(command, 0, 1, personality.contexts.highest);
  if (cid === undefined || command.args.length > 1) return failIp(core, 552);
  if (packet.activeContexts.includes(cid)) {
    return faults.qiactErrorWhenActive === true ? failIp(core, 572) : succeedIp(core);
  }
  // The network took it: the host has to deactivate it first (Quectel TCP/IP application notes, +QIURC: "pdpdeact").
  if (packet.isDropped(cid)) return failIp(core, 570);
  const { afterMs, result } = activation(core, cid);
  return later(afterMs, () => {
    const failure = result();
    return failure === 0 ? succeedIp(core) : failIp(core, failure);
  });
}

/** `AT+QIACTEX=<cid>[,<view>]`: `OK` at once, the result later; with view 1 the address behind it. */
function activateInBackground(core: Core, command: Command): Answer {
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  const view = textAt(command, 1) === undefined ? 0 : numberAt(command, 1, 0, 1);
  if (cid === undefined || view === undefined) return failIp(core, 552);
  const { packet } = core;
  if (packet.isDropped(cid)) return failIp(core, 570);
  return okThen(() => {
    const { afterMs, result } = activation(core, cid);
    core.timers.after(afterMs, () => {
      const failure = result();
      core.settings.ipError = failure;
      const shown = failure === 0 && view === 1 ? `,1,"${packet.address(cid) ?? ''}"` : '';
      core.report(`+QIACTEX: ${cid},${failure}${shown}`);
    });
  });
}

function deactivateInBackground(core: Core, command: Command): Answer {
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  if (cid === undefined) return failIp(core, 552);
  return okThen(() => {
    core.timers.after(deactivateMs, () => {
      core.packet.deactivate(cid);
      core.report(`+QIDEACTEX: ${cid},0`);
    });
  });
}

/** `AT+QIACTEX` and `AT+QIDEACTEX`, where they exist (Quectel EC200U and EG915U TCP/IP application note). */
function backgroundCommands(core: Core): CommandTable {
  if (core.personality.activationReports !== true) return {};
  return {
    '+QIACTEX': { plainError: true, set: (command) => activateInBackground(core, command) },
    '+QIDEACTEX': { plainError: true, set: (command) => deactivateInBackground(core, command) },
  };
}

function listActive(core: Core): Answer {
  const lines = core.packet.activeContexts.map((cid) => {
    const bearer = core.packet.stackBearer(cid) ?? { v4: undefined, v6: undefined };
    const long = bearer.v6 !== undefined && core.faults.dottedStackAddress === true ? dotted(bearer.v6) : bearer.v6;
    const addresses = [bearer.v4, long].filter((address) => address !== undefined);
    return `+QIACT: ${cid},1,${stackType(bearer)},${addresses.map((address) => `"${address}"`).join(',')}`;
  });
  return succeedIp(core, ...lines);
}

function deactivate(core: Core, command: Command): Answer {
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  if (cid === undefined || command.args.length > 1) return failIp(core, 552);
  if (core.faults.qideactHangs === true) return never;
  return later(deactivateMs, () => {
    core.packet.deactivate(cid);
    return succeedIp(core);
  });
}

/** The internal TCP/IP stack's contexts: +QICSGP, +QIACT, +QIDEACT, +QIGETERROR. */
export function stackCommands(core: Core): CommandTable {
  const { highest } = core.personality.contexts;
  return {
    ...backgroundCommands(core),
    '+QICSGP': {
      plainError: true,
      test: `+QICSGP: (1-${highest}),(1-3),<APN>,<username>,<password>,(0-3)`,
      set: (command) => configure(core, command),
    },
    '+QIACT': {
      plainError: true,
      test: `+QIACT: (1-${highest})`,
      read: () => listActive(core),
      set: (command) => activate(core, command),
    },
    '+QIDEACT': { plainError: true, test: `+QIDEACT: (1-${highest})`, set: (command) => deactivate(core, command) },
    '+QIGETERROR': {
      run: () => {
        const { ipError } = core.settings;
        return say(`+QIGETERROR: ${ipError},${ipErrorTexts.get(ipError) ?? 'unknown error'}`);
      },
    },
  };
}
