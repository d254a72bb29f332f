import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';

// A half typed line is left alone this long after its last byte; then the module speaks anyway.
const typingPauseMs = 300;
// More than a real module parks; the oldest go first.
const mostHeldBytes = 64 * 1024;

/** Text is Latin-1: one character is one byte. */
export type Item = string | Uint8Array;

const encoded = (item: Item): Uint8Array => (typeof item === 'string' ? Buffer.from(item, 'latin1') : item);

/**
 * The module's side of the wire. Every item (an echo, the lines of an answer, one URC, a prompt, counted data with
 * their header) is written whole, so that nothing comes between its bytes. URCs wait while the host is in the middle of
 * a line that is being echoed.
 */
export class Output {
  readonly #transmit: (bytes: Uint8Array) => void;
  readonly #timers: Timers;
  readonly #held: Uint8Array[] = [];
  #heldBytes = 0;
  #pause: Timer | undefined;
  /** What one turn of the module says, so that it leaves in one piece; undefined outside a turn. */
  #turn: Uint8Array[] | undefined;
  #closed = false;

  constructor(transmit: (bytes: Uint8Array) => void, timers: Timers) {
    this.#transmit = transmit;
    this.#timers = timers;
  }

  /** Writes one item, at the latest when the turn is over. */
  write(...parts: readonly Item[]): void {
    this.inOnePiece(() => {
      for (const part of parts) if (part.length > 0) this.#turn?.push(encoded(part));
    });
  }

  /** Everything that is written in this call leaves in one piece: a system call for each line would cost more. */
  inOnePiece(turn: () => void): void {
    if (this.#turn !== undefined) {
      turn();
      return;
    }
    this.#turn = [];
    try {
      turn();
    } finally {
      // A host that answers inside its call begins a turn of its own.
      const pieces = this.#turn;
      this.#turn = undefined;
      this.#send(pieces);
    }
  }

  /** What the turn has said so far leaves now, at the speed that is in force. */
  flush(): void {
    this.#send(this.#turn?.splice(0) ?? []);
  }

  /** Writes one item at the next line boundary. */
  announce(...parts: readonly Item[]): void {
    if (this.#pause === undefined) {
      this.write(...parts);
      return;
    }
    const item = Buffer.concat(parts.map(encoded));
    this.#held.push(item);
    this.#heldBytes += item.length;
    while (this.#heldBytes > mostHeldBytes) this.#heldBytes -= this.#held.shift()?.length ?? 0;
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
    this.#heldBytes = 0;
    for (const item of this.#held.splice(0)) this.write(item);
  }

  /** Nothing is said any more. */
  close(): void {
    this.flush();
    this.#closed = true;
  }

  #send(pieces: readonly Uint8Array[]): void {
    const [only] = pieces;
    if (only !== undefined && !this.#closed) this.#transmit(pieces.length === 1 ? only : Buffer.concat(pieces));
  }
}
