import type { Readable } from 'node:stream';

/** The client ended or broke off before it had said everything. */
class ClientGone extends Error {
  constructor() {
    super('the client is gone');
    this.name = 'ClientGone';
  }
}

const events = ['readable', 'end', 'close', 'error'] as const;

/**
 * Reads a stream by numbers of bytes, however they are chunked; what was not asked for stays in the stream. Nothing else
 * may read from it until it is released.
 */
export class StreamReader {
  readonly #from: Readable;
  // One listener for the whole time: each new one would be told again of the bytes that were too few already.
  readonly #told = (): void => {
    this.#news = true;
    this.#wake();
  };
  #news = true;
  #wake: () => void = () => {};

  constructor(from: Readable) {
    this.#from = from;
    for (const event of events) from.on(event, this.#told);
  }

  /** @throws ClientGone; the reason of `signal` */
  async exactly(count: number, signal: AbortSignal): Promise<Buffer> {
    if (count === 0) return Buffer.alloc(0);
    for (;;) {
      signal.throwIfAborted();
      this.#news = false;
      const got = this.#from.read(count) as Buffer | null;
      if (got?.length === count) return got;
      // At its end a stream gives what it has left, however little.
      if (got !== null || this.#from.readableEnded || this.#from.destroyed) throw new ClientGone();
      await this.#change(signal);
    }
  }

  /** Lets go of the stream. */
  release(): void {
    for (const event of events) this.#from.off(event, this.#told);
  }

  /** Resolves when there is something new to look at: bytes, the end, or an abort. */
  #change(signal: AbortSignal): Promise<void> {
    if (this.#news) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = () => {
        signal.removeEventListener('abort', this.#wake);
        this.#wake = () => {};
        resolve();
      };
      signal.addEventListener('abort', this.#wake, { once: true });
    });
  }
}
