import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';
import { Inbox } from './inbox.ts';

// A UART without flow control loses what nobody takes; the limit leaves room for lines far faster than a UART.
const mostWaitingBytes = 4 * 1024 * 1024;
const nobody = { host: '', port: 0 };

export interface BlockTaker {
  /** Takes a block; `taken` is called when it has room for the next. */
  send(block: Buffer, taken: () => void): void;
  /** Whether there is anybody to take one now. */
  readonly ready: boolean;
}

/** Sends what is written in blocks: full ones at once, the rest after a pause. */
export class BlockSender {
  readonly #timers: Timers;
  readonly #blockBytes: number;
  readonly #intervalMs: number;
  readonly #taker: BlockTaker;
  readonly #waiting = new Inbox();
  #timer: Timer | undefined;
  #inFlight = false;
  #due = false;

  constructor(timers: Timers, sizes: { readonly blockBytes: number; readonly intervalMs: number }, taker: BlockTaker) {
    this.#timers = timers;
    this.#blockBytes = sizes.blockBytes;
    this.#intervalMs = sizes.intervalMs;
    this.#taker = taker;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  write(bytes: Uint8Array): void {
    if (this.#waiting.length + bytes.length > mostWaitingBytes) return;
    this.#waiting.push(Buffer.from(bytes), nobody);
    this.pump();
  }

  /** Sends what is there without waiting for more. */
  flush(): void {
    this.#due = true;
    this.pump();
  }

  /** There is somebody to take blocks. */
  pump(): void {
    if (this.#inFlight || this.#waiting.length === 0 || !this.#taker.ready) return;
    if (this.#waiting.length < this.#blockBytes && !this.#due) {
      this.#timer?.cancel();
      this.#timer = this.#timers.after(this.#intervalMs, () => this.flush());
      return;
    }
    this.#timer?.cancel();
    const block = this.#waiting.take(this.#blockBytes);
    if (this.#waiting.length === 0) this.#due = false;
    this.#inFlight = true;
    this.#taker.send(block, () => {
      this.#inFlight = false;
      this.pump();
    });
  }

  /** What was on its way is lost: somebody else takes the next. */
  reset(): void {
    this.#inFlight = false;
  }

  end(): void {
    this.#timer?.cancel();
    this.#waiting.clear();
  }
}
