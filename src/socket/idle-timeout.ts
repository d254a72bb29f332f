import type { Clock, Timer } from '../base/clock.ts';

/** A time without activity after which somebody is told, again and again, until it is 0. */
export class IdleTimeout {
  readonly #clock: Clock;
  readonly #elapsed: () => void;
  #ms = 0;
  #timer: Timer | undefined;
  #activeAt = 0;

  constructor(clock: Clock, elapsed: () => void) {
    this.#clock = clock;
    this.#elapsed = elapsed;
  }

  get ms(): number {
    return this.#ms;
  }

  set(ms: number): void {
    this.cancel();
    this.#ms = ms;
    this.#activeAt = this.#clock.now();
    if (ms > 0) this.#arm(ms);
  }

  /** There was activity. A timer that runs is left alone until it fires: activity is frequent. */
  active(): void {
    this.#activeAt = this.#clock.now();
    if (this.#ms > 0 && this.#timer === undefined) this.#arm(this.#ms);
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(ms: number): void {
    this.#timer = this.#clock.after(ms, () => {
      this.#timer = undefined;
      const rest = this.#activeAt + this.#ms - this.#clock.now();
      if (rest > 0) this.#arm(rest);
      else this.#elapsed();
    });
  }
}
