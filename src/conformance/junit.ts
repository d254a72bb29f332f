import { type CheckResult, type ConformanceReport, countOutcomes } from './report.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

// Control characters other than tab, line feed and carriage return cannot stand in XML, escaped or not.
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string): string =>
  text.replace(unprintable, '?').replace(/[&<>"']/g, (character) => entities[character] ?? character);

function bodyOf(result: CheckResult): string {
  if (result.outcome === 'skipped') return `<skipped message="${escaped(result.reason ?? '')}"/>`;
  if (result.outcome === 'passed') return '';
  const message = `expected ${result.expected ?? ''}; saw ${result.seen ?? ''}`;
  return `<failure message="${escaped(message)}">${escaped((result.timeline ?? []).join('\n'))}</failure>`;
}

/** The report for build servers: one suite, one test case a check. */
export function toJUnitXml(report: ConformanceReport): string {
  const { failed, skipped } = countOutcomes(report);
  const seconds = (ms: number): string => (ms / 1000).toFixed(3);
  const totalMs = report.results.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const cases = report.results.map((result) => {
    const name = escaped(`${result.id} ${result.title}`);
    const head = `<testcase classname="${escaped(report.subject)}" name="${name}" time="${seconds(result.tookMs)}"`;
    const body = bodyOf(result);
    return body === '' ? `    ${head}/>` : `    ${head}>${body}</testcase>`;
  });
  const suite = `name="${escaped(report.subject)}" tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}" time="${seconds(totalMs)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${suite}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
