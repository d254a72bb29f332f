/** Bytes that came by themselves and wait to be received; bounded. */
export class CameBytes {
  readonly #parts: Uint8Array[] = [];
  readonly #limit: number;
  #length = 0;

  /** @param limit in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  /** @returns false when there is no room: nothing is taken then */
  add(bytes: Uint8Array): boolean {
    if (this.#length + bytes.length > this.#limit) return false;
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return true;
  }

  take(max: number): Uint8Array {
    const taken: Uint8Array[] = [];
    let room = max;
    while (room > 0) {
      const first = this.#parts.shift();
      if (first === undefined) break;
      taken.push(first.subarray(0, room));
      if (first.length > room) this.#parts.unshift(first.subarray(room));
      room -= Math.min(room, first.length);
    }
    this.#length -= max - room;
    return Buffer.concat(taken);
  }

  clear(): void {
    this.#parts.length = 0;
    this.#length = 0;
  }
}
