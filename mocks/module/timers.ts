import type { Clock, Timer } from '../../src/base/clock.ts';

/** The timers of one life of a module, so that a reboot or a power cut can cancel all of them at once. */
export class Timers {
  readonly #clock: Clock;
  readonly #running = new Set<Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `fire` after `delayMs` milliseconds, unless everything was cancelled before. */
  after(delayMs: number, fire: () => void): Timer {
    const timer = this.#clock.after(delayMs, () => {
      this.#running.delete(entry);
      fire();
    });
    const entry: Timer = {
      cancel: () => {
        this.#running.delete(entry);
        timer.cancel();
      },
    };
    this.#running.add(entry);
    return entry;
  }

  /** Calls `fire` when the present turn is over, without a timer: that would take a millisecond at least. */
  soon(fire: () => void): void {
    const entry: Timer = { cancel: () => void this.#running.delete(entry) };
    this.#running.add(entry);
    queueMicrotask(() => {
      if (this.#running.delete(entry)) fire();
    });
  }

  cancelAll(): void {
    for (const timer of [...this.#running]) timer.cancel();
  }
}
