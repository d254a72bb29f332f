import { readdir } from 'node:fs/promises';
import type { Command, Urc } from '../../src/at/index.ts';
import { registrationChanged } from '../../src/driver/cellular/registration.ts';

/** What the drivers understand. */
export interface Vocabulary {
  readonly urcs: readonly Urc<unknown>[];
  readonly commands: readonly Command<unknown>[];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isUrc = (value: unknown): value is Urc<unknown> =>
  isObject(value) && 'prefix' in value && 'parse' in value && typeof value.parse === 'function';

const isCommand = (value: unknown): value is Command<unknown> =>
  isObject(value) && 'line' in value && 'timeoutMs' in value && 'result' in value;

/** The values inside what a file exports, two levels down: lists of URCs, the signs of a boot. */
function valuesIn(value: unknown, depth = 2): readonly unknown[] {
  if (isUrc(value) || isCommand(value)) return [value];
  if (!isObject(value) || depth === 0) return [];
  return Object.values(value).flatMap((each) => valuesIn(each, depth - 1));
}

async function filesUnder(folder: URL): Promise<readonly URL[]> {
  const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const entries = await readdir(folder, { withFileTypes: true });
  const files = await Promise.all(
    entries.map(async (entry) => {
      if (entry.isDirectory()) return await filesUnder(new URL(`${entry.name}/`, folder));
      const isCode = entry.name.endsWith(ending) && !/\.(test|test-support|d)\.[jt]s$/.test(entry.name);
      return isCode ? [new URL(entry.name, folder)] : [];
    }),
  );
  return files.flat();
}

/** Every URC and every command that a driver exports, so that a new one is there without a word here. */
export async function readVocabulary(): Promise<Vocabulary> {
  const folders = ['../../drivers/', '../../src/driver/'].map((path) => new URL(path, import.meta.url));
  const files = (await Promise.all(folders.map(filesUnder))).flat();
  const exported: object[] = [];
  // One after the other: they import each other.
  for (const file of files) exported.push(await import(file.href));
  const values = new Set(exported.flatMap((each) => Object.values(each).flatMap((value) => valuesIn(value))));
  for (const domain of ['+CREG', '+CGREG', '+CEREG', '+C5GREG'] as const) values.add(registrationChanged(domain));
  return { urcs: [...values].filter(isUrc), commands: [...values].filter(isCommand) };
}
