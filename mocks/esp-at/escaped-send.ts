import type { DataConsumer } from './answer.ts';

const backslash = 0x5c;
const zero = 0x30;

/** The bytes of `AT+CIPSENDEX`: a backslash is dropped and what follows it is kept, and `\0` ends them. */
export class EscapedSend implements DataConsumer {
  readonly #most: number;
  readonly #done: (bytes: Buffer) => void;
  readonly #bytes: number[] = [];
  #escaped = false;

  constructor(most: number, done: (bytes: Buffer) => void) {
    this.#most = most;
    this.#done = done;
  }

  receive(bytes: Uint8Array): number {
    for (const [index, byte] of bytes.entries()) {
      if (!this.#take(byte)) continue;
      this.#done(Buffer.from(this.#bytes));
      return index + 1;
    }
    return bytes.length;
  }

  /** True when this was the last one. */
  #take(byte: number): boolean {
    if (!this.#escaped && byte === backslash) {
      this.#escaped = true;
      return false;
    }
    if (this.#escaped && byte === zero) return true;
    this.#escaped = false;
    this.#bytes.push(byte);
    return this.#bytes.length >= this.#most;
  }
}
