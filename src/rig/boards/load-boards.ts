import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { Board } from '../../../boards/board.ts';
import { messageOf, UsageError } from '../../base/errors.ts';
import { ConfigError, type ConfigProblem, Places, problemsOf } from '../config/problems.ts';
import { yamlProblems } from '../config/yaml-problems.ts';
import { boardFrom, boardKeys, boardSchema } from './schema.ts';

/** More files, or larger ones, are a mistake. */
const mostFiles = 500;
const mostBytes = 100_000;

/**
 * Reads one board as a user wrote it.
 * @param source what it is called in messages: the file
 * @throws ConfigError with every problem, its line and its column
 */
export function parseBoard(text: string, source: string): Board {
  const lines = new LineCounter();
  const document: Document.Parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'failsafe',
  });
  if (document.errors.length > 0) throw new ConfigError(source, yamlProblems(document, lines));
  const result = boardSchema.safeParse(document.toJS({ maxAliasCount: 10 }) ?? {}, { reportInput: false });
  if (result.success) return boardFrom(result.data, source);
  throw new ConfigError(source, problemsOf(result.error, new Places(document, lines), boardKeys));
}

async function namesIn(folder: string, isWanted: boolean): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch (cause) {
    if (!isWanted) return [];
    throw new UsageError(`the folder of boards ${folder} cannot be read: ${messageOf(cause)}`, {
      cause,
      where: folder,
    });
  }
}

function refuseTwins(folder: string, boards: readonly Board[]): void {
  const seen = new Set<string>();
  const problems: ConfigProblem[] = [];
  for (const { id, source } of boards) {
    if (seen.has(id)) {
      const message = `the board ${id} is described twice, here and in another file (${source})`;
      problems.push({ line: undefined, column: undefined, path: '', message, hint: 'Give each its own id.' });
    }
    seen.add(id);
  }
  if (problems.length > 0) throw new ConfigError(folder, problems);
}

/**
 * The boards of a folder: every `.yaml` and `.yml` in it describes one.
 * @param isWanted whether a person named the folder; else it need not be there
 * @throws UsageError when it cannot be read; ConfigError with the problems of its files
 */
export async function loadBoards(folder: string, isWanted: boolean): Promise<readonly Board[]> {
  const names = await namesIn(folder, isWanted);
  if (names.length > mostFiles) throw new UsageError(`${folder} has more than ${mostFiles} boards`, { where: folder });
  const boards: Board[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const text = await readFile(file, 'utf8');
    if (text.length > mostBytes) throw new UsageError(`the board ${file} is too long`, { where: file });
    boards.push(parseBoard(text, file));
  }
  refuseTwins(folder, boards);
  return boards;
}
