import { readFile } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { messageOf, UsageError } from '../../base/errors.ts';
import { type QuirkBooks, readQuirks, type UserQuirk } from '../../driver/index.ts';
import { ConfigError, Places } from './problems.ts';
import { yamlProblems } from './yaml-problems.ts';

/** Larger files are a mistake. */
const mostBytes = 1_000_000;

/**
 * Reads quirks as a user wrote them: a YAML list.
 * @param source what it is called in messages: the file
 * @throws ConfigError with every problem, its line and its column
 */
export function parseQuirks(text: string, source: string, books: QuirkBooks): readonly UserQuirk[] {
  const lines = new LineCounter();
  const document: Document.Parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) throw new ConfigError(source, yamlProblems(document, lines));
  const { problems, quirks } = readQuirks(document.toJS({ maxAliasCount: 100 }) ?? [], books, source);
  if (problems.length === 0) return quirks;
  const places = new Places(document, lines);
  throw new ConfigError(
    source,
    problems.map(({ hint, message, path }) => places.problem(path, message, hint)),
  );
}

/** @throws UsageError when it cannot be read; ConfigError with every problem that it has */
async function loadFile(file: string, books: QuirkBooks): Promise<readonly UserQuirk[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`the quirks ${file} cannot be read: ${messageOf(cause)}`, { cause, where: file });
  }
  if (text.length > mostBytes) throw new UsageError(`the quirks ${file} are too long`, { where: file });
  return parseQuirks(text, file, books);
}

/** The quirks of several files, in this order: the later has the last word. */
export async function loadQuirks(
  files: readonly string[],
  books: QuirkBooks = new Map(),
): Promise<readonly UserQuirk[]> {
  return (await Promise.all(files.map((file) => loadFile(file, books)))).flat();
}
