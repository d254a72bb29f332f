import { type BoardReport, medianOf, type RunReport, valuesOf } from '../runner/result.ts';
import { countsOf, hardwareOf, measuresOf, moduleOf, timeOf } from './words.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const signs = { passed: 'ok', failed: 'FAILED', skipped: 'skipped' } as const;

const kinds = {
  real: 'A real board',
  remote: 'Behind a socket, hardware or not',
  simulated: 'Simulated: no hardware',
} as const;

function medianTime({ results }: BoardReport, name: string): string {
  const median = medianOf(valuesOf(results, name));
  return median === undefined ? '' : timeOf(median);
}

function summary(board: BoardReport): string {
  const { firmware, model } = moduleOf(board);
  const dbm = medianOf(valuesOf(board.results, 'signal'));
  const { failed, passed, skipped } = countsOf([board]);
  return row([
    board.board,
    board.kind,
    model,
    firmware,
    dbm === undefined ? '' : `${dbm} dBm`,
    medianTime(board, 'boot to ready'),
    medianTime(board, 'connect'),
    medianTime(board, 'recovery'),
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ]);
}

function details(board: BoardReport): readonly string[] {
  const port = board.port === undefined ? '' : `, at ${board.port}`;
  const lines = [
    '',
    `## ${board.board}`,
    '',
    `${kinds[board.kind]}: ${board.description}${port}.`,
    '',
    '| scenario | what is expected | result | measured | note |',
    '|---|---|---|---|---|',
    ...board.results.map((result) =>
      row([result.name, result.title, signs[result.outcome], measuresOf(result), result.reason ?? '']),
    ),
  ];
  for (const { name, outcome, timeline = [] } of board.results) {
    if (outcome === 'failed') lines.push('', `### Events of ${name}`, '', '```text', ...timeline, '```');
  }
  return lines;
}

/** The report for people. */
export function toMarkdown({ boards, environment, interrupted, tookMs }: RunReport): string {
  const { atlink, node, rig, startedAt, system } = environment;
  const { failed, passed, skipped } = countsOf(boards);
  return [
    '# Hardware tests',
    '',
    `**Modules:** ${hardwareOf(boards)}.`,
    '',
    `${passed} passed, ${failed} failed, ${skipped} skipped, in ${timeOf(tookMs)}.`,
    ...(interrupted === undefined ? [] : ['', `**Ended before its time by ${interrupted}.**`]),
    '',
    `atlink ${atlink}, Node.js ${node}, ${system}; rig: ${rig}; ${startedAt.toISOString()}.`,
    '',
    '| board | kind | module | firmware | signal | boot to ready | connect | recovery | scenarios |',
    '|---|---|---|---|---|---|---|---|---|',
    ...boards.map(summary),
    '',
    'Times are medians. Those of simulated modules say nothing about hardware: they run faster than the real thing.',
    ...boards.flatMap(details),
    '',
  ].join('\n');
}
