import { ok, say } from '../answer.ts';
import { countArguments, numberAt, optionalText, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import { storable } from './variants.ts';

/** The module's own access point, as far as settings go: nobody joins it. */
export function softApCommands(core: Core): CommandTable {
  return {
    ...storable(core, '+CWSAP', (variant) => ({
      read: () => {
        const { channel, encryption, hidden, passphrase, ssid, stations } = variant.view.softAp;
        return say(`${variant.name}:"${ssid}","${passphrase}",${channel},${encryption},${stations},${hidden}`);
      },
      set: (command) => {
        countArguments(command, 4, 6);
        const { stations } = variant.view.softAp;
        variant.change({
          softAp: {
            ssid: textAt(command, 0, 32),
            passphrase: optionalText(command, 1, 64) ?? '',
            channel: numberAt(command, 2, 1, 14),
            encryption: numberAt(command, 3, 0, 4),
            stations: numberAt(command, 4, 1, 10, stations),
            hidden: numberAt(command, 5, 0, 1, 0),
          },
        });
        return ok;
      },
    })),
    '+CWLIF': { run: () => ok },
  };
}
