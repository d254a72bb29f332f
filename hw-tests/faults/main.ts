/**
 * Soak in virtual time: simulated modules of every family, one fault in each life, in every phase of it. Checked: it
 * connects again within a bound, nothing crashes, no question gets another's answer, nothing is left behind.
 *
 *   node dist/hw-tests/faults/main.js --runs 200 --seed 1 [--family NAME] [--fault NAME] [--phase NAME]
 *
 * Each run has a seed of its own, which is printed when it fails; alone with that seed it does the same again.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type FamilyName, families, isFamilyName } from './families.ts';
import { faultRows } from './faults.table.ts';
import { phases } from './phases.ts';
import { Report } from './report.ts';
import { type Combination, run, strays } from './run.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function one<Row extends { readonly name: string }>(
  what: string,
  rows: readonly Row[],
  name: string | undefined,
): readonly Row[] {
  if (name === undefined) return rows;
  const found = rows.filter((row) => row.name === name);
  if (found.length > 0) return found;
  throw new Error(`no ${what} ${name}; there are: ${rows.map((row) => row.name).join(', ')}`);
}

function combinations(values: { family?: string; fault?: string; phase?: string }): readonly Combination[] {
  if (values.family !== undefined && !isFamilyName(values.family)) {
    throw new Error(`no family ${values.family}; there are: ${Object.keys(families).join(', ')}`);
  }
  const names = (values.family === undefined ? Object.keys(families) : [values.family]) as readonly FamilyName[];
  return one('fault', faultRows, values.fault).flatMap((fault) =>
    names
      .filter((family) => fault.needsSim !== true || families[family].hasSim)
      .flatMap((family) => one('phase', phases, values.phase).map((phase) => ({ family, fault, phase }))),
  );
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      family: { type: 'string' },
      fault: { type: 'string' },
      phase: { type: 'string' },
    },
  });
  const all = combinations(values);
  if (all.length === 0) throw new Error('this family has no such fault');
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  if (!Number.isInteger(runs) || !Number.isInteger(seed)) throw new Error('--runs and --seed are whole numbers');
  const stray = (thrown: unknown): void => {
    strays.push(`reached nobody: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
  };
  process.on('unhandledRejection', stray);
  process.on('uncaughtException', stray);
  const report = new Report(phases.map(({ name }) => name));
  const sampleEvery = Math.max(1, Math.floor(runs / 10));
  for (let index = 0; index < runs; index += 1) {
    const combination = all[index % all.length];
    if (combination === undefined) break;
    report.add(combination, seed + index, await run(combination, seed + index));
    if ((index + 1) % sampleEvery > 0) continue;
    collect();
    report.heap(process.memoryUsage().heapUsed);
  }
  report.print();
  return report.failed > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 2;
}
