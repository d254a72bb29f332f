import { failed, later, ok, okThen, type Said, say } from '../answer.ts';
import { countArguments, numberAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';

/** The answer to `AT+GMR` (ESP-AT user guide, AT+GMR; dumps of each firmware). */
function identification({ personality }: Core): Said {
  return { kind: 'said', lines: [], raw: personality.gmr, final: 'OK', bare: personality.bareOkAfterGmr === true };
}

/** Free memory. NONOS AT has no second number. */
function freeMemory({ personality }: Core): string {
  return personality.family === 'nonos' ? '+SYSRAM:25368' : '+SYSRAM:148408,84044';
}

/** Basic commands: AT, ATE, restart, identification, sleep (ESP-AT user guide, Basic AT Commands). */
export function generalCommands(core: Core): CommandTable {
  const { personality, settings } = core;
  const echo = (on: boolean) => ({
    run: () => {
      settings.echo = on;
      return ok;
    },
  });
  const deepestSleep = personality.family === 'nonos' ? 2 : 3;
  const lightSleep = 2;
  // The ESP32 and the ESP8266 have AT+RST without a parameter alone (ESP-AT user guide, AT+RST).
  const canChooseStart = personality.chip !== 'ESP8266' && personality.chip !== 'ESP32';
  return {
    '': { run: () => ok },
    E0: echo(false),
    E1: echo(true),
    '+RST': {
      run: () => okThen(() => core.restart('software')),
      ...(canChooseStart && {
        set: (command) => {
          countArguments(command, 1);
          const download = numberAt(command, 0, 0, 1) === 1;
          return okThen(() => core.restart('software', { download }));
        },
      }),
    },
    '+RESTORE': {
      run: () => {
        core.links.closeAll();
        core.memory.restore();
        return okThen(() => core.restart('software', { extraMs: 1000 }));
      },
    },
    '+GMR': { run: () => identification(core) },
    '+SYSRAM': { read: () => say(freeMemory(core)) },
    '+GSLP': {
      set: (command) => {
        countArguments(command, 1);
        const sleepMs = numberAt(command, 0, 0, 2_147_483_647);
        return { ...say(String(sleepMs)), afterwards: () => core.restart('deep-sleep', { extraMs: sleepMs }) };
      },
    },
    '+SLEEP': {
      read: () => say(`+SLEEP:${settings.sleepMode}`),
      set: (command) => {
        countArguments(command, 1);
        settings.sleepMode = numberAt(command, 0, 0, deepestSleep);
        return settings.sleepMode === lightSleep ? okThen(() => core.sleep()) : ok;
      },
    },
    '+SYSSTORE': {
      read: () => say(`+SYSSTORE:${settings.store ? 1 : 0}`),
      set: (command) => {
        countArguments(command, 1);
        settings.store = numberAt(command, 0, 0, 1) === 1;
        return ok;
      },
    },
    '+SYSLOG': {
      read: () => say(`+SYSLOG:${settings.errorCodes}`),
      set: (command) => {
        countArguments(command, 1);
        settings.errorCodes = numberAt(command, 0, 0, 1);
        return ok;
      },
    },
    '+SYSMSG': {
      read: () => say(`+SYSMSG:${settings.current.systemMessages}`),
      set: (command) => {
        countArguments(command, 1);
        core.change({ systemMessages: numberAt(command, 0, 0, 7) }, core.stores);
        return ok;
      },
    },
    '+CWINIT': {
      read: () => say(`+CWINIT:${settings.wifiStarted ? 1 : 0}`),
      set: (command) => {
        countArguments(command, 1);
        const start = numberAt(command, 0, 0, 1) === 1;
        const left = !start && core.station.leave();
        settings.wifiStarted = start;
        return later(personality.times.flashMs, () => (left ? say('WIFI DISCONNECT') : ok));
      },
    },
    // No update server is played.
    '+CIUPDATE': { run: () => failed() },
  };
}
