import { AtError } from '../at/index.ts';
import type { ModuleLine } from './module-line.ts';

// What waits longer than the channel's own queue is no work that a driver does.
const mostWaiting = 64;

interface Waiting {
  readonly pass: () => void;
}

/** Lets one user have a module's line for a while: the commands of the others wait. URCs reach everybody meanwhile. */
export class LineGate {
  #held = false;
  readonly #waiting: Waiting[] = [];
  readonly #holders: Waiting[] = [];

  /** Resolves when the line is one's own; the function gives it back, once. @throws the reason of `signal` */
  async hold(signal: AbortSignal): Promise<() => void> {
    if (this.#held) await this.#turn(this.#holders, signal);
    else signal.throwIfAborted();
    this.#held = true;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#release();
    };
  }

  /** The same line for everybody who does not hold it. */
  guard(line: ModuleLine): ModuleLine {
    const whenFree = async <Result>(signal: AbortSignal | undefined, act: () => Promise<Result>): Promise<Result> => {
      if (this.#held) await this.#turn(this.#waiting, signal);
      return await act();
    };
    return {
      clock: line.clock,
      // Nothing is awaited while nobody holds it: a command is sent in the turn in which it was given.
      run: (command, signal) =>
        this.#held ? whenFree(signal, () => line.run(command, signal)) : line.run(command, signal),
      enterDataMode: (request, signal) =>
        this.#held ? whenFree(signal, () => line.enterDataMode(request, signal)) : line.enterDataMode(request, signal),
      onUrc: (urc, handle) => line.onUrc(urc, handle),
      pause: (ms, signal) => line.pause(ms, signal),
    };
  }

  #release(): void {
    const next = this.#holders.shift();
    if (next !== undefined) {
      next.pass();
      return;
    }
    this.#held = false;
    for (const { pass } of this.#waiting.splice(0)) pass();
  }

  #turn(queue: Waiting[], signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (queue.length >= mostWaiting) {
        return reject(new AtError('AT_QUEUE_FULL', 'too many commands are waiting while the line is used exclusively'));
      }
      const waiting: Waiting = {
        pass: () => {
          signal?.removeEventListener('abort', aborted);
          resolve();
        },
      };
      const aborted = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal?.reason);
      };
      queue.push(waiting);
      signal?.addEventListener('abort', aborted, { once: true });
    });
  }
}
