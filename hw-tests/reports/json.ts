import type { RunReport } from '../runner/result.ts';
import { countsOf, moduleOf } from './words.ts';

/** The report for programs. The numbers of modules (IMEI, MAC) stay out of it. */
export function toJson({ boards, environment, interrupted, tookMs }: RunReport): string {
  const shown = boards.map((board) => {
    const { identity: _private, ...rest } = board;
    return { ...rest, ...moduleOf(board) };
  });
  return `${JSON.stringify({ ...environment, tookMs, interrupted, ...countsOf(boards), boards: shown }, undefined, 2)}\n`;
}
