import type { Clock, Timer } from './clock.ts';

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Time that stands still until it is told to move. Between two timers everything that is runnable is run, so that code
 * made of promises sees time pass exactly as it would for real, only at once.
 */
export class VirtualClock implements Clock {
  #now = 0;
  #order = 0;
  readonly #pending = new Set<Pending>();
  readonly #epoch: number;

  /** @param epoch what `date()` says at virtual time 0. */
  constructor(epoch: Date = new Date('2026-01-01T00:00:00Z')) {
    this.#epoch = epoch.getTime();
  }

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.#epoch + this.#now);
  }

  after(delayMs: number, fire: () => void): Timer {
    const entry: Pending = { at: this.#now + Math.max(0, delayMs), order: this.#order++, fire };
    this.#pending.add(entry);
    return { cancel: () => this.#pending.delete(entry) };
  }

  /** How many timers are set: 0 after everything was closed. */
  get timerCount(): number {
    return this.#pending.size;
  }

  /** Lets everything run that needs no time. */
  async settle(): Promise<void> {
    // Two turns: an immediate may itself resolve promises whose continuations set another immediate.
    await macrotask();
    await macrotask();
  }

  /** Moves the time forward by `ms`, firing what falls due, in order. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    await this.settle();
    for (let next = this.#next(target); next !== undefined; next = this.#next(target)) {
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
      await this.settle();
    }
    this.#now = target;
  }

  /** Moves the time until `condition` holds; false when `limitMs` passed first. */
  async until(condition: () => boolean, limitMs: number): Promise<boolean> {
    const target = this.#now + limitMs;
    await this.settle();
    while (!condition()) {
      const next = this.#next(target);
      if (next === undefined) {
        this.#now = target;
        return condition();
      }
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
      await this.settle();
    }
    return true;
  }

  #next(limit: number): Pending | undefined {
    let first: Pending | undefined;
    for (const entry of this.#pending) {
      if (entry.at > limit) continue;
      if (first === undefined || entry.at < first.at || (entry.at === first.at && entry.order < first.order)) {
        first = entry;
      }
    }
    return first;
  }
}
