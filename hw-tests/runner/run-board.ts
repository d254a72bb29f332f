import type { Clock } from '../../src/base/clock.ts';
import { messageOf } from '../../src/base/errors.ts';
import { within } from '../../src/base/within.ts';
import type { ModuleIdentity } from '../../src/connectivity/index.ts';
import { type AttachedBoard, type Board, BoardAbsent } from '../board/board.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { type ConformanceScope, runConformanceChecks } from './conformance.ts';
import type { BoardReport, Result } from './result.ts';
import { runScenario } from './run-scenario.ts';

export interface RunOptions {
  readonly clock: Clock;
  readonly scenarios: readonly Scenario[];
  readonly conformance: ConformanceScope;
  readonly signal: AbortSignal;
  /** Told of each result as it comes. */
  readonly onResult: (board: Board, result: Result) => void;
}

const closeWithinMs = 10_000;

/** All scenarios of a board that could not be had: skipped when it is not there, else the reason is a failure. */
function notAttached(board: Board, thrown: unknown, { onResult, scenarios, signal }: RunOptions): BoardReport {
  const reason = messageOf(thrown);
  const skips = thrown instanceof BoardAbsent || signal.aborted;
  const results: Result[] = skips
    ? scenarios.map(({ name, title }) => ({ name, title, outcome: 'skipped', reason, measures: [], tookMs: 0 }))
    : [{ name: 'attach', title: 'The board can be used', outcome: 'failed', reason, measures: [], tookMs: 0 }];
  for (const result of results) onResult(board, result);
  return { ...aboutOf(board), results };
}

const aboutOf = ({ description, kind, name }: Board): Omit<BoardReport, 'results'> => ({
  board: name,
  kind,
  description,
});

/** Runs everything on one board, one after the other. It never rejects; what was taken is given back. */
export async function runBoard(board: Board, options: RunOptions): Promise<BoardReport> {
  const { clock, conformance, onResult, scenarios, signal } = options;
  let attached: AttachedBoard;
  try {
    attached = await board.attach(signal);
  } catch (thrown) {
    return notAttached(board, thrown, options);
  }
  const results: Result[] = [];
  let identity: ModuleIdentity | undefined;
  const add = (result: Result): void => {
    results.push(result);
    onResult(board, result);
  };
  try {
    for (const scenario of scenarios) {
      const ran = await runScenario(attached, scenario, clock, signal);
      identity = ran.identity ?? identity;
      add(ran.result);
      // Whatever went wrong in between, the next one begins with the plug in.
      await attached.acts.replug?.();
    }
    if (conformance !== 'none') await runConformanceChecks(attached, conformance, clock, signal, add);
  } finally {
    await within(
      clock,
      closeWithinMs,
      attached.close().catch(() => undefined),
    );
  }
  const { driver, port } = attached.plan;
  return {
    ...aboutOf(board),
    driver: driver.name,
    port: port.name,
    ...(identity !== undefined && { identity }),
    results,
  };
}
