import { error, ok, say } from '../../answer.ts';
import { numberAt, restAsTyped } from '../../command.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';
import { plainCommands } from './plain.table.ts';

/** A command that takes anything and gives it back. */
function kept(store: Map<string, string>, name: string, initial: string | undefined): CommandEntry {
  return {
    set: (command) => {
      if (command.args.every(({ text }) => text === '')) return error;
      store.set(name, restAsTyped(command, 0));
      return ok;
    },
    read: () => {
      const value = store.get(name) ?? initial;
      return value === undefined ? ok : say(`${name}: ${value}`);
    },
  };
}

/** Errors, the supply, and commands that do nothing a host could see. */
export function generalCommands(core: Core): CommandTable {
  const table: Record<string, CommandEntry> = {
    '+CMEE': {
      test: '+CMEE: (0,1)',
      read: () => say(`+CMEE: ${core.cmee}`),
      set: (command) => {
        const value = numberAt(command, 0, 0, 1);
        if (value === undefined) return error;
        core.cmee = value === 1 ? 1 : 0;
        return ok;
      },
    },
    '%XVBAT': { run: '%XVBAT: 4464' },
    '%XTEMP': { read: '%XTEMP: 25', run: '%XTEMP: 25', set: () => ok },
    '+CEMODE': { read: '+CEMODE: 2', test: '+CEMODE: (0,2)', set: () => ok },
    '+CSQ': { run: '+CSQ: 99,99', test: '+CSQ: (0-31,99),(0-7,99)' },
    '%NCELLMEASSTOP': { run: () => ok },
  };
  for (const { initial, name, stored } of plainCommands) {
    table[name] = kept(stored ? core.settings.parameters : core.parameters, name, initial);
  }
  return table;
}
