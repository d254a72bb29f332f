import { describe, expect, test } from '@jest/globals';
import { mutants, mutantsToMarkdown, runMutant, runMutants } from './run-mutants.ts';

// A mistake has consequences, but a check that fails for every mistake says nothing.
const mostGuidelines = 6;

describe('a mutant', () => {
  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('that %s is caught', async (_, mutant) => {
    const { caught, failedChecks, failedGuidelines } = await runMutant(mutant);
    expect({ caught, failedChecks }).toEqual({ caught: true, failedChecks });
    expect({ failedChecks, few: failedGuidelines.length <= mostGuidelines }).toEqual({ failedChecks, few: true });
  });
});

test('there are many, of all guidelines that an implementation can break', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  expect(mutants.length).toBeGreaterThanOrEqual(30);
  const broken = new Set(mutants.map(({ breaks }) => breaks));
  const all = Array.from({ length: 26 }, (_, index) => `G${index + 1}` as const);
  // G15 is a matter of what is bound, not of what an implementation does.
  expect(all.filter((guideline) => !broken.has(guideline))).toEqual(['G15']);
});

test('the table tells which checks caught which mutant', async () => {
  const results = await runMutants(mutants.slice(0, 2));
  expect(results.map(({ mutant }) => mutant)).toEqual(mutants.slice(0, 2).map(({ name }) => name));
  expect(mutantsToMarkdown(results)).toContain('| ignores the timeout | G19 | yes | G19.1');
});
