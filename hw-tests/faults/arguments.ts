import { parseArgs } from 'node:util';
import { UsageError } from '../../src/base/errors.ts';
import { wholeNumber } from '../campaign/options.ts';
import { type Combination, combinations, type Selection } from './combinations.ts';

export const usage = `Runs lives of simulated modules in virtual time, one fault in each, and checks that each comes back.

  npm run soak -- [options]

  --runs N        how many lives; 200 unless given
  --seed N        the seed of the first; each further one has the next; 1 unless given
  --family NAME   quectel, nrf91 or esp-at alone
  --fault NAME    this fault alone
  --phase NAME    this phase of a life alone
  --workers N     processes to spread the lives over, up to 64; 1 unless given
  --verbose       names every life whose payload was spoiled in a way that nobody can notice
  --list          lists families, faults and phases, and runs nothing
  --help

A life that fails is named with the options that repeat it: "--runs 1 --seed ...". The exit code is 0 when none failed,
1 when one did, 2 when nothing could be run. docs/campaigns.md says what the figures mean.
`;

export interface Arguments {
  readonly runs: number;
  readonly seed: number;
  readonly workers: number;
  readonly selection: Selection;
  readonly all: readonly Combination[];
  readonly verbose: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

const mostWorkers = 64;

/** @throws UsageError, or what `parseArgs` throws */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: '1' },
      family: { type: 'string' },
      fault: { type: 'string' },
      phase: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { family, fault, help, list, phase, verbose } = values;
  const selection = { family, fault, phase };
  const all = combinations(selection);
  if (all.length === 0) {
    throw new UsageError('there is no such fault in this family and phase', {
      hint: 'A family without a SIM has no faults of one; what must end in a fatal error has to have been ready before.',
    });
  }
  return {
    runs: wholeNumber('runs', values.runs, 1),
    seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1),
    workers: wholeNumber('workers', values.workers, 1, mostWorkers),
    ...{ selection, all, verbose, list, help },
  };
}
