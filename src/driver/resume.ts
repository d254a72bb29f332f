import type { AttemptRunner } from '../connectivity/index.ts';

/** Has an attempt go on at once if it only waits: for its next turn, or for somebody to do something. */
export function resume(runner: AttemptRunner | undefined): void {
  if (runner?.phase === 'pausing' || runner?.phase === 'waiting-for-parameters') runner.parametersChanged();
}
