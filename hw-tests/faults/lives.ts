import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Combination, combinations, type Selection } from './combinations.ts';
import { type Outcome, run, strays } from './run.ts';

/** Which lives are lived here: of `runs` every `step`-th, from `first` on. */
export interface Share {
  readonly selection: Selection;
  readonly runs: number;
  readonly seed: number;
  readonly first: number;
  readonly step: number;
}

/** What is told of them. */
export type Told =
  | { readonly index: number; readonly outcome: Outcome }
  /** Of this process, after a collection, in bytes. */
  | { readonly heap: number };

const heapSamples = 10;

/** The life of that number: the faults, families and phases in turn. */
export function combinationAt(all: readonly Combination[], index: number): Combination {
  const combination = all[index % all.length];
  if (combination === undefined) throw new RangeError('there are no combinations');
  return combination;
}

/** Lives them, one behind the other. */
export async function live(share: Share, tell: (told: Told) => void): Promise<void> {
  const { first, runs, seed, step } = share;
  const all = combinations(share.selection);
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const stray = (thrown: unknown): void => {
    strays.push(`reached nobody: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
  };
  const sampleEvery = Math.max(1, Math.floor(runs / step / heapSamples));
  let done = 0;
  process.on('unhandledRejection', stray);
  process.on('uncaughtException', stray);
  try {
    for (let index = first; index < runs; index += step) {
      tell({ index, outcome: await run(combinationAt(all, index), seed + index) });
      done += 1;
      if (done % sampleEvery > 0) continue;
      collect();
      tell({ heap: process.memoryUsage().heapUsed });
    }
  } finally {
    process.off('unhandledRejection', stray);
    process.off('uncaughtException', stray);
  }
}
