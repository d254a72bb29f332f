import type { Clock } from '../../src/base/clock.ts';
import { messageOf } from '../../src/base/errors.ts';
import type { ModuleIdentity } from '../../src/connectivity/index.ts';
import type { AttachedBoard } from '../board/board.ts';
import { lackOf, type Scenario } from '../scenarios/scenario.ts';
import { Bench } from './bench.ts';
import { endedMeanwhile, type Result, ScenarioFailure, ScenarioSkipped } from './result.ts';

/** A result, and who the module said it was meanwhile. */
export interface Ran {
  readonly result: Result;
  readonly identity?: ModuleIdentity;
}

/** A signal of its own that fires after so long, or with `outer`; `done` gives its timer back. */
function deadline(clock: Clock, limitMs: number, outer: AbortSignal): { signal: AbortSignal; done: () => void } {
  const late = new AbortController();
  const timer = clock.after(limitMs, () => {
    late.abort(new ScenarioFailure(`an end within ${Math.round(limitMs / 1000)} s`, 'none'));
  });
  return { signal: AbortSignal.any([late.signal, outer]), done: () => timer.cancel() };
}

type Outcome = Pick<Result, 'outcome' | 'reason' | 'timeline'>;

const skipped = (reason: string): Outcome => ({ outcome: 'skipped', reason });

function outcomeOf(thrown: unknown, bench: Bench | undefined): Outcome {
  if (thrown instanceof ScenarioSkipped) return skipped(thrown.message);
  return { outcome: 'failed', reason: messageOf(thrown), timeline: bench?.timeline() ?? [] };
}

async function closed(bench: Bench | undefined, so: Outcome): Promise<Outcome> {
  try {
    await bench?.close();
    return so;
  } catch (thrown) {
    return so.outcome === 'failed' ? so : outcomeOf(thrown, bench);
  }
}

/** Runs a scenario on a board that is there. Everything is released afterwards; it never rejects. */
export async function runScenario(
  board: AttachedBoard,
  scenario: Scenario,
  clock: Clock,
  outer: AbortSignal,
): Promise<Ran> {
  const { name, title } = scenario;
  const since = clock.now();
  const lack = outer.aborted ? 'the run was ended before' : lackOf(board, scenario);
  if (lack !== undefined) return { result: { name, title, ...skipped(lack), measures: [], tookMs: 0 } };
  const { done, signal } = deadline(clock, scenario.limitS * 1000, outer);
  let bench: Bench | undefined;
  let outcome: Outcome = { outcome: 'passed' };
  try {
    bench = new Bench(board, clock, signal);
    await scenario.run(bench);
    signal.throwIfAborted();
  } catch (thrown) {
    outcome = outer.aborted ? skipped(endedMeanwhile) : outcomeOf(thrown, bench);
  } finally {
    done();
  }
  outcome = await closed(bench, outcome);
  const result = { name, title, ...outcome, measures: bench?.measures ?? [], tookMs: clock.now() - since };
  return bench?.identity === undefined ? { result } : { result, identity: bench.identity };
}
