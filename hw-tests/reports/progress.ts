import type { Result } from '../runner/result.ts';
import { measuresOf, timeOf } from './words.ts';

const signs = { passed: 'ok    ', failed: 'FAILED', skipped: 'skip  ' } as const;

/** One line for each result as it comes; the events below a failure. */
export function progressLines(board: string, width: number, result: Result): readonly string[] {
  const { name, outcome, reason, timeline = [], tookMs } = result;
  const said = [outcome === 'skipped' ? '' : timeOf(tookMs), measuresOf(result)].filter(Boolean).join('  ');
  const note = reason === undefined ? '' : `${said === '' ? '' : '  '}${reason}`;
  const line = `${board.padEnd(width)}  ${signs[outcome]}  ${name.padEnd(28)}  ${said}${note}`.trimEnd();
  return outcome === 'failed' ? [line, ...timeline.slice(-20).map((event) => `    ${event}`)] : [line];
}
