import type { Clock, Timer } from '../../src/base/clock.ts';

export interface PipeReader {
  data(bytes: Uint8Array): void;
  ended(): void;
}

interface Parcel {
  /** Undefined is the end. */
  readonly bytes: Uint8Array | undefined;
  readonly due: number;
  readonly taken: (() => void) | undefined;
}

/** One direction of a connection in memory: what is written arrives in order, `latencyMs` later, while it is read. */
export class MemoryPipe {
  readonly #clock: Clock;
  readonly #latencyMs: number;
  readonly #windowBytes: number;
  readonly #reader: PipeReader;
  #parcels: Parcel[] = [];
  /** The first parcel that was not delivered, and the first that has no room in the window yet. */
  #next = 0;
  #waiting = 0;
  #inWindow = 0;
  #timer: Timer | undefined;
  #paused = false;
  #ended = false;

  constructor(
    options: { readonly clock: Clock; readonly latencyMs: number; readonly windowBytes: number },
    reader: PipeReader,
  ) {
    this.#clock = options.clock;
    this.#latencyMs = options.latencyMs;
    this.#windowBytes = options.windowBytes;
    this.#reader = reader;
  }

  /** Whether something waits to be delivered. */
  get pending(): boolean {
    return this.#next < this.#parcels.length;
  }

  write(bytes: Uint8Array, taken?: () => void): void {
    if (this.#ended) return;
    this.#push(bytes, taken);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#push(undefined, undefined);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  /** Nothing arrives any more. */
  close(): void {
    this.#ended = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#parcels = [];
    this.#next = 0;
    this.#waiting = 0;
    this.#inWindow = 0;
  }

  #push(bytes: Uint8Array | undefined, taken: (() => void) | undefined): void {
    this.#parcels.push({ bytes, taken, due: this.#clock.now() + this.#latencyMs });
    this.#grant();
    this.#schedule();
  }

  #grant(): void {
    for (let parcel = this.#parcels[this.#waiting]; parcel !== undefined; parcel = this.#parcels[this.#waiting]) {
      const length = parcel.bytes?.length ?? 0;
      if (this.#inWindow > 0 && this.#inWindow + length > this.#windowBytes) return;
      this.#inWindow += length;
      this.#waiting += 1;
      if (parcel.taken !== undefined) queueMicrotask(parcel.taken);
    }
  }

  #schedule(): void {
    const parcel = this.#parcels[this.#next];
    if (parcel === undefined || this.#paused || this.#timer !== undefined) return;
    this.#timer = this.#clock.after(Math.max(0, parcel.due - this.#clock.now()), () => {
      this.#timer = undefined;
      this.#deliver();
    });
  }

  #deliver(): void {
    for (let parcel = this.#parcels[this.#next]; parcel !== undefined; parcel = this.#parcels[this.#next]) {
      if (this.#paused || parcel.due > this.#clock.now()) break;
      this.#forget(parcel);
      if (parcel.bytes === undefined) this.#reader.ended();
      else this.#reader.data(parcel.bytes);
    }
    this.#schedule();
  }

  #forget(parcel: Parcel): void {
    this.#next += 1;
    this.#inWindow -= parcel.bytes?.length ?? 0;
    if (this.#next > 256 && this.#next * 2 > this.#parcels.length) {
      this.#parcels = this.#parcels.slice(this.#next);
      this.#waiting -= this.#next;
      this.#next = 0;
    }
    this.#grant();
  }
}
