import type { Guideline } from './check.ts';

/** What came of one check. */
export interface CheckResult {
  readonly id: string;
  readonly guideline: Guideline;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped. */
  readonly reason?: string;
  /** Of a failed check: what should have been, and what was. */
  readonly expected?: string;
  readonly seen?: string;
  /** Of a failed check: the events in order, each with its time. */
  readonly timeline?: readonly string[];
  /** Real milliseconds. */
  readonly tookMs: number;
}

export interface ConformanceReport {
  readonly subject: string;
  readonly results: readonly CheckResult[];
}

/** How many checks ended how. */
export function countOutcomes({ results }: ConformanceReport): Readonly<Record<CheckResult['outcome'], number>> {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of results) count[outcome]++;
  return count;
}

const signs = { passed: 'ok', failed: 'FAILED', skipped: 'skipped' } as const;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function noteOf({ reason, expected, seen }: CheckResult): string {
  if (reason !== undefined) return reason;
  return expected === undefined ? '' : `expected ${expected}; saw ${seen ?? 'nothing'}`;
}

/** The report for people: a table, then the events of each failed check. */
export function toMarkdown(report: ConformanceReport): string {
  const { passed, failed, skipped } = countOutcomes(report);
  const lines = [
    `# Conformance of ${report.subject}`,
    '',
    `${passed} passed, ${failed} failed, ${skipped} skipped.`,
    '',
    '| check | what is expected | result | note |',
    '|---|---|---|---|',
    ...report.results.map(
      (result) => `| ${result.id} | ${cell(result.title)} | ${signs[result.outcome]} | ${cell(noteOf(result))} |`,
    ),
  ];
  for (const { id, timeline, outcome } of report.results) {
    if (outcome !== 'failed') continue;
    lines.push('', `## Events of ${id}`, '', '```text', ...(timeline ?? []), '```');
  }
  return `${lines.join('\n')}\n`;
}

/** The report for programs. */
export function toJson(report: ConformanceReport): string {
  return `${JSON.stringify({ subject: report.subject, ...countOutcomes(report), results: report.results }, undefined, 2)}\n`;
}
