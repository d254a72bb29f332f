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

function namedEntry(core: Core, name: string, storable: NamedStorable): CommandEntry {
  const values = storable.saved === true ? core.memory.parameters : core.settings.parameters;
  const set = (command: Command): Answer => {
    const item = textAt(command, 0)?.toLowerCase() ?? '';
    const factory = Object.entries(storable.items).find(([known]) => known === item)?.[1];
    if (factory === undefined) return error;
    const key = `${name} ${item} `;
    if (command.args.length === 1) return say(`${name}: "${item}",${values.get(key) ?? factory}`);
    values.set(key, restAsTyped(command, 1));
    return ok;
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
