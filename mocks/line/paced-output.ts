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

/**
 * Lets bytes go at the speed of a serial line, each piece when its last bit would have arrived. What does not fit into
 * its buffer of 1 MiB is lost, newest first.
 */
export class PacedOutput {
  readonly #pacing: Pacing;
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #timer: Timer | undefined;

  constructor(pacing: Pacing, deliver: (bytes: Uint8Array) => void) {
    this.#pacing = pacing;
    this.#deliver = deliver;
  }

  write(bytes: Uint8Array): void {
    const size = Math.max(1, this.#pacing.chunk ?? (this.#pacing.baudRate === undefined ? bytes.length : pacedChunk));
    for (let at = 0; at < bytes.length; at += size) this.#piece(bytes.slice(at, at + size));
  }

  /** Forgets what waits, and its timer. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
  }

  #piece(bytes: Uint8Array): void {
    if (this.#pacing.baudRate === undefined) {
      this.#deliver(bytes);
      return;
    }
    if (this.#waitingBytes + bytes.length > mostWaitingBytes) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#timer === undefined) this.#next();
  }

  #next(): void {
    const bytes = this.#waiting.shift();
    if (bytes === undefined) {
      this.#timer = undefined;
      return;
    }
    this.#waitingBytes -= bytes.length;
    const durationMs = (bytes.length * 10_000) / (this.#pacing.baudRate ?? Number.POSITIVE_INFINITY);
    this.#timer = this.#pacing.clock.after(durationMs, () => {
      this.#deliver(bytes);
      this.#next();
    });
  }
}
