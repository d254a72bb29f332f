import type { Answer } from '../answer.ts';
import { error, ok, say } from '../answer.ts';
import { numberAt, restAsTyped, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { failIp } from './ip-result.ts';
import {
  reportingFactorySettings,
  socketFactorySettings,
  socketSettingRanges,
  tlsFactorySettings,
  tlsSettingRanges,
} from './socket-settings.table.ts';

/** One item of a command that has many: read without a value, else set. */
interface Item {
  readonly key: string;
  readonly shown: string;
  readonly factory: string;
  readonly range: RegExp | undefined;
  /** How many arguments name it. */
  readonly names: number;
}

function readOrSet(core: Core, command: Command, head: string, item: Item): Answer {
  const { parameters } = core.settings;
  if (command.args.length === item.names) {
    return say(`${head}: ${item.shown},${parameters.get(item.key) ?? item.factory}`);
  }
  const value = restAsTyped(command, item.names);
  if (item.range?.test(value) === false) return failIp(core, 552);
  parameters.set(item.key, value);
  return ok;
}

function configureSockets(core: Core, items: Readonly<Record<string, string>>, command: Command): Answer {
  const name = textAt(command, 0)?.toLowerCase() ?? '';
  const factory = Object.hasOwn(items, name) ? items[name] : undefined;
  if (factory === undefined) return failIp(core, 552);
  const item: Item = {
    key: `+QICFG ${name} `,
    shown: `"${name}"`,
    factory,
    range: socketSettingRanges[name],
    names: 1,
  };
  return readOrSet(core, command, '+QICFG', item);
}

/** The items of `AT+QSSLCFG` that the firmware knows. */
const tlsItems = (core: Core): readonly string[] =>
  Object.keys(tlsFactorySettings).filter((name) => name !== 'checkhost' || core.faults.noNameCheck !== true);

function configureTls(core: Core, command: Command): Answer {
  const name = textAt(command, 0)?.toLowerCase() ?? '';
  const context = numberAt(command, 1, 0, 5);
  const factory = tlsItems(core).includes(name) ? tlsFactorySettings[name] : undefined;
  if (factory === undefined || context === undefined) return error;
  // A context in use cannot be changed; also not when a host that is gone left the socket behind.
  const inUse = core.sockets.secure.all.some(({ tls }) => tls === context);
  if (inUse && command.args.length > 2) return failIp(core, 572);
  const item: Item = {
    key: `+QSSLCFG ${name} ${context}`,
    shown: `"${name}",${context}`,
    factory,
    range: tlsSettingRanges[name],
    names: 2,
  };
  return readOrSet(core, command, '+QSSLCFG', item);
}

/** How sockets and TLS behave: +QICFG, +QSSLCFG. */
export function socketSettingCommands(core: Core): CommandTable {
  const items =
    core.personality.sockets === 'reporting'
      ? { ...socketFactorySettings, ...reportingFactorySettings }
      : socketFactorySettings;
  return {
    '+QICFG': {
      plainError: true,
      test: () => say(...Object.keys(items).map((item) => `+QICFG: "${item}"`)),
      set: (command) => configureSockets(core, items, command),
    },
    '+QSSLCFG': {
      plainError: true,
      test: () => say(...tlsItems(core).map((item) => `+QSSLCFG: "${item}"`)),
      set: (command) => configureTls(core, command),
    },
  };
}
