import { xmlText } from '../../src/base/xml-text.ts';
import type { BoardReport, Result, RunReport } from '../runner/result.ts';
import { countsOf, moduleOf } from './words.ts';

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function caseOf(
  { board }: BoardReport,
  { measures, name, outcome, reason = '', timeline = [], title, tookMs }: Result,
): string {
  const head = `    <testcase classname="${xmlText(board)}" name="${xmlText(`${name}: ${title}`)}" time="${seconds(tookMs)}"`;
  const inner: string[] = [];
  if (measures.length > 0) {
    inner.push(
      '<properties>',
      ...measures.map((each) => `<property name="${xmlText(`${each.name} (${each.unit})`)}" value="${each.value}"/>`),
      '</properties>',
    );
  }
  if (outcome === 'skipped') inner.push(`<skipped message="${xmlText(reason)}"/>`);
  if (outcome === 'failed')
    inner.push(`<failure message="${xmlText(reason)}">${xmlText(timeline.join('\n'))}</failure>`);
  return inner.length === 0 ? `${head}/>` : `${head}>${inner.join('')}</testcase>`;
}

function suiteOf(board: BoardReport, { environment }: RunReport): readonly string[] {
  const { failed, skipped } = countsOf([board]);
  const { firmware, model } = moduleOf(board);
  const { atlink, node, rig, startedAt, system } = environment;
  const properties = { kind: board.kind, description: board.description, model, firmware, atlink, node, system, rig };
  const time = board.results.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const counts = `tests="${board.results.length}" failures="${failed}" errors="0" skipped="${skipped}"`;
  return [
    `  <testsuite name="${xmlText(board.board)}" ${counts} time="${seconds(time)}" timestamp="${startedAt.toISOString()}">`,
    '    <properties>',
    ...Object.entries(properties).map(([name, value]) => `      <property name="${name}" value="${xmlText(value)}"/>`),
    '    </properties>',
    ...board.results.map((result) => caseOf(board, result)),
    '  </testsuite>',
  ];
}

/** The report for build servers: one suite a board, one test case a scenario. */
export function toJUnitXml(report: RunReport): string {
  const body = report.boards.flatMap((board) => suiteOf(board, report));
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...body, '</testsuites>', ''].join('\n');
}
