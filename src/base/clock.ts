/**
 * Time as a service: the only file that touches the timers of Node.js. Whatever waits takes a `Clock`, so that a test
 * (or the conformance kit) can own the time.
 */

/** A timer that was set and may be cancelled. Cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Monotonic milliseconds; only differences mean anything. */
  now(): number;
  /** Wall-clock time, for what people read. */
  date(): Date;
  /** Calls `fire` once after `delayMs` milliseconds (at least 0). */
  after(delayMs: number, fire: () => void): Timer;
}

// setTimeout overflows to 1 ms beyond this many milliseconds (2^31 - 1, about 24.8 days).
const longestTimerMs = 2_147_483_647;

function systemTimer(delayMs: number, fire: () => void): Timer {
  let handle: NodeJS.Timeout;
  let rest = Math.max(0, delayMs);
  const arm = (): void => {
    const step = Math.min(rest, longestTimerMs);
    rest -= step;
    handle = setTimeout(() => (rest > 0 ? arm() : fire()), step);
  };
  arm();
  return { cancel: () => clearTimeout(handle) };
}

/** The real time. Its timers keep the process alive: close what set them. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after: systemTimer,
};

/** The same time running `factor` times faster (simulated modules use it to hurry). */
export function fasterClock(clock: Clock, factor: number): Clock {
  return {
    now: () => clock.now() * factor,
    date: () => clock.date(),
    after: (delayMs, fire) => clock.after(delayMs / factor, fire),
  };
}
