import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { ModuleLink } from './define-driver.ts';

// The longest that a module may take to leave the network, and some.
const farewellMs = 100_000;

/** Has the link do what it does last, if it does anything, and does not wait for that for ever. */
export async function sayFarewell(link: ModuleLink, life: AbortSignal, clock: Clock, log: Log): Promise<void> {
  if (link.farewell === undefined) return;
  const late = new AbortController();
  const timer = clock.after(farewellMs, () => late.abort(new DOMException('it took too long', 'TimeoutError')));
  try {
    await link.farewell(AbortSignal.any([life, late.signal]));
  } catch (thrown) {
    log.debug({ err: thrown }, `farewell: ${messageOf(thrown)}`);
  } finally {
    timer.cancel();
  }
}
