import { checks } from './checks/index.ts';
import { runCheck } from './run.ts';
import type { ConformanceSubject } from './subject.ts';

/** The part of a test framework that is used: `test` of jest, vitest, mocha or node. */
export type DefineTest = (name: string, run: () => Promise<void>) => void;

/**
 * Defines one test for each check. A skipped check passes: its reason stands in the report of `runConformance`.
 *
 * @example conformanceTests(test, mySubject)
 */
export function conformanceTests<Context, Setup>(test: DefineTest, subject: ConformanceSubject<Context, Setup>): void {
  for (const one of checks) {
    test(`${one.id} ${one.title}`, async () => {
      const result = await runCheck(subject, one);
      if (result.outcome !== 'failed') return;
      const timeline = (result.timeline ?? []).map((line) => `  ${line}`).join('\n');
      throw new Error(`${one.id}: expected ${result.expected}, saw ${result.seen}\n${timeline}`);
    });
  }
}
