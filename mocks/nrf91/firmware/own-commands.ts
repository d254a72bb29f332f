import type { Answer } from '../answer.ts';
import { error, later, ok, okThen, say } from '../answer.ts';
import type { Command } from '../command.ts';
import { numberAt } from '../command.ts';
import { uuidOf } from '../modem/commands/identification.ts';
import type { CommandEntry, CommandTable } from '../modem/core.ts';
import type { BuildOptions } from '../options.ts';
import type { Personality } from '../personality.ts';
import type { DataMode } from './data-mode.ts';

/** What the application may do with the power. */
export type PowerAction = 'reset' | 'shutdown' | 'sleep' | 'idle';

/** What the application's commands work with. */
export interface OwnHost {
  readonly personality: Personality;
  readonly build: BuildOptions;
  readonly imei: string;
  readonly dataMode: DataMode;
  /** The commands of its sockets. */
  readonly sockets: CommandTable;
  /** The shortest idle time of data mode at the present speed, in milliseconds. */
  shortestIdleMs(): number;
  echo: boolean;
  baudRate: number;
  power(action: PowerAction): void;
  shutModem(): void;
  startModem(): void;
}

const modemResetMs = 2000;
// Serial Modem documentation, AT+IPR.
const baudRates = [115_200, 230_400, 460_800, 921_600, 1_000_000];

function versionOf({ build, personality }: OwnHost): string {
  const customer = build.customerVersion === undefined ? '' : `,"${build.customerVersion}"`;
  return `${personality.version}${customer}`;
}

function sleep(host: OwnHost, command: Command): Answer {
  const mode = numberAt(command, 0, 1, 2);
  if (mode === undefined) return error;
  return okThen(() => host.power(mode === 1 ? 'sleep' : 'idle'));
}

function dataControl(host: OwnHost): CommandEntry {
  const shortest = (): number => host.shortestIdleMs();
  return {
    test: '#XDATACTRL=<time_limit>',
    read: () => say(`#XDATACTRL: ${host.dataMode.idleLimitMs},${shortest()}`),
    set: (command) => {
      const limit = numberAt(command, 0, shortest(), 65_535);
      if (limit === undefined) return error;
      host.dataMode.idleLimitMs = limit;
      return ok;
    },
  };
}

/** Lines and result of an own command that exists in the forms `AT#X` and `AT#X=`. */
function statement(line: string): CommandEntry {
  return { run: () => say(line), set: () => say(line) };
}

function commonCommands(host: OwnHost): CommandTable {
  const resettable: CommandTable = {
    '#XRESET': { run: () => okThen(() => host.power('reset')) },
    '#XSHUTDOWN': { run: () => okThen(() => host.power('shutdown')) },
    '#XMODEMRESET': {
      run: () => {
        host.shutModem();
        return later(modemResetMs, () => {
          host.startModem();
          return say('#XMODEMRESET: 0');
        });
      },
    },
    '#XDATACTRL': dataControl(host),
    ...host.sockets,
  };
  if (host.build.powerPin === false) return resettable;
  return { ...resettable, '#XSLEEP': { set: (command) => sleep(host, command), test: '#XSLEEP: (1,2)' } };
}

/** Serial Modem: the speed of the line; the answer still comes at the old one. */
function speed(host: OwnHost): CommandEntry {
  return {
    read: () => say(`+IPR: ${host.baudRate}`),
    test: `+IPR: (),(${baudRates.join(',')})`,
    set: (command) => {
      const rate = numberAt(command, 0, 0, 1_000_000);
      if (rate === undefined || !baudRates.includes(rate)) return error;
      return okThen(() => {
        host.baudRate = rate;
      });
    },
  };
}

function echo(host: OwnHost, on: boolean): CommandEntry {
  return {
    run: () => {
      host.echo = on;
      return ok;
    },
  };
}

/** The commands of the application beside the modem's. What is not here goes to the modem core, which knows no `#`. */
export function ownCommands(host: OwnHost): CommandTable {
  const { application } = host.personality;
  if (application === 'at-host') return {};
  const table: CommandTable =
    application === 'slm'
      ? {
          ...commonCommands(host),
          '#XSLMVER': statement(`#XSLMVER: ${versionOf(host)}`),
          '#XUUID': { run: () => say(`#XUUID: ${uuidOf(host.imei, 'device')}`) },
        }
      : {
          ...commonCommands(host),
          '#XSMVER': statement(`#XSMVER: ${versionOf(host)}`),
          '+IPR': speed(host),
          E0: echo(host, false),
          E1: echo(host, true),
        };
  const names = [...Object.keys(table), '#XCLAC'].filter((name) => name.startsWith('#')).sort();
  return { ...table, '#XCLAC': { run: () => say(names.map((name) => `AT${name}`).join('\r\n')) } };
}
