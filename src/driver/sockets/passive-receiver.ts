import type { Clock, Timer } from '../../base/clock.ts';

export interface PassiveReceiverOptions {
  /** Reads at most `max` bytes out of the module; nothing when it has none right now. */
  readonly fetch: (max: number) => Promise<Uint8Array>;
  readonly clock: Clock;
  /** A notice of data may be lost: so often it is looked without one, while somebody waits. In milliseconds. */
  readonly pollMs: number;
}

/**
 * The receiving side of a socket whose data waits in the module until it is fetched. The module tells once that there
 * is something (the notice is edge-triggered), so it is fetched until nothing comes; what was received before the peer
 * closed is delivered before the end.
 */
export class PassiveReceiver {
  readonly #options: PassiveReceiverOptions;
  /** There may be data: a notice came, the last fetch brought some, or it is time to look. */
  #worthAsking = true;
  #ended = false;
  #failure: { readonly reason: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(options: PassiveReceiverOptions) {
    this.#options = options;
  }

  /** The module told that there is data. */
  announced(): void {
    this.#worthAsking = true;
    this.#wake?.();
  }

  /** The peer closed: what is there still counts, and after that it is over. */
  ended(): void {
    this.#ended = true;
    this.announced();
  }

  /** Nothing more can be had. The first reason counts. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake?.();
  }

  /**
   * @returns 1 to `max` bytes; undefined at the end
   * @throws what `fail` was told, what `fetch` throws, the reason of `signal`
   */
  async receive(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure.reason;
      if (this.#worthAsking) {
        // A notice that comes while the module is asked is for data that this answer may not have had.
        this.#worthAsking = false;
        const bytes = await this.#options.fetch(max);
        if (bytes.length > 0) {
          this.#worthAsking = true;
          return bytes;
        }
      } else if (this.#ended) {
        return undefined;
      } else {
        await this.#waitForNotice(signal);
      }
    }
  }

  #waitForNotice(signal: AbortSignal): Promise<void> {
    const { clock, pollMs } = this.#options;
    return new Promise((resolve) => {
      const done = (): void => {
        this.#wake = undefined;
        timer.cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer: Timer = clock.after(pollMs, () => {
        this.#worthAsking = true;
        done();
      });
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
