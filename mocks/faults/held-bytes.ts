import type { Clock, Timer } from '../../src/base/clock.ts';

/** How a piece is to arrive. */
export interface Manner {
  readonly delayMs: number;
  /** It waits for so long for what follows and arrives as one with it. */
  readonly glueMs: number;
  /** It arrives in parts of so many bytes, so far apart. */
  readonly split: { readonly size: number; readonly gapMs: number } | undefined;
}

interface Held {
  bytes: Uint8Array;
  readonly dueMs: number;
  /** Takes what follows to itself. */
  readonly sticky: boolean;
}

// A UART has no more room either; what does not fit is lost, newest first.
const mostHeldBytes = 1024 * 1024;

/** Bytes on their way, in order; what is late holds up all that is behind it. */
export class HeldBytes {
  readonly #clock: Clock;
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, deliver: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  push(bytes: Uint8Array, { delayMs, glueMs, split }: Manner): void {
    if (bytes.length === 0) return;
    if (split === undefined || split.size < 1) {
      this.#hold(bytes, delayMs + glueMs, glueMs > 0);
      return;
    }
    for (let at = 0, part = 0; at < bytes.length; at += split.size, part += 1) {
      this.#hold(bytes.slice(at, at + split.size), delayMs + part * split.gapMs, false);
    }
  }

  /** Lets go at once of what waits. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (let held = this.#take(); held !== undefined; held = this.#take()) this.#deliver(held.bytes);
  }

  /** Forgets what waits. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#held.length = 0;
    this.#heldBytes = 0;
  }

  #hold(bytes: Uint8Array, delayMs: number, sticky: boolean): void {
    const last = this.#held.at(-1);
    if (last === undefined && delayMs <= 0) {
      this.#deliver(bytes);
      return;
    }
    if (this.#heldBytes + bytes.length > mostHeldBytes) return;
    this.#heldBytes += bytes.length;
    if (last?.sticky === true) {
      last.bytes = Buffer.concat([last.bytes, bytes]);
      return;
    }
    const dueMs = Math.max(this.#clock.now() + delayMs, last?.dueMs ?? 0);
    this.#held.push({ bytes: bytes.slice(), dueMs, sticky });
    if (this.#timer === undefined) this.#wait();
  }

  #take(): Held | undefined {
    const held = this.#held.shift();
    this.#heldBytes -= held?.bytes.length ?? 0;
    return held;
  }

  #wait(): void {
    const [first] = this.#held;
    if (first === undefined) return;
    this.#timer = this.#clock.after(first.dueMs - this.#clock.now(), () => {
      this.#timer = undefined;
      const held = this.#take();
      if (held !== undefined) this.#deliver(held.bytes);
      // What came meanwhile may have set it.
      if (this.#timer === undefined) this.#wait();
    });
  }
}
