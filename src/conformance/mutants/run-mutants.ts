import type { Guideline } from '../check.ts';
import { referenceSubject } from '../reference/subject.ts';
import { runConformance } from '../run.ts';
import { attemptMutants } from './attempt-mutants.table.ts';
import { bindingMutants } from './binding-mutants.table.ts';
import type { Mutant } from './mutant.ts';

/** What became of one mutant. */
export interface MutantResult {
  readonly mutant: string;
  readonly breaks: Guideline;
  /** Whether a check of the guideline that it breaks failed. */
  readonly caught: boolean;
  /** The checks that failed, by id. */
  readonly failedChecks: readonly string[];
  readonly failedGuidelines: readonly Guideline[];
}

/** Every implementation that is wrong on purpose. */
export const mutants: readonly Mutant[] = [...attemptMutants, ...bindingMutants];

/** Runs the whole kit on one mutant. */
export async function runMutant({ name, breaks, makeTweaks }: Mutant): Promise<MutantResult> {
  const { results } = await runConformance(referenceSubject(makeTweaks));
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  return {
    mutant: name,
    breaks,
    caught: failed.some(({ guideline }) => guideline === breaks),
    failedChecks: failed.map(({ id }) => id),
    failedGuidelines: [...new Set(failed.map(({ guideline }) => guideline))],
  };
}

/** Runs the kit on every mutant: the proof that its checks can fail, and each for its reason. */
export async function runMutants(chosen: readonly Mutant[] = mutants): Promise<readonly MutantResult[]> {
  const results: MutantResult[] = [];
  for (const one of chosen) results.push(await runMutant(one));
  return results;
}

/** The results for people: which mutant, which guideline, which checks caught it. */
export function mutantsToMarkdown(results: readonly MutantResult[]): string {
  const lines = results.map(
    ({ mutant, breaks, caught, failedChecks }) =>
      `| ${mutant} | ${breaks} | ${caught ? 'yes' : 'NO'} | ${failedChecks.join(', ') || 'none'} |`,
  );
  return ['| an implementation that | breaks | caught | failed checks |', '|---|---|---|---|', ...lines, ''].join('\n');
}
