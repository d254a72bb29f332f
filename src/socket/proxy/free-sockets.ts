import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/pause.ts';
import { codeOf } from './failure-answers.ts';

// Sockets of the module that others of this program close are not told of here: so often it is tried again.
const againMs = 500;

/** A module has few sockets: who finds none free waits in a queue for one, for a bounded time. */
export class FreeSockets {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock, patienceMs: number) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /** A socket was given back: who has waited longest tries next. */
  freed(): void {
    const [first] = this.#waiting;
    first?.();
  }

  /**
   * Tries `open` until it does not fail for want of a free socket.
   * @throws what `open` throws; `EMFILE` when none became free in time
   */
  async use<Result>(open: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const until = this.#clock.now() + this.#patienceMs;
    for (;;) {
      try {
        return await open();
      } catch (thrown) {
        const left = until - this.#clock.now();
        if (codeOf(thrown) !== 'EMFILE' || left <= 0) throw thrown;
        await this.#wait(Math.min(left, againMs), signal);
      }
    }
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    const freed = new AbortController();
    const wake = (): void => {
      this.#waiting.delete(wake);
      freed.abort();
    };
    this.#waiting.add(wake);
    try {
      await pause(this.#clock, ms, AbortSignal.any([signal, freed.signal]));
    } catch {
      signal.throwIfAborted();
    } finally {
      this.#waiting.delete(wake);
    }
  }
}
