/**
 * Soak in virtual time: simulated modules of every family, one fault in each life, in every phase of it. Checked: it
 * connects again within a bound, nothing crashes, no question gets another's answer, nothing is left behind.
 *
 *   npm run soak -- --runs 200 --seed 1 [--family NAME] [--fault NAME] [--phase NAME] [--workers 2]
 *
 * Each life has a seed of its own, which is printed when it fails; alone with that seed it does the same again.
 */
import { runCommand } from '../campaign/options.ts';
import { Progress } from '../campaign/progress.ts';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { families } from './families.ts';
import { faultRows } from './faults.table.ts';
import { combinationAt } from './lives.ts';
import { phases } from './phases.ts';
import { Report } from './report.ts';
import type { Outcome } from './run.ts';
import { spread } from './workers.ts';

const names = (rows: readonly { readonly name: string }[]): string => rows.map(({ name }) => name).join(' ');

async function soak({ all, runs, seed, selection, verbose, workers }: Arguments): Promise<Report> {
  const report = new Report({ phases: phases.map(({ name }) => name), seed, verbose });
  const progress = new Progress('soak', runs, 'lives');
  // Whoever is first, the report has them in their order.
  const early = new Map<number, Outcome>();
  let next = 0;
  await spread({ selection, runs, seed }, workers, (told, worker) => {
    if ('heap' in told) {
      report.heap(worker, told.heap);
      return;
    }
    early.set(told.index, told.outcome);
    for (let outcome = early.get(next); outcome !== undefined; outcome = early.get(next)) {
      early.delete(next);
      const failure = report.add(combinationAt(all, next), seed + next, outcome);
      if (failure !== undefined) process.stderr.write(`soak: FAILED ${failure}\n`);
      next += 1;
    }
    progress.add(1, `${report.failed} failed`);
  });
  return report;
}

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  if (args.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (args.list) {
    console.log(`families  ${Object.keys(families).join(' ')}`);
    console.log(`faults    ${names(faultRows)}`);
    console.log(`phases    ${names(phases)}`);
    return 0;
  }
  const report = await soak(args);
  report.print();
  return report.failed > 0 ? 1 : 0;
}

await runCommand('soak', main);
