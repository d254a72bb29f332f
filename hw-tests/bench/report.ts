import { cpus, platform, release } from 'node:os';
import { isMet, type Measure, median, type Section } from './section.ts';

/** Says what the figures were measured on: without that they mean nothing. */
export function describeMachine(): string {
  const cores = cpus();
  return `${cores[0]?.model.trim()}, ${cores.length} cores, ${platform()} ${release()}, Node.js ${process.version}`;
}

function shown(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function cell(measure: Measure | undefined): string {
  if (measure === undefined) return '-';
  const { values } = measure;
  const spread = values.length > 1 ? ` (${shown(Math.min(...values))}..${shown(Math.max(...values))})` : '';
  return `${shown(median(values))}${spread}`;
}

/** A table as text: the median, and the spread of the rounds behind it. */
export function tableOf({ aims, notes, rows, title }: Section): string {
  const units = [...new Set(rows.flatMap(({ measures }) => measures.map(({ unit }) => unit)))];
  const lines = [
    ['', ...units],
    ...rows.map(({ measures, name }) => [
      name,
      ...units.map((unit) => cell(measures.find((measure) => measure.unit === unit))),
    ]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const table = lines.map((line) =>
    `  ${line.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
  const held = aims.map((aim) => {
    const verdict = Number.isFinite(aim.value) ? (isMet(aim) ? 'met' : 'NOT met') : 'not measured';
    return `  aim: ${aim.text}: ${shown(aim.value)}, ${aim.sense} ${shown(aim.limit)}: ${verdict}`;
  });
  return [title, ...table, ...notes.map((note) => `  ${note}`), ...held, ''].join('\n');
}

/** The same for programs: the median, the least and the most of each quantity, and the value of each round. */
export function jsonOf({ aims, notes, rows, title }: Section): object {
  return {
    title,
    rows: rows.map(({ measures, name }) => ({
      name,
      measures: measures.map(({ unit, values }) => ({
        unit,
        median: median(values),
        least: Math.min(...values),
        most: Math.max(...values),
        values,
      })),
    })),
    aims: aims.map((aim) => ({ ...aim, met: isMet(aim) })),
    notes,
  };
}
