import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter, type YAMLMap } from 'yaml';
import type { z } from 'zod';
import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';

export type ConfigPath = readonly (string | number)[];

/** Something wrong in a configuration, and where. */
export interface ConfigProblem {
  /** From 1; undefined when the configuration was given as an object. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** `interfaces.lte0.timeout`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  /** What would be right. */
  readonly hint: string | undefined;
}

function lineOf(source: string, { line, column, path, message, hint }: ConfigProblem): string {
  const place = line === undefined ? source : `${source}:${line}:${column}`;
  return `${place}: ${path === '' ? '' : `${path}: `}${message}${hint === undefined ? '' : `. ${hint}`}`;
}

/** A configuration that cannot be used; nothing of it was applied. */
export class ConfigError extends UsageError {
  readonly problems: readonly ConfigProblem[];

  constructor(source: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map((problem) => lineOf(source, problem));
    super(lines.join('\n'), { where: source });
    this.problems = problems;
  }
}

/** Where things stand in the text of a configuration. */
export class Places {
  readonly #document: Document.Parsed | undefined;
  readonly #lines: LineCounter | undefined;

  constructor(document?: Document.Parsed, lines?: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  problem(path: ConfigPath, message: string, hint?: string): ConfigProblem {
    const { line, column } = this.#placeOf(path);
    return { line, column, path: path.join('.'), message, hint };
  }

  /** The key itself when there is one, else the innermost thing around that the text has. */
  #placeOf(path: ConfigPath): Pick<ConfigProblem, 'line' | 'column'> {
    if (this.#document === undefined || this.#lines === undefined) return { line: undefined, column: undefined };
    let offset = this.#document.contents?.range?.[0] ?? 0;
    let node: unknown = this.#document.contents;
    for (const step of path) {
      const part = partOf(node, step);
      if (part === undefined) break;
      offset = part.offset ?? offset;
      node = part.node;
    }
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }
}

/** What stands at a key of a mapping or at a place of a list, and where. */
function partOf(
  node: unknown,
  step: string | number,
): { readonly offset?: number; readonly node: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? { node: item, ...(item.range && { offset: item.range[0] }) } : undefined;
  }
  const pair = isMap(node) ? pairOf(node, step) : undefined;
  if (pair === undefined) return undefined;
  const offset = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
  return { node: pair.value, ...(offset !== undefined && { offset }) };
}

function pairOf(map: YAMLMap, step: string | number): { readonly key: unknown; readonly value: unknown } | undefined {
  return map.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
}

/** The keys that may stand at a place of the configuration, for the hint about one that may not. */
export type KnownKeys = (path: ConfigPath) => readonly string[];

/** Makes problems out of what the schema found. */
export function problemsOf(error: z.ZodError, places: Places, known: KnownKeys): readonly ConfigProblem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) =>
        places.problem([...path, key], `there is no key ${JSON.stringify(key)} here`, didYouMean(key, known(path))),
      );
    }
    if (issue.code === 'invalid_key') {
      return [places.problem(path, issue.issues[0]?.message ?? 'this name cannot be used')];
    }
    if (issue.code === 'invalid_type') return [places.problem(path, typeMessage(issue))];
    return [places.problem(path, issue.message.replace(/^Invalid input: /, ''))];
  });
}

const typeWords: Readonly<Record<string, string>> = {
  record: 'a mapping of names',
  object: 'a mapping of keys',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function typeMessage({ expected, message }: { readonly expected: string; readonly message: string }): string {
  const missing = message.endsWith('received undefined');
  const wanted = typeWords[expected] ?? expected;
  return missing ? `this is missing: ${wanted}` : `this has to be ${wanted}`;
}
