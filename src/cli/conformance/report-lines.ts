import type { CheckResult, ConformanceReport, MutantResult } from '../../conformance/index.ts';
import { countOutcomes, guidelineTitles } from '../../conformance/index.ts';

const signs = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' } as const;

function checkLines(result: CheckResult): string[] {
  const { id, title, outcome, reason, expected, seen, timeline } = result;
  const lines = [`  ${signs[outcome]} ${id.padEnd(6)} ${title}`];
  if (outcome === 'skipped') lines.push(`              skipped: ${reason}`);
  if (outcome === 'failed') {
    lines.push(`              expected ${expected}`, `              saw ${seen}`);
    for (const line of timeline ?? []) lines.push(`              | ${line}`);
  }
  return lines;
}

/** A report for a terminal: every guideline with its checks, then the sum. */
export function reportLines(report: ConformanceReport): readonly string[] {
  const lines = [report.subject];
  let guideline: string | undefined;
  for (const result of report.results) {
    if (result.guideline !== guideline) {
      guideline = result.guideline;
      lines.push('', `${result.guideline.padEnd(4)} ${guidelineTitles[result.guideline]}`);
    }
    lines.push(...checkLines(result));
  }
  const { passed, failed, skipped } = countOutcomes(report);
  return [...lines, '', `${report.subject}: ${passed} passed, ${failed} failed, ${skipped} skipped`];
}

/** One line for a mutant: what it does wrong, and which checks noticed. */
export function mutantLine({ mutant, breaks, caught, failedChecks }: MutantResult): string {
  return `${caught ? 'caught' : 'MISSED'}  ${breaks.padEnd(4)} ${mutant.padEnd(60)}  ${failedChecks.join(', ')}`.trimEnd();
}
