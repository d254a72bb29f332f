import type { Clock, Timer } from '../../src/base/clock.ts';

/** How fast bytes leave, and in which pieces. */
export interface Pacing {
  readonly clock: Clock;
  /** Bits a second, with 10 bits to a byte (8N1). Left out: at once. */
  readonly baudRate?: number | undefined;
  /** Pieces of at most this many bytes. Default: 64 when paced, else whole. */
  readonly chunk?: number | undefined;
}

const pacedChunk = 64;
// Rather than hold what nobody takes: the UART of a module has no more room either.
const mostWaitingBytes = 1024 * 1024;
// The transmit buffer of a UART: with so much waiting it is full, and with so little it has room again.
const fullBytes = 4096;
const roomBytes = 1024;
// Sums of fractions of a millisecond are not exact.
const sameMs = 1e-6;

const nothing = (): void => undefined;

/**
 * Lets bytes go at the speed of a serial line, each piece when its last bit would have arrived. A timer that was late is
 * made up for. What does not fit into its buffer of 1 MiB is lost, newest first; who heeds `write` never gets there.
 */
export class PacedOutput {
  readonly #pacing: Pacing;
  readonly #deliver: (bytes: Uint8Array) => unknown;
  readonly #drained: () => void;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #timer: Timer | undefined;
  /** When the last bit of what was delivered went over the line. */
  #freeAt = 0;
  /** Whoever takes the bytes is full. */
  #held = false;
  /** The writer was told to wait. */
  #full = false;
  /** Pieces are being given out: who takes one may write, or make room, inside that call. */
  #giving = false;

  /**
   * @param deliver takes a piece; false: it is full, and nothing more comes until `resume` is called
   * @param drained there is room again after `write` said that there is none
   */
  constructor(pacing: Pacing, deliver: (bytes: Uint8Array) => unknown, drained: () => void = nothing) {
    this.#pacing = pacing;
    this.#deliver = deliver;
    this.#drained = drained;
  }

  /** @returns false when it is full: whoever can wait should, until `drained` */
  write(bytes: Uint8Array): boolean {
    if (this.#pacing.baudRate === undefined) this.#pass(bytes);
    else this.#keep(bytes);
    this.#full ||= this.#held || this.#waitingBytes >= fullBytes;
    return !this.#full;
  }

  /** Whoever takes the bytes has room again. */
  resume(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#start();
    this.#tell();
  }

  /** Forgets what waits, and its timer. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
  }

  #pass(bytes: Uint8Array): void {
    const size = Math.max(1, this.#pacing.chunk ?? bytes.length);
    for (let at = 0; at < bytes.length; at += size) this.#give(bytes.slice(at, at + size));
  }

  #keep(bytes: Uint8Array): void {
    const room = mostWaitingBytes - this.#waitingBytes;
    if (room <= 0 || bytes.length === 0) return;
    const kept = bytes.slice(0, room);
    this.#waiting.push(kept);
    this.#waitingBytes += kept.length;
    this.#start();
  }

  /** From an idle line, or one that was held: time that passed meanwhile is not made up for. */
  #start(): void {
    if (this.#timer !== undefined || this.#giving || this.#held || this.#waiting.length === 0) return;
    this.#freeAt = Math.max(this.#freeAt, this.#pacing.clock.now());
    this.#next();
  }

  #next(): void {
    this.#timer = undefined;
    this.#giving = true;
    this.#giveDue();
    this.#giving = false;
  }

  #giveDue(): void {
    const { baudRate = Number.POSITIVE_INFINITY, chunk = pacedChunk, clock } = this.#pacing;
    for (let first = this.#waiting[0]; first !== undefined && !this.#held; first = this.#waiting[0]) {
      const size = Math.min(Math.max(1, chunk), first.length);
      const dueAt = this.#freeAt + (size * 10_000) / baudRate;
      const earlyMs = dueAt - clock.now();
      if (earlyMs > sameMs) {
        this.#timer = clock.after(earlyMs, () => this.#next());
        return;
      }
      this.#freeAt = dueAt;
      if (size === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(size);
      this.#waitingBytes -= size;
      this.#give(first.subarray(0, size));
      this.#tell();
    }
  }

  #give(bytes: Uint8Array): void {
    if (this.#deliver(bytes) === false) this.#held = true;
  }

  #tell(): void {
    if (!this.#full || this.#held || this.#waitingBytes > roomBytes) return;
    this.#full = false;
    this.#drained();
  }
}
