import type { Answer } from '../answer.ts';
import { cme, error, later, ok, okThen, say } from '../answer.ts';
import { numberAt, textAt } from '../arguments.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';
import type { OtherNetwork } from '../options.ts';
import type { Command } from '../parse-command.ts';
import { registrationRead } from '../registration-text.ts';

// The documented maximum is 180 s; a read normally takes 100 ms, a busy module was seen to take this long.
const slowCopsMs = 75_000;
// Manual selection: how long a module looks for a network that is not there before it says so.
const selectionMs = 20_000;
const detachMs = 800;
// A network that refuses answers sooner than one that is not there.
const forbiddenMs = 6000;

function registrationEntry(core: Core, name: string, highest: number): CommandEntry {
  // &F and Z replace the profile: look it up each time.
  const modes = (): Map<string, number> => core.settings.profile.registrationModes;
  return {
    test: `${name}: (0-${highest})`,
    read: () => say(registrationRead(name, modes().get(name) ?? 0, core.radio.view(name))),
    set: (command) => {
      const mode = command.args.length === 1 && textAt(command, 0) === undefined ? 0 : numberAt(command, 0, 0, highest);
      if (mode === undefined) return { kind: 'said', lines: [], result: 50 };
      modes().set(name, mode);
      return ok;
    },
  };
}

function nameOf({ longName, plmn, shortName }: OtherNetwork, format: number): string {
  if (format === 0) return longName;
  return format === 1 ? shortName : plmn;
}

function operatorName(core: Core, format: number): string {
  return nameOf(core.network, format);
}

function readOperator(core: Core): Answer {
  const { faults, radio, settings } = core;
  settings.operatorReads += 1;
  if (settings.operatorReads <= (faults.operatorReadErrors ?? 0)) return error;
  if (!radio.registered) return say(`+COPS: ${radio.selection}`);
  const format = settings.operatorFormat;
  return say(`+COPS: ${radio.selection},${format},"${operatorName(core, format)}",${radio.act}`);
}

/** Says whether the search found something, as long as `deadlineMs` allows. */
function untilRegistered(core: Core, deadlineMs: number): Answer {
  if (core.radio.registered) return ok;
  // 32: the network answered, but does not want this card.
  if (core.radio.stat === 3) return cme(32);
  if (deadlineMs <= 0) return cme(30);
  return later(500, () => untilRegistered(core, deadlineMs - 500));
}

function selectOperator(core: Core, command: Command): Answer {
  const mode = numberAt(command, 0, 0, 4);
  const format = textAt(command, 1) === undefined ? undefined : numberAt(command, 1, 0, 2);
  if (mode === undefined || (format === undefined && command.args.length > 1)) {
    return { kind: 'said', lines: [], result: 50 };
  }
  if (mode === 3) {
    core.settings.operatorFormat = format ?? 0;
    return ok;
  }
  if (format !== undefined) core.settings.operatorFormat = format;
  if (mode === 2) return later(detachMs, () => deregister(core));
  if (mode === 0) {
    if (core.faults.copsClearsScanMode === true) core.memory.configuration.set('nwscanmode', '0');
    return okThen(() => core.radio.select(0));
  }
  return selectByName(core, mode, textAt(command, 2), format ?? 0);
}

function deregister(core: Core): Answer {
  core.radio.select(2);
  return ok;
}

function selectByName(core: Core, mode: number, name: string | undefined, format: number): Answer {
  if (name === undefined) return { kind: 'said', lines: [], result: 50 };
  if (core.radio.functionality !== 1) return cme(3);
  if (core.slot.accessError !== undefined) return cme(core.slot.accessError);
  const known = name === operatorName(core, format);
  if (mode === 1 && core.network.others.some((other) => nameOf(other, format) === name)) {
    core.radio.select(1, name);
    return later(forbiddenMs, () => cme(32));
  }
  // Mode 4 falls back to automatic selection when the named network is not there (3GPP TS 27.007 7.3).
  const automatic = mode === 4 && !known;
  core.radio.select(automatic ? 0 : 1, known || automatic ? undefined : name);
  return untilRegistered(core, selectionMs);
}

function scan(core: Core): Answer {
  if (core.slot.accessError !== undefined) return cme(core.slot.accessError);
  return later(core.personality.times.scanMs, () => {
    const { coverage, others, refusal } = core.network;
    const state = core.radio.registered ? 2 : refusal === undefined ? 1 : 3;
    const shown = (status: number, { longName, plmn, shortName }: OtherNetwork): string =>
      `(${status},"${longName}","${shortName}","${plmn}",${core.radio.act})`;
    const found = coverage ? [shown(state, core.network), ...others.map((other) => shown(3, other))] : [];
    return say(`+COPS: ${found.join(',')},,(0,1,2,3,4),(0,1,2)`);
  });
}

function attach(core: Core, command: Command): Answer {
  const state = numberAt(command, 0, 0, 1);
  if (state === undefined) return { kind: 'said', lines: [], result: 50 };
  const { packet, radio } = core;
  if (state === 1 && !radio.registered) return cme(30);
  return later(detachMs, () => {
    radio.detached = state === 0;
    if (state === 0) packet.detach('ME');
    else packet.registrationChanged(radio.registered, false);
    return ok;
  });
}

/** Registration and selection: +CREG, +CGREG, +CEREG, +COPS, +CGATT; +C5GREG where there is 5G. */
export function registrationCommands(core: Core): CommandTable {
  const legacyModes = core.personality.family === 'lpwa' ? core.personality.ceregModes : 2;
  return {
    '+CREG': registrationEntry(core, '+CREG', 2),
    '+CGREG': registrationEntry(core, '+CGREG', legacyModes),
    '+CEREG': registrationEntry(core, '+CEREG', core.personality.ceregModes),
    ...(core.personality.radio.nr === undefined ? {} : { '+C5GREG': registrationEntry(core, '+C5GREG', 2) }),
    '+COPS': {
      test: () => scan(core),
      read: () => (core.faults.slowCops === true ? later(slowCopsMs, () => readOperator(core)) : readOperator(core)),
      set: (command) => selectOperator(core, command),
    },
    '+CGATT': {
      test: '+CGATT: (0,1)',
      read: () => say(`+CGATT: ${core.radio.registered && !core.radio.detached ? 1 : 0}`),
      set: (command) => attach(core, command),
    },
    '+COPN': { run: () => error },
  };
}
