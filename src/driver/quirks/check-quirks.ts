import { didYouMean } from '../../base/nearest.ts';
import { OptionRefusal } from '../options.ts';
import type { AnyQuirkBook, UserQuirk } from './quirk.ts';
import type { QuirkField } from './quirk-field.ts';

/** What is wrong with a list of quirks, and where: `[0, 'effect', 'serachMs']`. */
export interface QuirkProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** What would be right. */
  readonly hint?: string;
}

/** What families there are, and what their quirks may change. */
export type QuirkBooks = ReadonlyMap<string, AnyQuirkBook>;

/** Of a list; a longer one is a mistake. */
const mostQuirks = 1000;
const longestText = 1000;

const keys = ['id', 'family', 'models', 'firmware', 'effect', 'avoid', 'symptom', 'reference'] as const;
const firmwareKeys = ['prefix', 'from', 'to'] as const;

type Fields = Readonly<Record<string, unknown>>;
type Report = (path: readonly (string | number)[], message: string, hint?: string) => void;

const isMapping = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= longestText && !/[\x00-\x1f\x7f]/.test(value);
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every(isText);

function unknownKeys(value: Fields, known: readonly string[], report: Report): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) report([key], `there is no key ${JSON.stringify(key)} here`, didYouMean(key, known));
  }
}

function checkTexts(quirk: Fields, report: Report): void {
  for (const key of ['id', 'symptom', 'reference']) {
    if (quirk[key] === undefined) report([], `${key} is missing: a text`);
    else if (!isText(quirk[key])) report([key], 'this has to be a text of one line');
  }
  if (quirk.models === undefined) report([], 'models is missing: a list of models, with * for any letters');
  else if (!isTexts(quirk.models)) report(['models'], 'this has to be a list of models, with * for any letters');
  if (quirk.avoid !== undefined && !isTexts(quirk.avoid)) {
    report(['avoid'], 'this has to be a list of commands without AT: [+CGACT]');
  }
}

function checkFirmware(range: unknown, book: AnyQuirkBook, report: Report): void {
  if (range === undefined) return;
  if (!isMapping(range)) {
    report(['firmware'], 'this has to be a mapping of from, to and prefix');
    return;
  }
  unknownKeys(range, firmwareKeys, (path, ...rest) => report(['firmware', ...path], ...rest));
  for (const key of ['from', 'to']) {
    const given = range[key];
    if (given === undefined) continue;
    // A number would have lost its last zero: 2.10 is 2.1.
    if (!isText(given)) report(['firmware', key], `this has to be a text in quotes: "${book.revisionExample}"`);
    else if (book.readRevisions(given).length !== 1) {
      report(['firmware', key], `${JSON.stringify(given)} is no revision`, `It looks like ${book.revisionExample}.`);
    }
  }
  if (range.prefix !== undefined && !isText(range.prefix)) report(['firmware', 'prefix'], 'this has to be a text');
  if (Object.keys(range).length === 0) report(['firmware'], 'this says nothing: give from, to or prefix');
}

function readField(field: QuirkField<unknown>, given: unknown): string | undefined {
  try {
    field.read(given);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof OptionRefusal) return thrown.message;
    throw thrown;
  }
}

function checkEffect(effect: unknown, family: string, book: AnyQuirkBook, report: Report): void {
  if (effect === undefined) return;
  if (!isMapping(effect)) {
    report(['effect'], 'this has to be a mapping of what is to be different');
    return;
  }
  const fields = book.fields as Readonly<Record<string, QuirkField<unknown>>>;
  for (const [name, given] of Object.entries(effect)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      const hint = didYouMean(name, Object.keys(fields));
      report(['effect', name], `${family} has nothing ${JSON.stringify(name)} that a quirk can change`, hint);
      continue;
    }
    const wanted = readField(field, given);
    if (wanted !== undefined) report(['effect', name], `this has to be ${wanted}`);
  }
}

function checkQuirk(quirk: unknown, books: QuirkBooks, report: Report): void {
  if (!isMapping(quirk)) {
    report([], `a quirk is a mapping of ${keys.join(', ')}`);
    return;
  }
  unknownKeys(quirk, keys, report);
  checkTexts(quirk, report);
  if (quirk.effect === undefined && quirk.avoid === undefined) {
    report([], 'this quirk does nothing: give effect or avoid');
  }
  const { family } = quirk;
  const book = isText(family) ? books.get(family) : undefined;
  if (isText(family) && book !== undefined) {
    checkFirmware(quirk.firmware, book, report);
    checkEffect(quirk.effect, family, book, report);
  } else if (family === undefined) report([], `family is missing: one of ${[...books.keys()].join(', ')}`);
  else
    report(
      ['family'],
      `there is no driver ${JSON.stringify(family)} with quirks`,
      didYouMean(String(family), [...books.keys()]),
    );
}

/**
 * Checks a list of quirks as a user wrote it; nothing of it may be used while there are problems.
 * @returns every problem, in the order of the list
 */
export function checkQuirks(data: unknown, books: QuirkBooks): readonly QuirkProblem[] {
  const problems: QuirkProblem[] = [];
  if (!Array.isArray(data)) return [{ path: [], message: 'this has to be a list of quirks' }];
  if (data.length > mostQuirks) return [{ path: [], message: `these are more than ${mostQuirks} quirks` }];
  const seen = new Set<unknown>();
  for (const [index, quirk] of data.entries()) {
    const report: Report = (path, message, hint) =>
      problems.push({ path: [index, ...path], message, ...(hint !== undefined && { hint }) });
    checkQuirk(quirk, books, report);
    const id = isMapping(quirk) ? quirk.id : undefined;
    if (id !== undefined && seen.has(id)) report(['id'], `the id ${JSON.stringify(id)} is given twice`);
    seen.add(id);
  }
  return problems;
}

/** The same, for a list that nothing is wrong with. The problems come first. */
export function readQuirks(
  data: unknown,
  books: QuirkBooks,
  source?: string,
): { readonly problems: readonly QuirkProblem[]; readonly quirks: readonly UserQuirk[] } {
  const problems = checkQuirks(data, books);
  const list = problems.length === 0 ? (data as readonly UserQuirk[]) : [];
  return { problems, quirks: list.map((quirk) => ({ ...quirk, ...(source !== undefined && { source }) })) };
}
