import { readFile } from 'node:fs/promises';
import type { Board } from '../../boards/board.ts';
import { boards } from '../../boards/index.ts';

let own: readonly Board[] = [];

/** Every board that is known: those of a user first; one of theirs with the id of one of ours takes its place. */
export function knownBoards(): readonly Board[] {
  const ids = new Set(own.map(({ id }) => id));
  return [...own, ...boards.filter(({ id }) => !ids.has(id))];
}

/**
 * The boards of a folder are known from here on, in the whole process.
 * @param isWanted whether a person named the folder; else it need not be there
 * @returns their ids
 * @throws UsageError, ConfigError
 */
export async function takeOwnBoards(folder: string, isWanted: boolean): Promise<readonly string[]> {
  const { loadBoards } = await import('../rig/boards/load-boards.ts');
  own = await loadBoards(folder, isWanted);
  return own.map(({ id }) => id);
}

/**
 * Takes in the boards that belong to the configuration of the present folder, without looking at the rest of it: a list
 * of ports must not fail because an interface is misspelled.
 */
export async function takeBoardsOfThisFolder(): Promise<void> {
  const { configFileNames } = await import('../rig/config/load.ts');
  for (const name of configFileNames) {
    const text = await readFile(name, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const { parse } = await import('yaml');
    const folder = namedFolder(() => parse(text));
    await takeOwnBoards(folder ?? 'boards', folder !== undefined);
    return;
  }
}

function namedFolder(read: () => unknown): string | undefined {
  try {
    const found = read();
    const folder = typeof found === 'object' && found !== null && 'boards' in found ? found.boards : undefined;
    return typeof folder === 'string' ? folder : undefined;
  } catch {
    // What is wrong with the file is told by whoever uses it.
    return undefined;
  }
}
