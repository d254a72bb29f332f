import type { Answer } from '../../answer.ts';
import { error, later, never, ok, say } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt, quotedAt, textAt } from '../../command.ts';
import type { CommandTable, Core } from '../core.ts';
import type { FunctionalMode } from '../functional-mode.ts';
import { functionalModes } from '../functional-mode.ts';

function setFunctionality(core: Core, power: FunctionalMode, command: Command): Answer {
  const mode = numberAt(command, 0, 0, 45);
  if (mode === undefined || command.args.length !== 1 || !functionalModes.includes(mode)) return error;
  // RX only came with modem firmware 1.3.
  if (mode === 2 && core.dialect.old) return error;
  if (mode === 1 && core.faults.cfunHangs === true) return never;
  return later(power.begin(mode), () => {
    power.apply(mode);
    return ok;
  });
}

function setSaving(core: Core, command: Command): Answer {
  const mode = numberAt(command, 0, 0, 2);
  if (mode === undefined) return error;
  const tau = textAt(command, 3);
  const active = textAt(command, 4);
  const bits = [tau, active].filter((value) => value !== undefined);
  if (bits.some((value) => !/^[01]{8}$/.test(value)) || bits.length === 1 || command.args.length > 5) return error;
  if (bits.length > 0 && core.faults.cpsmsRefused === true) return error;
  core.settings.parameters.set('+CPSMS', mode === 1 && bits.length > 0 ? `1,,,"${tau}","${active}"` : String(mode % 2));
  return ok;
}

function setExtendedReception(core: Core, command: Command): Answer {
  const mode = numberAt(command, 0, 0, 3);
  if (mode === undefined) return error;
  const { parameters } = core.settings;
  core.modes.set('+CEDRXS', mode === 2 ? 1 : 0);
  if (mode === 0 || mode === 3) {
    parameters.delete('+CEDRXS 4');
    parameters.delete('+CEDRXS 5');
    return ok;
  }
  const act = numberAt(command, 1, 4, 5);
  const value = quotedAt(command, 2);
  if (act === undefined || (value !== undefined && !/^[01]{4}$/.test(value))) return error;
  parameters.set(`+CEDRXS ${act}`, value ?? '0001');
  return ok;
}

/** Functional modes and power saving: +CFUN, +CPSMS, +CEDRXS. */
export function powerCommands(core: Core, power: FunctionalMode): CommandTable {
  const extended = (act: number): string | undefined => core.settings.parameters.get(`+CEDRXS ${act}`);
  return {
    '+CFUN': {
      read: () => say(`+CFUN: ${power.mode}`),
      test: `+CFUN: (${testedModes})`,
      set: (command) => setFunctionality(core, power, command),
    },
    '+CPSMS': {
      read: () => say(`+CPSMS: ${core.settings.parameters.get('+CPSMS') ?? '0'}`),
      test: '+CPSMS: (0,1),,,("00000000"-"11111111"),("00000000"-"11111111")',
      set: (command) => setSaving(core, command),
    },
    '+CEDRXS': {
      read: () =>
        say(
          ...[4, 5].flatMap((act) => {
            const value = extended(act);
            return value === undefined ? [] : [`+CEDRXS: ${act},"${value}"`];
          }),
        ),
      test: '+CEDRXS: (0,1,2,3),(4,5),("0000"-"1111")',
      set: (command) => setExtendedReception(core, command),
    },
    '+CEDRXRDP': {
      run: () => {
        const act = core.radio.act === 9 ? 5 : 4;
        const value = extended(act);
        return say(value === undefined ? '+CEDRXRDP: 0' : `+CEDRXRDP: ${act},"${value}","${value}","0000"`);
      },
    },
  };
}

// The list of the reference guide; 2 is accepted beside it.
const testedModes = '0,1,4,20,21,30,31,40,41,44';
