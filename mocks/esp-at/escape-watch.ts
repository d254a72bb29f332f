import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';

const plus = 0x2b;
const guardMs = 20;
const pattern = 3;

export interface EscapeListener {
  data(bytes: Uint8Array): void;
  escaped(): void;
}

/**
 * Tells `+++` from data: 20 ms of silence before it, less than that between its characters, 20 ms behind it (ESP-AT user
 * guide, `+++`).
 */
export class EscapeWatch {
  readonly #timers: Timers;
  readonly #now: () => number;
  readonly #listener: EscapeListener;
  #heardAt = Number.NEGATIVE_INFINITY;
  #plusses = 0;
  #timer: Timer | undefined;

  constructor(timers: Timers, now: () => number, listener: EscapeListener) {
    this.#timers = timers;
    this.#now = now;
    this.#listener = listener;
    this.#heardAt = now();
  }

  receive(bytes: Uint8Array): void {
    const silence = this.#now() - this.#heardAt;
    this.#heardAt = this.#now();
    this.#timer?.cancel();
    const continues = this.#plusses > 0 || silence >= guardMs;
    const total = this.#plusses + bytes.length;
    if (continues && total <= pattern && bytes.every((byte) => byte === plus)) {
      this.#plusses = total;
      this.#timer = this.#timers.after(guardMs, () => this.#silent());
      return;
    }
    this.#giveBack();
    this.#listener.data(bytes);
  }

  end(): void {
    this.#timer?.cancel();
  }

  #silent(): void {
    if (this.#plusses === pattern) {
      this.#plusses = 0;
      this.#listener.escaped();
    } else {
      this.#giveBack();
    }
  }

  /** What looked like the pattern was data. */
  #giveBack(): void {
    const count = this.#plusses;
    this.#plusses = 0;
    if (count > 0) this.#listener.data(Buffer.alloc(count, plus));
  }
}
