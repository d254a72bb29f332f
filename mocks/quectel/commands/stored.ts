import type { Answer } from '../answer.ts';
import { error, ok, say } from '../answer.ts';
import { restAsTyped, textAt } from '../arguments.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import type { NamedStorable, Storable } from './storable.table.ts';
import { namedStorables, storables } from './storable.table.ts';

function storedEntry(core: Core, name: string, storable: Storable): CommandEntry {
  const values = storable.saved === true ? core.memory.parameters : core.settings.parameters;
  const { value } = storable;
  return {
    test: storable.test === '' ? () => ok : `${name}: ${storable.test}`,
    ...(value === undefined ? {} : { read: () => say(`${name}: ${values.get(name) ?? value}`) }),
    set: (command) => {
      const typed = restAsTyped(command, 0);
      if (!storable.accepts.test(typed)) return { kind: 'said', lines: [], result: 50 };
      values.set(name, typed);
      return ok;
    },
  };
}

interface NamedItem {
  readonly name: string;
  /** The TLS context, for commands that have one; else empty. */
  readonly context: string;
  readonly factory: string;
}

/** The item that the first arguments name; undefined when there is none of that name. */
function namedItem(storable: NamedStorable, command: Command): NamedItem | undefined {
  const name = textAt(command, 0)?.toLowerCase() ?? '';
  const factory = Object.entries(storable.items).find(([item]) => item === name)?.[1];
  const context = storable.keys === 2 ? (textAt(command, 1) ?? 'none') : '';
  if (factory === undefined || !/^[0-5]?$/.test(context)) return undefined;
  return { name, context, factory };
}

function namedEntry(core: Core, name: string, storable: NamedStorable): CommandEntry {
  const values = storable.saved === true ? core.memory.parameters : core.settings.parameters;
  const set = (command: Command): Answer => {
    const item = namedItem(storable, command);
    if (item === undefined) return error;
    const key = [name, item.name, item.context].join(' ');
    if (command.args.length > storable.keys) {
      values.set(key, restAsTyped(command, storable.keys));
      return ok;
    }
    const shown = item.context === '' ? `"${item.name}"` : `"${item.name}",${item.context}`;
    return say(`${name}: ${shown},${values.get(key) ?? item.factory}`);
  };
  return {
    plainError: true,
    test: () => say(...Object.keys(storable.items).map((item) => `${name}: "${item}"`)),
    set,
  };
}

/** Settings that are kept and read back and change nothing else. */
export function storedCommands(core: Core): CommandTable {
  const { family } = core.personality;
  const plain = Object.entries(storables)
    .filter(([, { only }]) => only === undefined || only === family)
    .map(([name, storable]): [string, CommandEntry] => [name, storedEntry(core, name, storable)]);
  const named = Object.entries(namedStorables).map(([name, storable]): [string, CommandEntry] => [
    name,
    namedEntry(core, name, storable),
  ]);
  return Object.fromEntries([...plain, ...named]);
}
