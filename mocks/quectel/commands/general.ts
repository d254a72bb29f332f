import { error, ok, okThen, say } from '../answer.ts';
import { numberAt, textAt } from '../arguments.ts';
import type { CommandTable, Core, Handler } from '../core.ts';
import { copyProfile } from '../memory.ts';

// Quectel AT manuals, AT+IPR.
const baudRates = [4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600];

/** A basic command with a number: `E`, `V`, `Q`; a missing number is 0 (ITU-T V.250 5.3.1). */
function basic(highest: number, apply: (value: number) => void): { run: Handler; set: Handler } {
  return {
    run: () => {
      apply(0);
      return ok;
    },
    set: (command) => {
      const value = numberAt(command, 0, 0, highest);
      if (value === undefined) return error;
      apply(value);
      return ok;
    },
  };
}

/** An S-parameter with its factory value (ITU-T V.250 6.2, 6.3). */
function register(core: Core, name: string, factory: number): { read: Handler; set: Handler } {
  const { settings } = core;
  return {
    read: () => say(String(Number(settings.profile.parameters.get(name) ?? factory)).padStart(3, '0')),
    set: (command) => {
      const value = numberAt(command, 0, 0, 255);
      if (value === undefined) return error;
      settings.profile.parameters.set(name, String(value));
      return ok;
    },
  };
}

/** Line and profile commands: E, V, Q, X, &F, Z, &W, &C, &D, S-parameters, +IPR and +CMEE. */
export function generalCommands(core: Core): CommandTable {
  const { memory, settings } = core;
  const rates = [...baudRates, ...(core.personality.moreBaudRates ?? [])].sort((a, b) => a - b);
  const keep = (name: string) => (value: number) => settings.profile.parameters.set(name, String(value));
  return {
    E: basic(1, (value) => {
      settings.profile.echo = value === 1;
    }),
    V: basic(1, (value) => {
      settings.profile.verbose = value === 1;
    }),
    Q: basic(1, (value) => {
      settings.profile.quiet = value === 1;
    }),
    X: basic(4, keep('X')),
    L: basic(3, keep('L')),
    M: basic(2, keep('M')),
    '&C': basic(1, keep('&C')),
    '&D': basic(2, keep('&D')),
    '&S': basic(1, keep('&S')),
    '&F': basic(0, () => settings.reset()),
    '&W': basic(0, () => {
      memory.profile = copyProfile(settings.profile);
      memory.baudRate = settings.baudRate;
    }),
    Z: basic(0, () => settings.restore(memory)),
    S0: register(core, 'S0', 0),
    S3: register(core, 'S3', 13),
    S4: register(core, 'S4', 10),
    S5: register(core, 'S5', 8),
    S6: register(core, 'S6', 2),
    S7: register(core, 'S7', 0),
    S8: register(core, 'S8', 2),
    S10: register(core, 'S10', 15),
    '&V': { run: () => say(...profileLines(core)) },
    '+IPR': {
      test: `+IPR: (),(${rates.join(',')})`,
      read: () => say(`+IPR: ${settings.baudRate}`),
      set: (command) => {
        const rate = numberAt(command, 0, 0, 4_000_000);
        if (rate === undefined || !rates.includes(rate)) return error;
        // Only AT&W makes it last, also on the same line (Quectel AT manuals, AT+IPR).
        settings.baudRate = rate;
        // The OK still goes out at the old speed.
        return okThen(() => {
          settings.lineRate = rate;
        });
      },
    },
    '+CMEE': {
      test: '+CMEE: (0-2)',
      read: () => say(`+CMEE: ${settings.cmee}`),
      set: (command) => {
        const mode = textAt(command, 0) === undefined ? 0 : numberAt(command, 0, 0, 2);
        if (mode === undefined) return { kind: 'said', lines: [], result: 50 };
        settings.cmee = mode;
        return ok;
      },
    },
  };
}

function profileLines(core: Core): readonly string[] {
  const { profile } = core.settings;
  const bit = (flag: boolean): number => (flag ? 1 : 0);
  return [
    `&C: ${profile.parameters.get('&C') ?? '1'}`,
    `&D: ${profile.parameters.get('&D') ?? '2'}`,
    `E: ${bit(profile.echo)}`,
    `Q: ${bit(profile.quiet)}`,
    `V: ${bit(profile.verbose)}`,
    `X: ${profile.parameters.get('X') ?? '4'}`,
    `S0: ${(profile.parameters.get('S0') ?? '0').padStart(3, '0')}`,
  ];
}
