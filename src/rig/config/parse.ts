import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { knownKeys } from './known-keys.ts';
import { ConfigError, Places, problemsOf } from './problems.ts';
import { type ConfigText, configSchema } from './schema.ts';
import { yamlProblems } from './yaml-problems.ts';

/** A configuration whose shape is right, and where its parts stand. */
export interface ParsedConfig {
  readonly source: string;
  readonly config: ConfigText;
  readonly places: Places;
}

/**
 * Digits with a zero in front are no number to a person: a PIN, an IMEI. YAML would drop the zero, and large numbers
 * their last digits.
 */
function keepDigits(document: Document.Parsed): void {
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value !== 'number' || node.source === undefined) return;
      if (/^0\d/.test(node.source) || !Number.isSafeInteger(Math.trunc(node.value))) node.value = node.source;
    },
  });
}

function checked(data: unknown, source: string, places: Places): ParsedConfig {
  const result = configSchema.safeParse(data ?? {}, { reportInput: false });
  if (!result.success) throw new ConfigError(source, problemsOf(result.error, places, knownKeys));
  return { source, config: result.data, places };
}

/**
 * Reads the text of an `atlink.yaml`.
 * @param source what it is called in messages: the file
 * @throws ConfigError with every problem, its line and its column
 */
export function parseConfig(text: string, source: string): ParsedConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) throw new ConfigError(source, yamlProblems(document, lines));
  keepDigits(document);
  const empty = document.contents === null || (isScalar(document.contents) && document.contents.value === null);
  return checked(empty ? {} : document.toJS({ maxAliasCount: 100 }), source, new Places(document, lines));
}

/**
 * Checks a configuration that a program gives as an object.
 * @throws ConfigError with every problem
 */
export function configFromObject(data: unknown, source = 'the configuration'): ParsedConfig {
  return checked(data, source, new Places());
}
