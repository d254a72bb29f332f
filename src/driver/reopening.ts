import type { Clock } from '../base/clock.ts';
import { AtlinkError } from '../base/errors.ts';
import { pause } from '../base/pause.ts';
import type { Port } from '../transport/transport.ts';

const shortestMs = 500;
const longestMs = 5000;
const atOnceMs = 20;
// A port that tells when it comes is tried anyhow: what tells may have missed it.
const unaskedMs = 10_000;

/** Waits between one opening of a port and the next. */
export class Reopening {
  readonly #port: Port;
  readonly #clock: Clock;
  #nextMs = shortestMs;

  constructor(port: Port, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  /** It was opened. */
  opened(): void {
    this.#nextMs = shortestMs;
  }

  /**
   * After a failure: until the port says that something came, else longer each time.
   * @throws the reason of `signal`
   */
  async wait(thrown: unknown, signal: AbortSignal): Promise<void> {
    const isMissing = thrown instanceof AtlinkError && thrown.code === 'PORT_MISSING';
    if (!isMissing || this.#port.attached === undefined) return await this.#rest(signal);
    const since = this.#clock.now();
    await this.#attachedOrOverdue(signal);
    // It is said to be there, and cannot be opened all the same.
    if (this.#clock.now() - since < atOnceMs) await this.#rest(signal);
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const ms = this.#nextMs;
    this.#nextMs = Math.min(ms * 2, longestMs);
    await pause(this.#clock, ms, signal);
  }

  async #attachedOrOverdue(signal: AbortSignal): Promise<void> {
    const either = new AbortController();
    const over = AbortSignal.any([signal, either.signal]);
    try {
      await Promise.race([this.#port.attached?.(over), pause(this.#clock, unaskedMs, over)]);
    } finally {
      // The other one ends now, and what it says to that is nobody's business.
      either.abort(new DOMException('the other came first', 'AbortError'));
    }
    signal.throwIfAborted();
  }
}
