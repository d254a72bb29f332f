import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';

/** What a command asks of the host in the middle of its exchange. */
export interface InputRequest {
  /** As it stands on the wire. */
  readonly prompt: string;
  /** How many bytes; undefined: up to Ctrl-Z, which sends, or ESC, which does not. */
  readonly length: number | undefined;
  /** At most so many where the length is left open; more are lost. */
  readonly most: number;
  readonly echo: boolean;
  /** Given up when the host is silent for so long; undefined: never. */
  readonly timeoutMs?: number | undefined;
  /** An `A` for every so many bytes (`AT+QFUPL` with acknowledgement). */
  readonly acknowledgeEvery?: number | undefined;
}

/** What the host gave. */
export interface Typed {
  readonly bytes: Uint8Array;
  readonly end: 'complete' | 'cancelled' | 'timeout';
}

/** What an input needs from the port around it. */
export interface TypedInputHost {
  readonly timers: Timers;
  write(bytes: Uint8Array): void;
  done(typed: Typed): void;
}

const controlZ = 0x1a;
const escapeKey = 0x1b;
const acknowledgement = Buffer.from('A');

/** Bytes that belong to a command behind its prompt: counted, never searched, unless the host left the length open. */
export class TypedInput {
  readonly #request: InputRequest;
  readonly #host: TypedInputHost;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #acknowledged = 0;
  #silence: Timer | undefined;

  constructor(request: InputRequest, host: TypedInputHost) {
    this.#request = request;
    this.#host = host;
    this.#wait();
  }

  /** Takes what belongs to it and returns the rest. */
  receive(bytes: Uint8Array): Uint8Array {
    const { length } = this.#request;
    if (length === undefined) return this.#receiveOpen(bytes);
    const wanted = length - this.#size;
    this.#keep(bytes.subarray(0, wanted));
    if (bytes.length >= wanted) this.#end('complete');
    else this.#wait();
    return bytes.subarray(wanted);
  }

  #receiveOpen(bytes: Uint8Array): Uint8Array {
    const at = bytes.findIndex((byte) => byte === controlZ || byte === escapeKey);
    this.#keep(at === -1 ? bytes : bytes.subarray(0, at));
    if (at === -1) {
      this.#wait();
      return bytes.subarray(bytes.length);
    }
    this.#end(bytes[at] === controlZ ? 'complete' : 'cancelled');
    return bytes.subarray(at + 1);
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const { acknowledgeEvery, echo, most } = this.#request;
    const kept = bytes.slice(0, Math.max(0, most - this.#size));
    this.#chunks.push(kept);
    this.#size += kept.length;
    if (echo) this.#host.write(bytes);
    if (acknowledgeEvery === undefined) return;
    for (; this.#acknowledged + acknowledgeEvery <= this.#size; this.#acknowledged += acknowledgeEvery) {
      this.#host.write(acknowledgement);
    }
  }

  #wait(): void {
    this.#silence?.cancel();
    const { timeoutMs } = this.#request;
    if (timeoutMs !== undefined) this.#silence = this.#host.timers.after(timeoutMs, () => this.#end('timeout'));
  }

  #end(end: Typed['end']): void {
    this.#silence?.cancel();
    const [only] = this.#chunks;
    const bytes = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#host.done({ bytes, end });
  }
}
