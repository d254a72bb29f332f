import type { Answer } from '../answer.ts';
import { error, later, ok, say } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import { ipErrorTexts } from '../cme.table.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';

// From field logs: the default bearer is reused in under a second, another bearer takes the network a moment.
const reuseMs = 600;
const bringUpMs = 1800;
const refusedMs = 4000;
const deactivateMs = 1200;

/** `ERROR`, with its reason kept for `AT+QIGETERROR`. */
function fail(core: Core, reason: number): Answer {
  core.settings.ipError = reason;
  return error;
}

function succeed(core: Core, ...lines: readonly string[]): Answer {
  core.settings.ipError = 0;
  return say(...lines);
}

function configure(core: Core, command: Command): Answer {
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  if (cid === undefined) return fail(core, 552);
  if (command.args.length === 1) {
    const { apn, authentication, password, type, user } = core.packet.stackContext(cid);
    return succeed(core, `+QICSGP: ${type},"${apn}","${user}","${password}",${authentication}`);
  }
  const type = numberAt(command, 1, 1, 3);
  const authentication = textAt(command, 5) === undefined ? 0 : numberAt(command, 5, 0, 3);
  const apn = quotedAt(command, 2);
  if (type === undefined || authentication === undefined || apn === undefined) return fail(core, 552);
  core.packet.configureStack(cid, {
    type,
    apn,
    user: quotedAt(command, 3) ?? '',
    password: quotedAt(command, 4) ?? '',
    authentication,
  });
  return succeed(core);
}

function activate(core: Core, command: Command): Answer {
  const { faults, packet, personality } = core;
  const cid = numberAt(command, 0, 1, personality.contexts.highest);
  if (cid === undefined || command.args.length > 1) return fail(core, 552);
  if (packet.activeContexts.includes(cid)) {
    return faults.qiactErrorWhenActive === true ? fail(core, 572) : succeed(core);
  }
  // The network took it: the host has to deactivate it first (Quectel TCP/IP application notes, +QIURC: "pdpdeact").
  if (packet.isDropped(cid)) return fail(core, 570);
  const known = core.network.knowsApn(packet.apn(cid));
  const duration = packet.address(cid) === undefined ? bringUpMs : reuseMs;
  return later(known ? duration : refusedMs, () => {
    const failure = packet.refusal(cid);
    if (failure !== undefined) {
      if (failure.cause !== undefined) core.settings.cause = failure.cause;
      return fail(core, failure.error);
    }
    packet.activate(cid);
    return succeed(core);
  });
}

function listActive(core: Core): Answer {
  const lines = core.packet.activeContexts.map((cid) => {
    const { type } = core.packet.stackContext(cid);
    return `+QIACT: ${cid},1,${type},"${core.packet.address(cid) ?? '0.0.0.0'}"`;
  });
  return succeed(core, ...lines);
}

function deactivate(core: Core, command: Command): Answer {
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  if (cid === undefined || command.args.length > 1) return fail(core, 552);
  return later(deactivateMs, () => {
    core.packet.deactivate(cid);
    return succeed(core);
  });
}

/** Sockets are not played: each of their commands says so, and `AT+QIGETERROR` says why. */
function unsupported(core: Core): CommandEntry {
  const refuse = (): Answer => fail(core, 555);
  return { run: refuse, set: refuse, read: refuse, test: refuse, plainError: true };
}

/** The internal TCP/IP stack's contexts: +QICSGP, +QIACT, +QIDEACT, +QIGETERROR; the socket commands refuse. */
export function stackCommands(core: Core): CommandTable {
  const { highest } = core.personality.contexts;
  const sockets = ['+QIOPEN', '+QISEND', '+QISENDEX', '+QIRD', '+QISWTMD', '+QSSLOPEN', '+QSSLSEND', '+QSSLRECV'];
  return {
    ...Object.fromEntries(sockets.map((name) => [name, unsupported(core)])),
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
    // No socket can be open: nothing to list, and closing an unused one is done (seen on BG96).
    '+QISTATE': { plainError: true, run: () => ok, read: () => ok, set: () => ok },
    '+QICLOSE': {
      plainError: true,
      test: '+QICLOSE: (0-11),(0-65535)',
      set: (command) => (numberAt(command, 0, 0, 11) === undefined ? fail(core, 552) : succeed(core)),
    },
    '+QSSLSTATE': { plainError: true, run: () => ok, read: () => ok, set: () => ok },
    '+QSSLCLOSE': {
      plainError: true,
      test: '+QSSLCLOSE: (0-11),(0-65535)',
      set: (command) => (numberAt(command, 0, 0, 11) === undefined ? fail(core, 552) : succeed(core)),
    },
  };
}
