import type { Clock } from '../../../src/driver/index.ts';

/** Rung when something may be there; remembers one ring until somebody comes. */
export class Doorbell {
  readonly #clock: Clock;
  readonly #pollMs: number;
  #rung = true;
  #wake: (() => void) | undefined;
  #failure: { readonly reason: unknown } | undefined;

  /** @param pollMs a ring may be lost: so long is waited for one at most */
  constructor(clock: Clock, pollMs: number) {
    this.#clock = clock;
    this.#pollMs = pollMs;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Whoever waits, or comes later, is told this. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake?.();
  }

  /**
   * Resolves at the next ring, or when it is time to look without one.
   * @throws the reason of `signal`; what `fail` was told
   */
  async wait(signal: AbortSignal): Promise<void> {
    this.#check(signal);
    if (!this.#rung) await this.#untilRung(signal);
    this.#check(signal);
    this.#rung = false;
  }

  #check(signal: AbortSignal): void {
    signal.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure.reason;
  }

  #untilRung(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#wake = undefined;
        timer.cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = this.#clock.after(this.#pollMs, done);
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
