import { describe, expect, test } from '@jest/globals';
import { conformanceTests } from './jest.ts';
import { referenceSubject } from './reference/subject.ts';
import { runConformance } from './run.ts';

describe('the reference implementation', () => {
  conformanceTests(test, referenceSubject());

  test('passes every check, and is asked every one', async () => {
    const { results } = await runConformance(referenceSubject());
    expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    const guidelines = new Set(results.map(({ guideline }) => guideline));
    expect(guidelines.size).toBe(27);
  });
});
