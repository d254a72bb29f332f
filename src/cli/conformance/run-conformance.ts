import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UsageError } from '../../base/errors.ts';
import {
  type CheckResult,
  type ConformanceOptions,
  type ConformanceReport,
  type ConformanceSubject,
  chosenChecks,
  countOutcomes,
  mutants,
  realTime,
  runConformance,
  runMutant,
  toJson,
  toJUnitXml,
  toMarkdown,
} from '../../conformance/index.ts';
import type { Cli } from '../cli.ts';
import { boardSubject } from './board-subject.ts';
import { mutantLine, resultLines, sumLine } from './report-lines.ts';
import { subjectsOf } from './subjects.ts';

export interface ConformanceCommandOptions {
  readonly mutants?: boolean;
  readonly only?: readonly string[];
  readonly json?: boolean;
  /** A folder for the reports as files. */
  readonly write?: string;
  /** A real board at this port. */
  readonly port?: string;
}

/** Kebab-case, as a file name: `quectel (quectel-bg95)` becomes `quectel-bg95`. */
const fileNameOf = (subject: string): string =>
  (/\(([^)]+)\)/.exec(subject)?.[1] ?? subject).replaceAll(/[^\w-]+/g, '-');

function writeReports(folder: string, report: ConformanceReport): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new UsageError(`--write ${folder}: this folder cannot be made: ${messageOf(cause)}`, { cause });
  }
  const file = join(folder, fileNameOf(report.subject));
  writeFileSync(`${file}.json`, toJson(report));
  writeFileSync(`${file}.md`, toMarkdown(report));
  writeFileSync(`${file}.xml`, toJUnitXml(report));
}

/** @returns whether nothing failed */
async function runSubject(
  cli: Cli,
  subject: ConformanceSubject<never, never>,
  options: ConformanceCommandOptions,
  how: ConformanceOptions,
): Promise<boolean> {
  let before: CheckResult | undefined;
  // Each as it comes: on a real board the next one may take minutes.
  const onResult = (result: CheckResult): void => {
    for (const line of resultLines(result, before)) cli.print(line);
    before = result;
  };
  if (!options.json) cli.print(subject.name);
  const report = await runConformance(subject, options.json ? how : { ...how, onResult });
  if (options.write !== undefined) writeReports(options.write, report);
  if (options.json) cli.print(toJson(report).trimEnd());
  else cli.print(`\n${sumLine(report)}`);
  return countOutcomes(report).failed === 0;
}

async function runAllMutants(cli: Cli, json: boolean): Promise<boolean> {
  let missed = 0;
  for (const mutant of mutants) {
    const result = await runMutant(mutant);
    if (!result.caught) missed++;
    cli.print(json ? JSON.stringify(result) : mutantLine(result));
  }
  if (!json) cli.print(`\n${mutants.length} mutants: ${mutants.length - missed} caught, ${missed} missed`);
  return missed === 0;
}

/** @returns the exit code: 0 when everything passed */
export async function runConformanceCommand(
  cli: Cli,
  families: readonly string[],
  options: ConformanceCommandOptions,
): Promise<number> {
  if (options.mutants) return (await runAllMutants(cli, options.json === true)) ? 0 : 1;
  const only = options.only === undefined ? {} : { only: options.only };
  if (options.only !== undefined && chosenChecks(options.only).length === 0) {
    throw new UsageError(`no check is named ${options.only.join(' or ')}`, {
      hint: 'Give a guideline, G1 to G26 or API, or a check, G19.1 for one.',
    });
  }
  if (options.port !== undefined) {
    const [family = 'quectel'] = families;
    const subject = await boardSubject(cli, family, options.port);
    return (await runSubject(cli, subject, options, { ...only, time: () => realTime(cli.clock) })) ? 0 : 1;
  }
  let good = true;
  for (const subject of subjectsOf(families)) good = (await runSubject(cli, subject, options, only)) && good;
  return good ? 0 : 1;
}
