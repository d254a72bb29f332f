import type { Answer } from '../../answer.ts';
import { cme, error, ok, say } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt, quotedAt, textAt } from '../../command.ts';
import type { CommandTable, Core } from '../core.ts';
import { factorySettings } from '../flash.ts';
import type { FunctionalMode } from '../functional-mode.ts';

// nRF91 AT Commands Reference Guide: not allowed in active state, and an invalid band configuration or mode.
const notWhileActive = 518;
const invalidConfiguration = 522;
const longestMask = 88;

function setSystemMode(core: Core, command: Command): Answer {
  const values = [0, 1, 2, 3].map((index) => numberAt(command, index, 0, index === 3 ? 4 : 1));
  const [lteM, nbIot, gnss, preference] = values;
  if (lteM === undefined || nbIot === undefined || gnss === undefined || preference === undefined) return error;
  if (command.args.length !== 4) return error;
  if (core.radio.active) return cme(notWhileActive);
  if (lteM + nbIot + gnss === 0) return cme(invalidConfiguration);
  core.settings.systemMode = [lteM, nbIot, gnss, preference];
  return ok;
}

function setBandLock(core: Core, command: Command): Answer {
  const operation = numberAt(command, 0, 0, 3);
  if (operation === undefined || command.args.length > 2) return error;
  const mask = quotedAt(command, 1);
  if (operation !== 0 && (mask === undefined || !/^[01]+$/.test(mask) || mask.length > longestMask)) return error;
  if (core.radio.active) return cme(notWhileActive);
  if (mask !== undefined && !mask.includes('1')) return cme(invalidConfiguration);
  const { parameters, settings } = core;
  settings.parameters.delete('%XBANDLOCK');
  parameters.delete('%XBANDLOCK');
  // Only 1 outlives the power; 2 lasts until it goes.
  const store = operation === 2 ? parameters : settings.parameters;
  if (operation !== 0) store.set('%XBANDLOCK', `${operation},"${mask}"`);
  return ok;
}

function setPagingWindow(core: Core, command: Command): Answer {
  const act = numberAt(command, 0, 4, 5);
  const value = quotedAt(command, 1);
  if (act === undefined || value === undefined || !/^[01]{4}$/.test(value) || command.args.length !== 2) return error;
  core.settings.parameters.set(`%XPTW ${act}`, value);
  return ok;
}

/** Forgets what was stored; credentials stay (nRF91 AT Commands Reference Guide, %XFACTORYRESET). */
function resetToFactory(core: Core, power: FunctionalMode, command: Command): Answer {
  if (numberAt(command, 0, 0, 1) === undefined || command.args.length !== 1) return error;
  if (power.mode !== 0) return cme(notWhileActive);
  const { flash, settings } = core;
  settings.contexts.clear();
  settings.parameters.clear();
  const fresh = factorySettings();
  Object.assign(settings, { ...fresh, contexts: settings.contexts, parameters: settings.parameters });
  flash.save(settings);
  return ok;
}

/** The modem's configuration: %XSYSTEMMODE, %XBANDLOCK, %XCBAND, %XPTW, %XFACTORYRESET. */
export function settingCommands(core: Core, power: FunctionalMode): CommandTable {
  const { bands } = core.personality;
  return {
    '%XSYSTEMMODE': {
      read: () => say(`%XSYSTEMMODE: ${core.settings.systemMode.join(',')}`),
      test: '%XSYSTEMMODE: (0,1),(0,1),(0,1),(0-4)',
      set: (command) => setSystemMode(core, command),
    },
    '%XBANDLOCK': {
      read: () => {
        const lock = core.parameters.get('%XBANDLOCK') ?? core.settings.parameters.get('%XBANDLOCK');
        return lock === undefined ? ok : say(`%XBANDLOCK: ${lock}`);
      },
      set: (command) => setBandLock(core, command),
    },
    '%XCBAND': {
      run: () => say(`%XCBAND: ${core.radio.cell === undefined ? 0 : servingBand}`),
      test: `%XCBAND: (${bands.join(',')})`,
    },
    '%XPTW': {
      read: () =>
        say(
          ...[4, 5].flatMap((act) => {
            const value = core.settings.parameters.get(`%XPTW ${act}`);
            return value === undefined ? [] : [`%XPTW: ${act},"${value}"`];
          }),
        ),
      set: (command) => setPagingWindow(core, command),
    },
    '%XFACTORYRESET': { set: (command) => resetToFactory(core, power, command) },
    '%XSUDO': { set: (command) => (textAt(command, 0) === undefined ? error : cme(notAllowed)) },
  };
}

/** The band of the one cell there is. */
export const servingBand = 20;
const notAllowed = 3;
