import { arch, release as systemRelease, type } from 'node:os';
import type { Clock } from '../src/base/clock.ts';
import { packageVersion } from '../src/cli/version.ts';
import type { Rig } from './boards.ts';
import type { BoardReport, Environment, RunReport } from './runner/result.ts';
import { type RunOptions, runBoard } from './runner/run-board.ts';

function environmentOf(rig: Rig, clock: Clock): Environment {
  return {
    atlink: packageVersion(),
    node: process.version,
    system: `${type()} ${systemRelease()} ${arch()}`,
    rig: rig.source,
    startedAt: clock.date(),
  };
}

/** Runs all boards at once, each with one scenario after the other. It never rejects. */
export async function runRig(rig: Rig, options: RunOptions): Promise<RunReport> {
  const { clock, signal } = options;
  const environment = environmentOf(rig, clock);
  const since = clock.now();
  const boards: BoardReport[] = await Promise.all(rig.boards.map((board) => runBoard(board, options)));
  const tookMs = clock.now() - since;
  const interrupted = signal.aborted ? { interrupted: String(signal.reason) } : {};
  return { environment, boards, tookMs, ...interrupted };
}

/** Whether any board took part, and how it went: the exit code. */
export function exitCodeOf({ boards }: RunReport): 0 | 1 | 2 {
  const results = boards.flatMap((board) => board.results);
  if (results.some(({ outcome }) => outcome === 'failed')) return 1;
  return results.some(({ outcome }) => outcome === 'passed') ? 0 : 2;
}
