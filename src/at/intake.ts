import type { Clock, Timer } from '../base/clock.ts';
import type { Framer } from './framer.ts';

/** A counted block that brings no byte for so long will never be complete: bytes were lost on the way. */
const blockStallMs = 5000;
/** Longer than the gaps that a USB bridge makes in what a module says in one breath. */
const breathMs = 20;
/** More than the answers to `AT`: a block that gets so much is still on its way. */
const flowBytes = 64;

/** What came from the module on its way into the framer, and the moments at which no more of it is waited for. */
export class Intake {
  readonly #clock: Clock;
  readonly #framer: Framer;
  readonly #gaveUp: () => void;
  #receivedAt = 0;
  #flow = 0;
  #breath: Timer | undefined;

  /** @param gaveUp told when a block was given up */
  constructor(clock: Clock, framer: Framer, gaveUp: () => void) {
    this.#clock = clock;
    this.#framer = framer;
    this.#gaveUp = gaveUp;
  }

  /** When the last bytes came, by the clock. */
  get receivedAt(): number {
    return this.#receivedAt;
  }

  receive(bytes: Uint8Array): void {
    const now = this.#clock.now();
    if (now - this.#receivedAt > blockStallMs) this.#giveUp();
    this.#receivedAt = now;
    this.#flow += bytes.length;
    this.#breath?.cancel();
    this.#breath = undefined;
    this.#framer.push(bytes);
    if (this.#framer.holdsBlock) this.#breath = this.#clock.after(breathMs, () => this.#framer.letGo());
  }

  /** Nothing that was asked is answered: a block that may hide the answer is given up, unless it still grows. */
  unanswered(): void {
    if (this.#flow < flowBytes) this.#giveUp();
    this.#flow = 0;
  }

  /** Nothing more is waited for. */
  cancel(): void {
    this.#breath?.cancel();
    this.#breath = undefined;
  }

  #giveUp(): void {
    if (this.#framer.giveUpBlock()) this.#gaveUp();
  }
}
