import type { NetworkAddress } from '../../network/contract.ts';

/** What was read out of an inbox. */
export interface Received {
  readonly bytes: readonly Uint8Array[];
  readonly length: number;
  /** Who sent it, of a datagram. */
  readonly from?: NetworkAddress | undefined;
}

/** What a socket received and the host did not read yet. */
export interface Inbox {
  readonly size: number;
  add(bytes: Uint8Array, from?: NetworkAddress): void;
  /** At most so many bytes; of datagrams those of one. */
  take(most: number): Received;
}

/** The room of a socket in bytes, each way (Quectel EC200U and EG915U TCP/IP application note: 0-10240). */
export const socketBufferBytes = 10_240;

/** Bytes of a connection, in the pieces in which they came. */
export class StreamInbox implements Inbox {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#size += bytes.length;
  }

  take(most: number): Received {
    const taken: Uint8Array[] = [];
    let left = Math.min(most, this.#size);
    const length = left;
    while (left > 0) {
      const first = this.#chunks[0] ?? new Uint8Array();
      taken.push(first.subarray(0, left));
      if (first.length > left) this.#chunks[0] = first.subarray(left);
      else this.#chunks.shift();
      left -= Math.min(left, first.length);
    }
    this.#size -= length;
    return { bytes: taken, length };
  }
}

interface Datagram {
  readonly bytes: Uint8Array;
  readonly from: NetworkAddress | undefined;
}

/** Whole datagrams; those for which there is no room are lost, newest first. */
export class DatagramInbox implements Inbox {
  readonly #waiting: Datagram[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(bytes: Uint8Array, from?: NetworkAddress): void {
    if (this.#size + bytes.length > socketBufferBytes) return;
    this.#waiting.push({ bytes, from });
    this.#size += bytes.length;
  }

  take(most: number): Received {
    const first = this.#waiting.shift();
    if (first === undefined) return { bytes: [], length: 0 };
    const length = Math.min(most, first.bytes.length);
    // The rest of a datagram stays for the next read.
    if (length < first.bytes.length) this.#waiting.unshift({ ...first, bytes: first.bytes.subarray(length) });
    this.#size -= length;
    return { bytes: [first.bytes.subarray(0, length)], length, from: first.from };
  }
}
