import { UsageError } from '../../src/base/errors.ts';
import { didYouMean } from '../../src/base/nearest.ts';

/** A whole number from an option's text. @throws UsageError */
export function wholeNumber(option: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  throw new UsageError(`--${option} ${text}: a whole number is wanted, ${range}`);
}

/** A number above 0 from an option's text. @throws UsageError */
export function positiveNumber(option: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`--${option} ${text}: a number above 0 is wanted`);
}

/** The row of that name, or all of them. @throws UsageError that lists the names */
export function named<Row extends { readonly name: string }>(
  option: string,
  rows: readonly Row[],
  name: string | undefined,
): readonly Row[] {
  if (name === undefined) return rows;
  const found = rows.filter((row) => row.name === name);
  if (found.length > 0) return found;
  const names = rows.map((row) => row.name);
  throw new UsageError(`--${option} ${name}: there is no such ${option}`, { hint: didYouMean(name, names) });
}

/** Runs a command. A mistake of who called it is told with where to read more; the exit code of what failed is 2. */
export async function runCommand(name: string, run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (thrown) {
    process.exitCode = 2;
    if (!(thrown instanceof UsageError) && !isParseError(thrown)) {
      console.error(thrown);
      return;
    }
    const hint = thrown instanceof UsageError ? thrown.hint : undefined;
    console.error(`atlink: ${thrown.message}`);
    console.error(`  ${hint ?? `"npm run ${name} -- --help" lists the options.`}`);
  }
}

/** What `parseArgs` says of an option that is not there, or lacks its value. */
const isParseError = (thrown: unknown): thrown is Error =>
  thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS');
