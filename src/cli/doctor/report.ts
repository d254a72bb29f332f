import { cut } from '../output/table.ts';
import type { ExaminedSubject } from './examine-port.ts';

const clean = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

const simWords = (state: string | undefined): string | undefined => (state === 'READY' ? 'SIM ready' : state);

/** What was seen, in a line: who the module is, how it is registered, how well it hears. */
function stateOf({ seen }: ExaminedSubject): string {
  const { line, module, network, radio, sim } = seen;
  const signal = radio?.rsrpDbm === undefined ? undefined : `${radio.rsrpDbm} dBm RSRP`;
  const parts = [
    [module?.manufacturer, module?.model, module?.firmware].filter(Boolean).join(' ') || undefined,
    line?.answeredAt === undefined ? undefined : `${line.answeredAt} bit/s`,
    simWords(sim?.state),
    radio?.registration,
    signal,
    network?.isConnected === true ? 'connected' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** What a person reads: a line a finding, then why, what mends it, and where more is written. */
export function reportLines(subjects: readonly ExaminedSubject[]): readonly string[] {
  const lines = subjects.flatMap((each) => [...subjectLines(each), '']);
  const count = subjects.reduce((sum, { findings }) => sum + findings.length, 0);
  if (subjects.length === 1) return lines.slice(0, -1);
  return [...lines, count === 0 ? 'no findings' : count === 1 ? '1 finding' : `${count} findings`];
}

function subjectLines(examined: ExaminedSubject): readonly string[] {
  const { findings, hidden, notes, subject } = examined;
  const state = stateOf(examined);
  const lines = [state === '' ? subject : `${subject}: ${cut(clean(state), 300)}`];
  for (const { code, mend, page, reason, title } of findings) {
    lines.push(`  ${code}  ${title}`, `    why:  ${clean(reason)}`, `    mend: ${mend}`, `    more: ${page}`);
  }
  lines.push(...notes.map((note) => `  note: ${note}`));
  if (findings.length === 0) lines.push('  no findings');
  if (hidden.length > 0) lines.push(`  not looked at because of this: ${hidden.join(', ')}`);
  return lines;
}

/** One line of JSON a subject, whose texts went through `redact` before they became JSON. */
export function reportJson(
  { findings, hidden, notes, seen, subject }: ExaminedSubject,
  redact: (text: string) => string,
): string {
  const shown = (_key: string, value: unknown): unknown => (typeof value === 'string' ? redact(value) : value);
  return JSON.stringify({ subject, findings, notes, hidden, seen }, shown);
}
