/** Who sent something. */
export interface Origin {
  readonly host: string;
  readonly port: number;
}

interface Parcel {
  readonly bytes: Buffer;
  readonly origin: Origin;
}

/** What arrived and waits, in the pieces in which it came: nothing is copied until it is taken. */
export class Inbox {
  #parcels: Parcel[] = [];
  #next = 0;
  /** What was taken of the first parcel. */
  #offset = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(bytes: Uint8Array, origin: Origin): void {
    if (bytes.length === 0) return;
    this.#parcels.push({ bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), origin });
    this.#length += bytes.length;
  }

  /** Takes at most `most` bytes, as of a stream. */
  take(most: number): Buffer {
    const parts: Buffer[] = [];
    let missing = Math.min(most, this.#length);
    while (missing > 0) {
      const part = this.#first().subarray(this.#offset, this.#offset + missing);
      parts.push(part);
      missing -= part.length;
      this.#advance(part.length);
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  /** Takes the next datagram. */
  takeDatagram(): Parcel | undefined {
    const parcel = this.#parcels[this.#next];
    if (parcel !== undefined) this.#advance(parcel.bytes.length);
    return parcel;
  }

  /** Takes datagrams as one, at most `most` bytes: what is left of the last one is lost. */
  takeMerged(most: number): Parcel | undefined {
    const parts: Buffer[] = [];
    let missing = most;
    let origin: Origin | undefined;
    while (missing > 0) {
      const parcel = this.takeDatagram();
      if (parcel === undefined) break;
      parts.push(parcel.bytes.subarray(0, missing));
      missing -= parcel.bytes.length;
      origin = parcel.origin;
    }
    return origin === undefined ? undefined : { bytes: Buffer.concat(parts), origin };
  }

  clear(): void {
    this.#parcels = [];
    this.#next = 0;
    this.#offset = 0;
    this.#length = 0;
  }

  #first(): Buffer {
    return this.#parcels[this.#next]?.bytes ?? Buffer.alloc(0);
  }

  #advance(count: number): void {
    this.#length -= count;
    this.#offset += count;
    if (this.#offset < this.#first().length) return;
    this.#offset = 0;
    this.#next += 1;
    // What was taken is forgotten in bulk: moving the rest up each time would cost as much as the rest is long.
    if (this.#next < 64 && this.#next < this.#parcels.length) return;
    this.#parcels = this.#parcels.slice(this.#next);
    this.#next = 0;
  }
}
