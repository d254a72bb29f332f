import type { Clock } from '../base/clock.ts';

/** Waits for `promise`, but no longer than this; false when the time was over first. A rejection comes through. */
export function within(clock: Clock, limitMs: number, promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(limitMs, () => resolve(false));
    promise.then(() => resolve(true), reject).finally(() => timer.cancel());
  });
}
