import type { Clock } from '../../../src/base/clock.ts';
import type { Timers } from '../../module/timers.ts';

// What the transmit buffer takes ahead of the line.
const bufferBytes = 4096;
// However fast the clock, no more than this goes out at once: whoever reads the line has to come along.
const mostAtOnce = 4096;
const bitsPerByte = 10;

/** What the pace depends on. */
export interface PaceHost {
  readonly timers: Timers;
  readonly clock: Clock;
  /** The shortest time in which a timer can be trusted, in the module's milliseconds. */
  readonly tickMs: number;
  readonly baudRate: number;
}

/** Lets payload that nobody asked for out no faster than the UART could, so that the network waits instead. */
export class UartPace {
  readonly #host: PaceHost;
  #freeAt = 0;
  #burst = 0;
  readonly #waiting = new Set<() => void>();

  constructor(host: PaceHost) {
    this.#host = host;
  }

  /** Whether more may go out now; if not, `then` is called when it may. */
  ready(then: () => void): boolean {
    const { baudRate, clock, tickMs, timers } = this.#host;
    const slackMs = Math.max((bufferBytes * bitsPerByte * 1000) / baudRate, tickMs);
    const aheadMs = this.#freeAt - clock.now();
    if (aheadMs <= slackMs && this.#burst < mostAtOnce) return true;
    if (this.#waiting.size === 0) {
      timers.after(Math.max(tickMs, aheadMs - slackMs), () => {
        this.#burst = 0;
        const waiting = [...this.#waiting];
        this.#waiting.clear();
        for (const resume of waiting) resume();
      });
    }
    this.#waiting.add(then);
    return false;
  }

  /** So many bytes went out. */
  spent(bytes: number): void {
    const { baudRate, clock } = this.#host;
    const now = clock.now();
    if (now >= this.#freeAt) this.#burst = 0;
    this.#freeAt = Math.max(this.#freeAt, now) + (bytes * bitsPerByte * 1000) / baudRate;
    this.#burst += bytes;
  }
}
