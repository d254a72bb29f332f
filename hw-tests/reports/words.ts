import type { BoardReport, Result } from '../runner/result.ts';

/** `84 ms`, `1.8 s`, `12 s`, `3:05 min`. */
export function timeOf(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
}

/** The measures of a result in words, those of one name together: `connect 0.6 s to 0.9 s (10)`. */
export function measuresOf({ measures }: Pick<Result, 'measures'>): string {
  const names = [...new Set(measures.map(({ name }) => name))];
  return names
    .map((name) => {
      const same = measures.filter((each) => each.name === name);
      const unit = same[0]?.unit;
      const values = same.map(({ value }) => value).sort((one, other) => one - other);
      const word = (value = 0): string => (unit === 'ms' ? timeOf(value) : `${value} ${unit}`);
      const [low, high] = [word(values[0]), word(values.at(-1))];
      const range = low === high ? low : `${low} to ${high}`;
      return `${name} ${range}${same.length > 1 ? ` (${same.length})` : ''}`;
    })
    .join(', ');
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countsOf(boards: readonly Pick<BoardReport, 'results'>[]): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { results } of boards) for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}

/** Who a module said it is, without its number. */
export function moduleOf({ identity, driver }: BoardReport): { readonly model: string; readonly firmware: string } {
  const { firmware = '', manufacturer = '', model = '' } = identity ?? {};
  const named = [manufacturer, model].filter(Boolean).join(' ');
  return { model: named || (driver === undefined ? 'not there' : 'not known'), firmware };
}

/** What took part, without a claim that cannot be kept. */
export function hardwareOf(boards: readonly Pick<BoardReport, 'driver' | 'kind'>[]): string {
  const count = (kind: BoardReport['kind']): number =>
    boards.filter((board) => board.kind === kind && board.driver !== undefined).length;
  const [real, remote, simulated] = [count('real'), count('remote'), count('simulated')];
  return [
    real === 0 ? 'no real hardware took part' : `${real} real ${real === 1 ? 'board' : 'boards'}`,
    ...(remote === 0 ? [] : [`${remote} behind sockets, hardware or not`]),
    ...(simulated === 0 ? [] : [`${simulated} simulated`]),
  ].join('; ');
}
