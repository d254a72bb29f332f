import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';

// A half typed line is left alone this long after its last byte; then the module speaks anyway.
const typingPauseMs = 300;
// More than a real module parks; the oldest go first.
const mostHeldItems = 64;

/**
 * The module's side of the wire. Every item (an echo, the lines of an answer, one URC; later a prompt, or counted
 * data with its header) is written whole, so that nothing comes between its bytes. URCs wait while the host is in the
 * middle of a line that is being echoed.
 */
export class Output {
  readonly #transmit: (bytes: Uint8Array) => void;
  readonly #timers: Timers;
  readonly #held: string[] = [];
  #pause: Timer | undefined;

  constructor(transmit: (bytes: Uint8Array) => void, timers: Timers) {
    this.#transmit = transmit;
    this.#timers = timers;
  }

  /** Writes one item now. The text is Latin-1: one character is one byte. */
  write(item: string): void {
    if (item !== '') this.#transmit(Buffer.from(item, 'latin1'));
  }

  /** Writes one item at the next line boundary. */
  announce(item: string): void {
    if (this.#pause === undefined) {
      this.write(item);
      return;
    }
    if (this.#held.length >= mostHeldItems) this.#held.shift();
    this.#held.push(item);
  }

  /** The host is in the middle of a line: announcements wait for its end, or for a pause. */
  hold(): void {
    this.#pause?.cancel();
    this.#pause = this.#timers.after(typingPauseMs, () => this.release());
  }

  /** The line ended. */
  release(): void {
    this.#pause?.cancel();
    this.#pause = undefined;
    for (const item of this.#held.splice(0)) this.write(item);
  }
}
