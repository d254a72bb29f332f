interface Reader {
  readonly target: Buffer;
  readonly offset: number;
  readonly length: number;
  resolve(bytesRead: number): void;
  reject(error: Error): void;
}

/** What came for the host and was not read yet, with the read that waits for it. */
export class ReceiveBuffer {
  readonly #limit: number;
  #waiting = Buffer.alloc(0);
  #reader: Reader | undefined;
  #lost = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that found no room because nobody read. */
  get lostBytes(): number {
    return this.#lost;
  }

  get length(): number {
    return this.#waiting.length;
  }

  push(bytes: Uint8Array): void {
    const room = this.#limit - this.#waiting.length;
    this.#lost += Math.max(0, bytes.length - room);
    this.#waiting = Buffer.concat([this.#waiting, bytes.subarray(0, room)]);
    this.#serve();
  }

  read(target: Buffer, offset: number, length: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#reader = { target, offset, length, resolve, reject };
      this.#serve();
    });
  }

  /** The read that waits fails, if there is one. */
  fail(error: Error): void {
    this.#reader?.reject(error);
    this.#reader = undefined;
  }

  clear(): void {
    this.#waiting = Buffer.alloc(0);
  }

  #serve(): void {
    const reader = this.#reader;
    if (reader === undefined || this.#waiting.length === 0) return;
    this.#reader = undefined;
    const count = this.#waiting.copy(reader.target, reader.offset, 0, reader.length);
    this.#waiting = this.#waiting.subarray(count);
    reader.resolve(count);
  }
}
