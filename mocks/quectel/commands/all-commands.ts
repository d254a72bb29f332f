import { say } from '../answer.ts';
import type { CommandTable, Core } from '../core.ts';
import { deviceCommands } from './device.ts';
import { generalCommands } from './general.ts';
import { gnssCommands } from './gnss.ts';
import { identificationCommands } from './identification.ts';
import { internetCommands } from './internet.ts';
import { newRadioCommands } from './new-radio.ts';
import { packetCommands } from './packet.ts';
import { powerCommands } from './power.ts';
import { probeCommands } from './probes.ts';
import { registrationCommands } from './registration.ts';
import { simCommands } from './sim.ts';
import { stackCommands } from './stack.ts';
import { stationCommands } from './station.ts';
import { storedCommands } from './stored.ts';

/** Every command of the model, by name. What is not in it is answered with `ERROR`. */
export function allCommands(core: Core): CommandTable {
  const table: CommandTable = {
    ...probeCommands(core),
    ...storedCommands(core),
    ...generalCommands(core),
    ...identificationCommands(core),
    ...simCommands(core),
    ...registrationCommands(core),
    ...stationCommands(core),
    ...newRadioCommands(core),
    ...packetCommands(core),
    ...stackCommands(core),
    ...internetCommands(core),
    ...deviceCommands(core),
    ...powerCommands(core),
    ...gnssCommands(core),
  };
  const names = [...Object.keys(table), '+CLAC'].sort();
  return { ...table, '+CLAC': { run: () => say(...names.map((name) => `AT${name}`)) } };
}
