import type { Clock, Timer } from '../../src/base/clock.ts';

interface Due {
  readonly atMs: number;
  fire: () => void;
}

/** The timers of one life of a module, so that a reboot or a power cut can cancel all of them at once. */
export class Timers {
  readonly #clock: Clock;
  readonly #running = new Set<Timer>();
  /** What waits for its time. */
  readonly #due = new Set<Due>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Calls `fire` after `delayMs` milliseconds, unless everything was cancelled before. What is due earlier comes earlier,
   * which a busy event loop does not see to by itself.
   */
  after(delayMs: number, fire: () => void): Timer {
    const due: Due = { atMs: this.#clock.now() + delayMs, fire: () => undefined };
    const timer = this.#clock.after(delayMs, () => this.#fireUntil(due));
    const entry: Timer = {
      cancel: () => {
        this.#running.delete(entry);
        this.#due.delete(due);
        timer.cancel();
      },
    };
    due.fire = () => {
      entry.cancel();
      fire();
    };
    this.#running.add(entry);
    this.#due.add(due);
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

  #fireUntil(last: Due): void {
    const late = [...this.#due].filter(({ atMs }) => atMs < last.atMs).toSorted((one, other) => one.atMs - other.atMs);
    // One of them may cancel others.
    for (const due of [...late, last]) if (this.#due.has(due)) due.fire();
  }

  cancelAll(): void {
    for (const timer of [...this.#running]) timer.cancel();
  }
}
