import { ok, say } from '../answer.ts';
import { countArguments } from '../arguments.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';

/** How many values a command takes, fewest and most, and what it reads before any was set. */
type Kept = readonly [fewest: number, most: number, initial: string];

// Values that are kept until the restart and change nothing here (ESP-AT user guide; initial values as documented).
const keptCommands: Readonly<Record<string, Kept>> = {
  '+CWSTAPROTO': [1, 1, '7'],
  '+CWAPPROTO': [1, 1, '7'],
  '+CWCOUNTRY': [2, 4, '0,"CN",1,13'],
  '+CWCOUNTRY_CUR': [2, 4, '0,"CN",1,13'],
  '+CWCOUNTRY_DEF': [2, 4, '0,"CN",1,13'],
  '+CWCONFIG': [3, 3, '3,6,100'],
  '+RFPOWER': [1, 4, '78'],
  '+SYSMSGFILTER': [1, 1, '0'],
  '+TRANSINTVL': [1, 1, '20'],
  '+CIPRECONNINTV': [1, 1, '1'],
  '+CIPSSLSIZE': [1, 1, '2048'],
  '+CIPSNTPINTV': [1, 1, '3600'],
  '+SYSMSG_CUR': [1, 1, '0'],
  '+SYSMSG_DEF': [1, 1, '0'],
};

function entry(core: Core, name: string, [fewest, most, initial]: Kept): CommandEntry {
  const { parameters } = core.settings;
  return {
    read: () => say(`${name}:${parameters.get(name) ?? initial}`),
    set: (command) => {
      countArguments(command, fewest, most);
      const typed = command.args.map(({ quoted, text }) => (quoted ? `"${text}"` : text));
      parameters.set(name, typed.join(','));
      return ok;
    },
  };
}

/** Commands whose value is kept, read back, and otherwise without effect in the simulated module. */
export function keptValueCommands(core: Core): CommandTable {
  return Object.fromEntries(Object.entries(keptCommands).map(([name, kept]) => [name, entry(core, name, kept)]));
}
