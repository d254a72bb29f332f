import type { Answer } from '../answer.ts';
import { errorCode, failed, later, ok, say } from '../answer.ts';
import { countArguments, macAt, numberAt, optionalText } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { JoinConfig } from '../memory.ts';
import type { Command } from '../parse-command.ts';
import { atLeast } from '../personality.ts';
import { storable, type Variant } from './variants.ts';

const stationBit = 1;
const defaultTimeoutSeconds = 15;
const longestWaitSeconds = 7200;
const rejoinMs = 800;

/** Whether the station is switched on. */
export function stationIsOn({ settings }: Core): boolean {
  return settings.wifiStarted && (settings.current.mode & stationBit) !== 0;
}

/** `AT+CWMODE`. Changing to a mode with a station joins the stored network, unless told not to (2.2 and later). */
function setMode(core: Core, variant: Variant, command: Command): Answer {
  const { personality, settings, station } = core;
  const choosesJoin = atLeast(personality, 202);
  countArguments(command, 1, choosesJoin ? 2 : 1);
  const mode = numberAt(command, 0, personality.family === 'nonos' ? 1 : 0, 3);
  const joins = numberAt(command, 1, 0, 1, choosesJoin || personality.family === 'nonos' ? 1 : 0) === 1;
  if (!settings.wifiStarted) return failed();
  const wasOn = stationIsOn(core);
  const isOn = (mode & stationBit) !== 0;
  variant.change({ mode });
  const left = wasOn && !isOn && station.leave();
  return later(personality.times.flashMs, () => {
    const { join } = settings.current;
    const rejoins = !wasOn && isOn && joins && join !== undefined;
    const lines = left && core.faults.noDisconnect !== true ? ['WIFI DISCONNECT'] : [];
    return { ...say(...lines), ...(rejoins && { afterwards: () => station.autoJoin(join) }) };
  });
}

/** The arguments of `AT+CWJAP=`; what is left out is as last time, or has its default. */
function readJoin(core: Core, command: Command): { readonly config: JoinConfig; readonly reconnectSeconds: number } {
  const { personality, settings } = core;
  countArguments(command, 2, personality.join.parameters);
  const last = settings.current.join;
  const ssid = optionalText(command, 0, 32) ?? last?.ssid ?? '';
  const bssid = optionalText(command, 2, 17);
  return {
    config: {
      ssid,
      passphrase: optionalText(command, 1, 64) ?? last?.passphrase ?? '',
      bssid: bssid === undefined || bssid === '' ? undefined : macAt(command, 2),
      pciEnabled: numberAt(command, 3, 0, 1, 0),
      listenInterval: numberAt(command, 5, 1, 100, 3),
      scanMode: numberAt(command, 6, 0, 1, 0),
      timeoutSeconds: numberAt(command, 7, 3, 600, defaultTimeoutSeconds),
      pmf: numberAt(command, 8, 0, 3, personality.join.pmf),
    },
    reconnectSeconds: numberAt(command, 4, 0, longestWaitSeconds, 1),
  };
}

function join(core: Core, config: JoinConfig): Answer {
  const { faults, personality, station } = core;
  return {
    kind: 'waiting',
    start: (settle) =>
      station.join(config, (result) => {
        if (result === 'joined') {
          settle(later(personality.times.answerMs, () => ok));
          return;
        }
        const lines = [`+CWJAP:${faults.joinCode ?? result}`];
        settle({ kind: 'said', lines, final: personality.joinFailure, code: errorCode.failed });
      }),
  };
}

