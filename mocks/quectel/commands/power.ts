import type { Answer } from '../answer.ts';
import { error, ok, okThen, say } from '../answer.ts';
import { numberAt, restAsTyped, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import type { GrantedTimes } from '../power-saving.ts';
import type { RegistrationView } from '../registration-text.ts';

const factoryTau = '00000110';
const factoryActiveTime = '00000000';
// 3GPP TS 24.008 table 10.5.163a: what one step of the periodic TAU is worth, in seconds, by its upper three bits.
const tauUnits = [600, 3600, 36_000, 2, 30, 60, 1_152_000, 0];
// 3GPP TS 24.008 table 10.5.172: the same of the active time.
const activeUnits = [2, 60, 360, 60, 60, 60, 60, 0];

function seconds(bits: string, units: readonly number[]): number {
  return (units[Number.parseInt(bits.slice(0, 3), 2)] ?? 0) * Number.parseInt(bits.slice(3), 2);
}

interface Saving {
  readonly on: boolean;
  readonly tau: string;
  readonly activeTime: string;
}

function saving(core: Core): Saving {
  const { parameters } = core.memory;
  return {
    on: parameters.get('psm') === '1',
    tau: parameters.get('psm tau') ?? factoryTau,
    activeTime: parameters.get('psm active') ?? factoryActiveTime,
  };
}

/** What the network granted: all that was asked for. */
export function grantedSaving(core: Core): RegistrationView['saving'] {
  const { activeTime, on, tau } = saving(core);
  return on ? [activeTime, tau] : undefined;
}

/** The same in seconds; undefined where power saving cannot be, or would be shorter than `AT+QPSMCFG` wants it. */
export function grantedTimes(core: Core): GrantedTimes | undefined {
  const { activeTime, on, tau } = saving(core);
  // 111 in front: switched off (3GPP TS 24.008).
  if (!core.personality.powerSaving || !on || activeTime.startsWith('111')) return undefined;
  const updateSeconds = seconds(tau, tauUnits);
  const shortest = Number((core.memory.parameters.get('+QPSMCFG') ?? '60').split(',')[0]);
  if (updateSeconds !== 0 && updateSeconds < shortest) return undefined;
  return { activeSeconds: seconds(activeTime, activeUnits), updateSeconds };
}

function setSaving(core: Core, command: Command): Answer {
  const mode = command.args.length === 0 ? 0 : numberAt(command, 0, 0, 2);
  const tau = textAt(command, 3);
  const activeTime = textAt(command, 4);
  const wrong = [tau, activeTime].some((bits) => bits !== undefined && !/^[01]{8}$/.test(bits));
  if (mode === undefined || wrong) return { kind: 'said', lines: [], result: 50 };
  const { parameters } = core.memory;
  parameters.set('psm', mode === 1 ? '1' : '0');
  // 3GPP TS 27.007 7.38: 2 also forgets the times.
  if (mode === 2) {
    parameters.delete('psm tau');
    parameters.delete('psm active');
  }
  if (tau !== undefined) parameters.set('psm tau', tau);
  if (activeTime !== undefined) parameters.set('psm active', activeTime);
  return okThen(() => core.saving.update());
}

const factoryCycle = '0010';

/** `AT+CEDRXS=<mode>[,<AcT>[,<cycle>]]` (3GPP TS 27.007 7.40): 2 also tells what the network grants. */
function setReception(core: Core, command: Command): Answer {
  const mode = command.args.length === 0 ? 0 : numberAt(command, 0, 0, 3);
  const typed = restAsTyped(command, 1);
  if (mode === undefined || !/^([245](,"[01]{4}")?)?$/.test(typed)) return { kind: 'said', lines: [], result: 50 };
  const { parameters } = core.memory;
  if (mode === 0 || mode === 3) {
    parameters.delete('edrx');
    return ok;
  }
  const act = typed === '' ? '4' : (typed[0] ?? '4');
  const cycle = textAt(command, 2) ?? factoryCycle;
  parameters.set('edrx', `${act},"${cycle}"`);
  // The page time window is the network's choice.
  return okThen(() => {
    if (mode === 2) core.timers.after(800, () => core.urc(`+CEDRXP: ${act},"${cycle}","${cycle}","0001"`));
  });
}

function readReception(core: Core): Answer {
  const wanted = core.memory.parameters.get('edrx');
  if (wanted === undefined || !core.radio.registered) return say('+CEDRXRDP: 0');
  const [act, cycle] = wanted.split(',');
  return say(`+CEDRXRDP: ${act},${cycle},${cycle},"0001"`);
}

// Just after RDY the sleep clock cannot be set yet.
const sleepClockRefusedMs = 10_000;

function setSleepClock(core: Core, command: Command): Answer {
  const mode = numberAt(command, 0, 0, 2);
  if (mode === undefined) return { kind: 'said', lines: [], result: 50 };
  const early = core.clock.now() - core.startedAt < sleepClockRefusedMs;
  if (early && core.faults.qsclkErrorEarly === true) return error;
  core.settings.parameters.set('+QSCLK', String(mode));
  return ok;
}

function sleepClock(core: Core): CommandTable {
  return {
    '+QSCLK': {
      test: '+QSCLK: (0-2)',
      read: () => say(`+QSCLK: ${core.settings.parameters.get('+QSCLK') ?? '0'}`),
      set: (command) => setSleepClock(core, command),
    },
  };
}

/** Power saving: +QSCLK everywhere; +CPSMS, +QPSMS, +CEDRXS, +CEDRXRDP on the LPWA models. */
export function powerCommands(core: Core): CommandTable {
  if (!core.personality.powerSaving) return sleepClock(core);
  const bitStrings = '("00000000"-"11111111")';
  const set = (command: Command): Answer => setSaving(core, command);
  return {
    ...sleepClock(core),
    '+CPSMS': {
      test: `+CPSMS: (0-2),,,${bitStrings},${bitStrings}`,
      read: () => {
        const { activeTime, on, tau } = saving(core);
        return say(`+CPSMS: ${on ? 1 : 0},,,"${tau}","${activeTime}"`);
      },
      set,
    },
    '+QPSMS': {
      test: `+QPSMS: (0-2),,,${bitStrings},${bitStrings}`,
      read: () => {
        const { activeTime, on, tau } = saving(core);
        return say(`+QPSMS: ${on ? 1 : 0},,,"${seconds(tau, tauUnits)}","${seconds(activeTime, activeUnits)}"`);
      },
      set,
    },
    '+CEDRXS': {
      test: '+CEDRXS: (0-3),(2,4,5),("0000"-"1111")',
      read: () => say(`+CEDRXS: ${core.memory.parameters.get('edrx') ?? '4,"0000"'}`),
      set: (command) => setReception(core, command),
    },
    '+CEDRXRDP': { run: () => readReception(core) },
  };
}
