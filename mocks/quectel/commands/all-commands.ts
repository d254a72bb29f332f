import { say } from '../answer.ts';
import type { CommandTable, Core } from '../core.ts';
import { deviceCommands } from './device.ts';
import { dialCommands } from './dial.ts';
import { fileCommands } from './files.ts';
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
import { socketDataCommands } from './socket-data.ts';
import { socketSettingCommands } from './socket-settings.ts';
import { socketCommands } from './sockets.ts';
import { stackCommands } from './stack.ts';
import { stationCommands } from './station.ts';
import { storedCommands } from './stored.ts';
import { tlsCommands } from './tls.ts';
import { transparentCommands } from './transparent.ts';

/** The sockets of the internal stack; models whose data go through USB or PCIe have none. */
function everySocketCommand(core: Core): CommandTable {
  if (core.personality.sockets === 'none') return {};
  return {
    ...socketSettingCommands(core),
    ...socketCommands(core),
    ...socketDataCommands(core),
    ...transparentCommands(core),
    ...tlsCommands(core),
  };
}

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
    ...everySocketCommand(core),
    ...internetCommands(core),
    ...fileCommands(core),
    ...dialCommands(core),
    ...deviceCommands(core),
    ...powerCommands(core),
    ...gnssCommands(core),
  };
  const names = [...Object.keys(table), '+CLAC'].sort();
  return { ...table, '+CLAC': { run: () => say(...names.map((name) => `AT${name}`)) } };
}