/** The answer to `AT+CWJAP?`; nothing but `OK` without a network, and `No AP` from NONOS AT. */
function joined(core: Core, name: string): Answer {
  const { faults, personality, settings, station } = core;
  const { config, phase, point } = station;
  if (phase !== 'online' || point === undefined || config === undefined || faults.joinQueryBlind === true) {
    return personality.family === 'nonos' ? say('No AP') : ok;
  }
  const { listenInterval, pciEnabled, pmf, scanMode } = config;
  const { reconnectSeconds } = settings.current;
  const fields = [
    `"${point.ssid}"`,
    `"${point.bssid}"`,
    point.channel,
    point.rssi,
    pciEnabled,
    reconnectSeconds,
    listenInterval,
    scanMode,
    pmf,
  ];
  return say(`${name}:${fields.slice(0, personality.join.fields).join(',')}`);
}

function leave(core: Core): Answer {
  const { faults, personality, station, timers } = core;
  const { config } = station;
  const left = station.leave();
  const told = left && faults.noDisconnect !== true;
  const afterwards = (): void => {
    // NONOS AT says it behind the OK.
    if (told && personality.family === 'nonos') core.urc('WIFI DISCONNECT');
    if (faults.rejoinAfterQuit === true && config !== undefined) {
      // A station that was switched off meanwhile stays off.
      timers.after(rejoinMs, () => {
        if (stationIsOn(core)) station.autoJoin(config);
      });
    }
  };
  const lines = told && personality.family === 'esp-at' ? ['WIFI DISCONNECT'] : [];
  return { ...say(...lines), afterwards };
}

/** The states of `AT+CWSTATE?` (ESP-AT user guide). */
const stateNumber = { idle: 0, associated: 1, online: 2, connecting: 3, waiting: 3, disconnected: 4 } as const;

/** Joining and leaving: CWMODE, CWSTATE, CWJAP, CWQAP, CWRECONNCFG, CWAUTOCONN. */
export function stationCommands(core: Core): CommandTable {
  const { memory, personality, settings, station } = core;
  const setJoin = (variant: Variant, command: Command): Answer => {
    const { config, reconnectSeconds } = readJoin(core, command);
    if (!stationIsOn(core) || config.ssid === '') return failed();
    variant.change({ join: config, reconnectSeconds });
    return join(core, config);
  };
  const runJoin = (): Answer => {
    const { join: last } = settings.current;
    return last === undefined || !stationIsOn(core) ? failed() : join(core, last);
  };
  return {
    ...storable(core, '+CWMODE', (variant) => ({
      test: `${variant.name}:(${personality.family === 'nonos' ? '1' : '0'}-3)`,
      read: () => (settings.wifiStarted ? say(`${variant.name}:${variant.view.mode}`) : failed()),
      set: (command) => setMode(core, variant, command),
    })),
    ...storable(core, '+CWJAP', (variant) => ({
      read: () => (settings.wifiStarted ? joined(core, variant.name) : failed()),
      set: (command) => setJoin(variant, command),
      ...(personality.family === 'esp-at' && { run: runJoin }),
    })),
    '+CWSTATE': {
      read: () => {
        if (!settings.wifiStarted) return failed();
        const ssid = station.phase === 'idle' ? '' : (station.config?.ssid ?? '');
        return say(`+CWSTATE:${stateNumber[station.phase]},"${ssid}"`);
      },
    },
    '+CWQAP': { run: () => (settings.wifiStarted ? leave(core) : failed()) },
    '+CWRECONNCFG': {
      read: () => say(`+CWRECONNCFG:${settings.current.reconnectSeconds},${settings.current.reconnectTimes}`),
      set: (command) => {
        countArguments(command, 2, atLeast(personality, 501) ? 3 : 2);
        const reconnectSeconds = numberAt(command, 0, 0, longestWaitSeconds);
        const reconnectTimes = numberAt(command, 1, 0, 1000);
        core.change({ reconnectSeconds, reconnectTimes }, core.stores);
        station.reconnectingChanged();
        return ok;
      },
    },
    '+CWAUTOCONN': {
      read: () => say(`+CWAUTOCONN:${memory.autoConnect}`),
      set: (command) => {
        countArguments(command, 1);
        memory.autoConnect = numberAt(command, 0, 0, 1);
        return later(personality.times.flashMs, () => ok);
      },
    },
  };
}
