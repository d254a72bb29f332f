import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/pause.ts';
import { codeOf } from './failure-answers.ts';

/** Whether all sockets of the module are in use, and this one was never opened. */
export const isForWantOfSockets = (thrown: unknown): boolean => codeOf(thrown) === 'EMFILE';

// Sockets of the module that others of this program close are not told of here: so often it is tried again.
const againMs = 500;

/** Somebody who found no socket free; keeps its place in the queue while it tries again. */
interface Waiting {
  /** Undefined while it tries. */
  wake: (() => void) | undefined;
}

/** A module has few sockets: who finds none free waits in a queue for one, for a bounded time. */
export class FreeSockets {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #queue = new Set<Waiting>();

  constructor(clock: Clock, patienceMs: number) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /**
   * A socket was given back: who has waited longest tries next. Not to be told of one that the module never had: each
   * who fails would wake the next, and nothing else of the program would get a turn.
   */
  freed(): void {
    const [first] = [...this.#queue].filter(({ wake }) => wake !== undefined);
    first?.wake?.();
  }

  /**
   * Tries `open` until it does not fail for want of a free socket.
   * @throws what `open` throws; `EMFILE` when none became free in time
   */
  async use<Result>(open: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const until = this.#clock.now() + this.#patienceMs;
    const waiting: Waiting = { wake: undefined };
    try {
      for (;;) {
        try {
          return await open();
        } catch (thrown) {
          const left = until - this.#clock.now();
          if (!isForWantOfSockets(thrown) || left <= 0) throw thrown;
          this.#queue.add(waiting);
          await this.#wait(waiting, Math.min(left, againMs), signal);
        }
      }
    } finally {
      this.#queue.delete(waiting);
    }
  }

  async #wait(waiting: Waiting, ms: number, signal: AbortSignal): Promise<void> {
    const freed = new AbortController();
    waiting.wake = () => {
      waiting.wake = undefined;
      freed.abort();
    };
    try {
      await pause(this.#clock, ms, AbortSignal.any([signal, freed.signal]));
    } catch {
      signal.throwIfAborted();
    } finally {
      waiting.wake = undefined;
    }
  }
}
