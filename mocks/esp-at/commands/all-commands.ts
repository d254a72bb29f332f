import { say } from '../answer.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';
import { addressCommands } from './address.ts';
import { availability } from './availability.table.ts';
import { generalCommands } from './general.ts';
import { keptValueCommands } from './kept.ts';
import { linkOptionCommands } from './link-options.ts';
import { linkCommands } from './links.ts';
import { manufacturingCommands } from './manufacturing.ts';
import { passThroughCommands } from './pass-through.ts';
import { receiveCommands } from './receive.ts';
import { scanCommands } from './scan.ts';
import { sendCommands } from './send.ts';
import { serverCommands } from './server.ts';
import { softApCommands } from './soft-ap.ts';
import { stationCommands } from './station.ts';
import { timeCommands } from './time.ts';
import { tlsCommands } from './tls.ts';
import { uartCommands } from './uart.ts';

function exists(core: Core, name: string): boolean {
  const { family, version } = core.personality;
  const { nonos = true, since = 0 } = availability[name] ?? {};
  // Passive receiving came with 1.7 of NONOS AT.
  if (family === 'nonos') return nonos && (version >= 107 || !name.startsWith('+CIPRECV'));
  return version >= since;
}

/** `AT+CMD?`: index, name, and whether it can be tested, read, set and run (ESP-AT user guide, AT+CMD). */
function listed(table: CommandTable): readonly string[] {
  const bit = (form: unknown): number => (form === undefined ? 0 : 1);
  return Object.entries(table).map(([name, { read, run, set, test }]: [string, CommandEntry], index) => {
    return `+CMD:${index},"AT${name}",${bit(test)},${bit(read)},${bit(set)},${bit(run)}`;
  });
}

/** Every command of the firmware, by name. What is not in it is answered with `ERROR`. */
export function allCommands(core: Core): CommandTable {
  const everything: CommandTable = {
    ...generalCommands(core),
    '+CMD': { read: () => say(...listed(table)) },
    ...uartCommands(core),
    ...stationCommands(core),
    ...scanCommands(core),
    ...addressCommands(core),
    ...softApCommands(core),
    ...linkCommands(core),
    ...sendCommands(core),
    ...receiveCommands(core),
    ...serverCommands(core),
    ...tlsCommands(core),
    ...passThroughCommands(core),
    ...linkOptionCommands(core),
    ...manufacturingCommands(core),
    ...timeCommands(core),
    ...keptValueCommands(core),
  };
  const table: CommandTable = Object.fromEntries(Object.entries(everything).filter(([name]) => exists(core, name)));
  return table;
}
