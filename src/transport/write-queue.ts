import { type AtlinkError, TransportError } from '../base/errors.ts';

/** More than this waiting to be written means that nobody listens to the promises of `write`. */
const defaultLimitBytes = 4 * 1024 * 1024;

/**
 * Writes some of `bytes` and tells how many were taken: at once where the platform can, else when the line is ready
 * again (0 then means: ask again). It rejects when the line is gone.
 */
export type WriteSome = (bytes: Uint8Array) => number | Promise<number>;

interface Entry {
  readonly bytes: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts writes one behind the other, each complete before the next begins. The queue is bounded, and `end` releases
 * every waiting write with an error, also one that is blocked in the middle.
 */
export class WriteQueue {
  readonly #writeSome: WriteSome;
  readonly #onFailure: (cause: unknown) => void;
  readonly #limitBytes: number;
  readonly #entries: Entry[] = [];
  #waitingBytes = 0;
  #running = false;
  #ended: AtlinkError | undefined;

  constructor(writeSome: WriteSome, onFailure: (cause: unknown) => void, limitBytes = defaultLimitBytes) {
    this.#writeSome = writeSome;
    this.#onFailure = onFailure;
    this.#limitBytes = limitBytes;
  }

  /** True while a write has not been handed over completely. */
  get isBusy(): boolean {
    return this.#entries.length > 0;
  }

  /**
   * Resolves when `bytes` were handed over.
   * @throws TransportError `PORT_FAILED` when too much is waiting already; what `end` was given
   */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (bytes.length === 0) return Promise.resolve();
    if (this.#waitingBytes > 0 && this.#waitingBytes + bytes.length > this.#limitBytes) {
      const waiting = `${this.#waitingBytes} bytes are waiting to be written already`;
      return Promise.reject(
        new TransportError('PORT_FAILED', waiting, { hint: 'Wait for the promise of a write before the next one.' }),
      );
    }
    return new Promise((resolve, reject) => {
      this.#entries.push({ bytes, resolve, reject });
      this.#waitingBytes += bytes.length;
      if (!this.#running) this.#run();
    });
  }

  /** From now on every write rejects with `error`, the waiting ones too. */
  end(error: AtlinkError): void {
    if (this.#ended) return;
    this.#ended = error;
    for (const entry of this.#entries.splice(0)) entry.reject(error);
    this.#waitingBytes = 0;
  }

  #run(): void {
    this.#running = true;
    this.#drain().catch((cause: unknown) => {
      // Whoever owns the line ends the queue now, and so rejects what waits in it.
      if (!this.#ended) this.#onFailure(cause);
    });
  }

  async #drain(): Promise<void> {
    for (let entry = this.#entries[0]; entry && !this.#ended; entry = this.#entries[0]) {
      let rest = entry.bytes;
      while (rest.length > 0) {
        const step = this.#writeSome(rest);
        // A number means it is done: awaiting it would only cost a turn.
        const taken = typeof step === 'number' ? step : await step;
        if (this.#ended) return;
        rest = rest.subarray(taken);
      }
      this.#entries.shift();
      this.#waitingBytes -= entry.bytes.length;
      entry.resolve();
    }
    // Here and not in a later turn: a write that comes in between would find nobody at work.
    this.#running = false;
  }
}
