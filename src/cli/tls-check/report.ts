import type { Cli } from '../cli.ts';
import { tableLines } from '../output/table.ts';
import { type CaseResult, caseTexts } from './cases.ts';
import type { TlsVerdict } from './judge.ts';

const columns = [
  { title: 'SERVER' },
  { title: 'ITS CERTIFICATE', flexible: true },
  { title: 'THE MODULE' },
  { title: '' },
  { title: 'BECAUSE', flexible: true },
];

/** Whether the module did what it has to do with such a server. */
function mark({ name, outcome }: CaseResult): string {
  if (outcome.kind === 'unknown') return '?';
  return (outcome.kind === 'accepted') === (name === 'good') ? 'right' : 'WRONG';
}

const doings = { accepted: 'connected', rejected: 'refused', unknown: 'was not seen' } as const;

/** Who was checked. */
export interface Checked {
  readonly iface: string;
  readonly module: string;
}

/** The results as a table and the verdict below it, or as JSON, one object a line. */
export function showReport(
  cli: Cli,
  { iface, module }: Checked,
  results: readonly CaseResult[],
  { because, verdict }: TlsVerdict,
  json: boolean,
): void {
  if (json) {
    for (const { name, outcome } of results) {
      const { kind } = outcome;
      const reason = outcome.kind === 'accepted' ? undefined : outcome.reason;
      cli.printJson(JSON.stringify({ iface, case: name, outcome: kind, result: mark({ name, outcome }), reason }));
    }
    cli.printJson(JSON.stringify({ iface, module, verdict, because }));
    return;
  }
  const rows = results.map(({ name, outcome }) => [
    name,
    caseTexts[name],
    doings[outcome.kind],
    mark({ name, outcome }),
    outcome.kind === 'accepted' ? '' : outcome.reason.replaceAll(/[\p{Cc}\s]+/gu, ' '),
  ]);
  for (const line of tableLines(columns, rows, cli.io.stdout.columns)) cli.print(line);
  cli.print('');
  cli.print(`${module}: ${verdict}: ${because}`);
}
