import type { Clock, Timer } from '../base/clock.ts';

// So many looks at the clock in one callback are no bookkeeping: somebody waits by looking.
const patientLooks = 1_000;

/**
 * The clock that the manager and the implementation are given. It counts the timers that are set, catches what timers
 * throw, and notices a callback that waits by looking at the time again and again; for such a one time jumps, so that
 * it ends even where time is virtual.
 */
export class WatchedClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<object>();
  readonly thrown: unknown[] = [];
  #looks: number | undefined;
  #jumpedMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    if (this.#looks !== undefined && ++this.#looks % patientLooks === 0) this.#jumpedMs += 1_000;
    return this.#clock.now() + this.#jumpedMs;
  }

  date(): Date {
    return this.#clock.date();
  }

  after(delayMs: number, fire: () => void): Timer {
    const mark = {};
    this.#timers.add(mark);
    const timer = this.#clock.after(delayMs, () => {
      this.#timers.delete(mark);
      try {
        fire();
      } catch (thrown) {
        this.thrown.push(thrown);
      }
    });
    return {
      cancel: () => {
        this.#timers.delete(mark);
        timer.cancel();
      },
    };
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  /** Runs `call` and tells whether it waited by looking at the time. */
  watch<Result>(call: () => Result): { readonly result: Result; readonly waited: boolean } {
    this.#looks = 0;
    try {
      const result = call();
      return { result, waited: this.#looks >= patientLooks };
    } finally {
      this.#looks = undefined;
    }
  }
}
