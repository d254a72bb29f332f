/** Bytes in the chunks in which they came; nothing is looked at byte by byte. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  /** The first `count` bytes, or as many as there are; they stay. */
  peek(count: number): Uint8Array {
    return this.#copy(count, false);
  }

  /** The first `count` bytes, or as many as there are. */
  take(count: number): Uint8Array {
    return this.#copy(count, true);
  }

  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }

  #copy(count: number, remove: boolean): Uint8Array {
    const wanted = Math.min(count, this.#length);
    const pieces: Uint8Array[] = [];
    let left = wanted;
    let used = 0;
    for (; left > 0; used++) {
      const piece = this.#chunks[used]?.subarray(0, left) ?? new Uint8Array(0);
      pieces.push(piece);
      left -= piece.length;
    }
    if (remove) this.#drop(used, pieces.at(-1)?.length ?? 0);
    if (remove) this.#length -= wanted;
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  }

  /** Drops `used` chunks, the last of which was used up to `lastLength` only. */
  #drop(used: number, lastLength: number): void {
    if (used === 0) return;
    const rest = this.#chunks[used - 1]?.subarray(lastLength);
    this.#chunks.splice(0, used, ...(rest === undefined || rest.length === 0 ? [] : [rest]));
  }
}
