import { xmlText } from '../base/xml-text.ts';
import { type CheckResult, type ConformanceReport, countOutcomes } from './report.ts';

function bodyOf(result: CheckResult): string {
  if (result.outcome === 'skipped') return `<skipped message="${xmlText(result.reason ?? '')}"/>`;
  if (result.outcome === 'passed') return '';
  const message = `expected ${result.expected ?? ''}; saw ${result.seen ?? ''}`;
  return `<failure message="${xmlText(message)}">${xmlText((result.timeline ?? []).join('\n'))}</failure>`;
}

/** The report for build servers: one suite, one test case a check. */
export function toJUnitXml(report: ConformanceReport): string {
  const { failed, skipped } = countOutcomes(report);
  const seconds = (ms: number): string => (ms / 1000).toFixed(3);
  const totalMs = report.results.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const cases = report.results.map((result) => {
    const name = xmlText(`${result.id} ${result.title}`);
    const head = `<testcase classname="${xmlText(report.subject)}" name="${name}" time="${seconds(result.tookMs)}"`;
    const body = bodyOf(result);
    return body === '' ? `    ${head}/>` : `    ${head}>${body}</testcase>`;
  });
  const suite = `name="${xmlText(report.subject)}" tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}" time="${seconds(totalMs)}"`;
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
