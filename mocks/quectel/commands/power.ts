import type { Answer } from '../answer.ts';
import { ok, say } from '../answer.ts';
import { numberAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
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
  return ok;
}

/** Power saving of the LPWA models: +CPSMS, +QPSMS, +CEDRXRDP. Asked for and granted, but never slept. */
export function powerCommands(core: Core): CommandTable {
  if (!core.personality.powerSaving) return {};
  const bitStrings = '("00000000"-"11111111")';
  const set = (command: Command): Answer => setSaving(core, command);
  return {
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
    '+CEDRXRDP': { run: '+CEDRXRDP: 0' },
  };
}
