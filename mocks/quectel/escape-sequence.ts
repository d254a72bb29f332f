import type { Clock, Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';

/** What the watch over the data needs from the call around it. */
export interface EscapeHost {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Data, without an escape sequence in it. */
  data(bytes: Uint8Array): void;
  escaped(): void;
}

/** The silence on either side (ITU-T V.250; Quectel AT manuals, +++). */
const guardMs = 1000;
const plus = 0x2b;
const sequence = Buffer.from('+++');

/** Finds three plus signs between two seconds of silence. Plus signs that turn out to be data are passed on as such. */
export class EscapeSequence {
  readonly #host: EscapeHost;
  #lastByte = Number.NEGATIVE_INFINITY;
  #held = 0;
  #guard: Timer | undefined;

  constructor(host: EscapeHost) {
    this.#host = host;
  }

  receive(bytes: Uint8Array): void {
    const now = this.#host.clock.now();
    const silence = now - this.#lastByte;
    this.#lastByte = now;
    const continues = this.#held > 0 || silence >= guardMs;
    this.#guard?.cancel();
    if (continues && this.#held + bytes.length <= sequence.length && bytes.every((byte) => byte === plus)) {
      this.#held += bytes.length;
      this.#guard = this.#host.timers.after(guardMs, () => this.#decide());
      return;
    }
    this.#passOn();
    this.#host.data(bytes);
  }

  /** Forgets what is undecided. */
  close(): void {
    this.#guard?.cancel();
    this.#held = 0;
  }

  #decide(): void {
    if (this.#held === sequence.length) {
      this.#held = 0;
      this.#host.escaped();
    } else {
      this.#passOn();
    }
  }

  #passOn(): void {
    const held = this.#held;
    this.#held = 0;
    if (held > 0) this.#host.data(sequence.subarray(0, held));
  }
}
