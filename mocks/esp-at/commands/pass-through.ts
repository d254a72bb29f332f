import { errorCode, failed, ok, say } from '../answer.ts';
import { countArguments, numberAt, optionalText, Refusal, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { StoredLink } from '../memory.ts';
import type { Command } from '../parse-command.ts';

const longestHost = 64;

function readStored(command: Command): StoredLink {
  countArguments(command, 3, 5);
  const host = textAt(command, 1, longestHost);
  const port = numberAt(command, 2, 1, 65_535);
  const type = optionalText(command, 3, 5) ?? 'TCP';
  if (!/^(TCP|UDP|SSL)(v6)?$/.test(type)) throw new Refusal(errorCode.invalid | 3);
  if (!type.startsWith('UDP')) return { type, host, port };
  return { type, host, port, localPort: numberAt(command, 4, 0, 65_535, 0) };
}

/** Transparent transmission: CIPMODE, SAVETRANSLINK (ESP-AT user guide, TCP/IP AT Commands). */
export function passThroughCommands(core: Core): CommandTable {
  const { memory, settings } = core;
  return {
    '+CIPMODE': {
      read: () => say(`+CIPMODE:${settings.transparent}`),
      set: (command) => {
        countArguments(command, 1);
        const transparent = numberAt(command, 0, 0, 1);
        if (transparent === 1 && settings.multiplex === 1) return failed();
        settings.transparent = transparent;
        return ok;
      },
    },
    '+SAVETRANSLINK': {
      set: (command) => {
        if (numberAt(command, 0, 0, 1) === 0) memory.storedLink = undefined;
        else memory.storedLink = readStored(command);
        return ok;
      },
    },
  };
}
