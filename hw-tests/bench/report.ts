import { spawnSync } from 'node:child_process';
import { cpus, platform, release } from 'node:os';

/** The value in the middle: one disturbed round does not move it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Prints rows under a heading, numbers to the right. */
function printTable(heading: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  for (const row of all) {
    console.log(`  ${widths.map((width, column) => pad(row[column] ?? '', width, column)).join('  ')}`.trimEnd());
  }
  console.log();
}

const pad = (text: string, width: number, column: number): string =>
  column === 0 ? text.padEnd(width) : text.padStart(width);

export const thousands = (value: number): string => Math.round(value).toLocaleString('en-US');

/** One row a contender: the median of its rounds, the spread, and how it compares with the first of them. */
export function printRates(unit: string, rates: ReadonlyMap<string, readonly number[]>): void {
  const [first] = rates.values();
  const basis = median(first ?? []);
  const rows = [...rates].map(([name, values]) => [
    name,
    thousands(median(values)),
    thousands(Math.min(...values)),
    thousands(Math.max(...values)),
    `${(median(values) / basis).toFixed(2)} x`,
  ]);
  printTable(['', `${unit}, median`, 'least', 'most', 'ratio'], rows);
}

/** Says what the figures were measured on: without that they mean nothing. */
export function describeMachine(pinned: boolean): string {
  const cores = cpus();
  const placement = pinned ? 'client on core 0, responder on core 1' : 'cores as the scheduler likes';
  return `${cores[0]?.model.trim()}, ${cores.length} cores, ${platform()} ${release()}, Node.js ${process.version}; ${placement}`;
}

/** Ties a process with all its threads to one core (Linux). Ties change which client is fastest: say so with figures. */
export function pin(pid: number, core: number): void {
  const { status } = spawnSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
  if (status !== 0) throw new Error('taskset could not pin a process: leave out --pin');
}
