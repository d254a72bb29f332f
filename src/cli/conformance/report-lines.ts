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

/** The lines of one result; its guideline comes before the first of its checks. */
export function resultLines(result: CheckResult, before: CheckResult | undefined): readonly string[] {
  const { guideline } = result;
  const heading = guideline === before?.guideline ? [] : ['', `${guideline.padEnd(4)} ${guidelineTitles[guideline]}`];
  return [...heading, ...checkLines(result)];
}

/** The sum of a report. */
export function sumLine(report: ConformanceReport): string {
  const { passed, failed, skipped } = countOutcomes(report);
  return `${report.subject}: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** One line for a mutant: what it does wrong, and which checks noticed. */
export function mutantLine({ mutant, breaks, caught, failedChecks }: MutantResult): string {
  return `${caught ? 'caught' : 'MISSED'}  ${breaks.padEnd(4)} ${mutant.padEnd(60)}  ${failedChecks.join(', ')}`.trimEnd();
}
