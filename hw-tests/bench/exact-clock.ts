import { type Clock, systemClock } from '../../src/base/clock.ts';

// Node.js counts timers in whole milliseconds, and the system may be as late again.
const coarseMs = 2;

/**
 * The system's time with timers that are exact to some microseconds: the last two milliseconds are spent turning the
 * event loop. It takes a core while anything waits. A simulated line needs it: at 921600 Bd a command takes 0.2 ms, and
 * a timer of Node.js that ends it is late by more than that, which no line is.
 */
export const exactClock: Clock = {
  now: systemClock.now,
  date: systemClock.date,
  after: (delayMs, fire) => {
    const dueAt = performance.now() + delayMs;
    let isCancelled = false;
    let turn: NodeJS.Immediate | undefined;
    const look = (): void => {
      if (isCancelled) return;
      if (performance.now() >= dueAt) fire();
      else turn = setImmediate(look);
    };
    const coarse = delayMs > coarseMs ? systemClock.after(delayMs - coarseMs, look) : undefined;
    if (coarse === undefined) turn = setImmediate(look);
    return {
      cancel: () => {
        isCancelled = true;
        coarse?.cancel();
        if (turn !== undefined) clearImmediate(turn);
      },
    };
  },
};
