import type { Clock, Timer } from '../../src/base/clock.ts';

/**
 * A clock whose date can be set, as a module's real-time clock can be wrong or go back. Its timers are those of the
 * clock behind it: only what the module says of the time is affected (`+CCLK`, `+CTZV`, `%XTIME`).
 */
export class ShiftedClock implements Clock {
  readonly #clock: Clock;
  #shiftMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Moves the date by so many milliseconds; back with a negative number. */
  shift(ms: number): void {
    this.#shiftMs += ms;
  }

  now(): number {
    return this.#clock.now();
  }

  date(): Date {
    return new Date(this.#clock.date().getTime() + this.#shiftMs);
  }

  after(delayMs: number, fire: () => void): Timer {
    return this.#clock.after(delayMs, fire);
  }
}
