import { say } from '../../answer.ts';
import type { CommandTable, Core } from '../core.ts';
import type { FunctionalMode } from '../functional-mode.ts';
import { credentialCommands } from './credentials.ts';
import { generalCommands } from './general.ts';
import { identificationCommands } from './identification.ts';
import { measurementCommands } from './measurement.ts';
import { packetCommands } from './packet.ts';
import { powerCommands } from './power.ts';
import { registrationCommands } from './registration.ts';
import { selectionCommands } from './selection.ts';
import { settingCommands } from './settings.ts';
import { simCommands } from './sim.ts';
import { subscriptionCommands } from './subscriptions.ts';

/** Every command of the modem core, by name. What is not in it is answered with `ERROR`. */
export function allCommands(core: Core, power: FunctionalMode): CommandTable {
  const table: CommandTable = {
    ...generalCommands(core),
    ...identificationCommands(core),
    ...powerCommands(core, power),
    ...settingCommands(core, power),
    ...simCommands(core),
    ...subscriptionCommands(core),
    ...registrationCommands(core),
    ...selectionCommands(core),
    ...packetCommands(core),
    ...measurementCommands(core),
    ...credentialCommands(core),
  };
  const names = [...Object.keys(table), '+CLAC'].sort();
  return { ...table, '+CLAC': { run: () => say(...names.map((name) => `AT${name}`)) } };
}
