import { readSync, writeSync } from 'node:fs';
import { TransportError } from '../base/errors.ts';
import type { SerialIo, SerialIoHandlers } from './serial-io.ts';
import { readTerminal, type SerialReader } from './serial-reader.ts';

/** The part of the bindings' poller that is used here: an event emitter over `uv_poll`. */
export interface DescriptorPoller {
  on(event: 'readable' | 'writable', listener: (error: unknown) => void): unknown;
  removeAllListeners(): unknown;
  /** Replaces what is watched; whatever fired must be asked for again. */
  poll(events: number): void;
}

const readable = 0b01;
const writable = 0b10;
const readBufferBytes = 64 * 1024;

function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
}

function mustWait(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR';
}

/**
 * Reads and writes a non-blocking serial descriptor from Node's own event loop.
 *
 * It is written to with a plain system call, and read by a stream of Node's (see `readTerminal`); where there is none
 * it is polled by `uv_poll`, and read with a plain system call when it is ready. The bindings' own `read` and `write`
 * send each call to a worker thread, which triples the round trip, and their `read` spins for ever on a line that was
 * hung up, because that reads as 0 bytes.
 */
export class PosixSerialIo implements SerialIo {
  readonly #descriptor: number;
  readonly #poller: DescriptorPoller;
  readonly #readerOf: typeof readTerminal;
  #handlers: SerialIoHandlers | undefined;
  #reader: SerialReader | undefined;
  /** There where the descriptor itself is read. */
  #buffer: Uint8Array | undefined;
  #waitingWriter: { resolve: (taken: number) => void; reject: (error: unknown) => void } | undefined;

  /** @param readerOf makes what reads the descriptor; where that gives none, it is polled and read here */
  constructor(descriptor: number, poller: DescriptorPoller, readerOf: typeof readTerminal = readTerminal) {
    this.#descriptor = descriptor;
    this.#poller = poller;
    this.#readerOf = readerOf;
  }

  start(handlers: SerialIoHandlers): void {
    this.#handlers = handlers;
    this.#poller.on('writable', (error) => this.#onWritable(error));
    this.#reader = this.#readerOf(this.#descriptor, {
      onBytes: (chunk) => this.#handlers?.onBytes(chunk),
      onGone: (cause) => this.#gone(cause),
    });
    if (this.#reader !== undefined) return;
    this.#buffer = new Uint8Array(readBufferBytes);
    this.#poller.on('readable', (error) => this.#onReadable(error));
    this.#watch();
  }

  writeSome(bytes: Uint8Array): number | Promise<number> {
    try {
      const taken = writeSync(this.#descriptor, bytes);
      if (taken > 0) return taken;
    } catch (thrown) {
      if (!mustWait(thrown)) return Promise.reject(thrown);
    }
    return new Promise((resolve, reject) => {
      this.#waitingWriter = { resolve, reject };
      this.#watch();
    });
  }

  stop(): void {
    this.#handlers = undefined;
    this.#poller.removeAllListeners();
    this.#waitingWriter?.reject(new TransportError('PORT_CLOSED', 'the port was closed during a write'));
    this.#waitingWriter = undefined;
    this.#reader?.stop();
  }

  /** Both directions are asked for in one call: the poller keeps only the last wish, and a writer must not mute us. */
  #watch(): void {
    const wish = (this.#buffer ? readable : 0) | (this.#waitingWriter ? writable : 0);
    if (!this.#handlers || wish === 0) return;
    try {
      this.#poller.poll(wish);
    } catch (thrown) {
      this.#gone(thrown);
    }
  }

  #onReadable(error: unknown): void {
    if (!this.#handlers) return;
    if (error) this.#gone(error);
    else if (this.#buffer) this.#readOnce(this.#buffer);
  }

  /** One read a turn: what is left makes the descriptor ready again, and timers and other ports get theirs. */
  #readOnce(buffer: Uint8Array): void {
    let count: number;
    try {
      count = readSync(this.#descriptor, buffer, 0, readBufferBytes, null);
    } catch (thrown) {
      if (mustWait(thrown)) this.#watch();
      else this.#gone(thrown);
      return;
    }
    // A terminal that was hung up reads as 0 bytes, again and again.
    if (count === 0) {
      this.#gone(undefined);
      return;
    }
    this.#watch();
    this.#handlers?.onBytes(buffer.slice(0, count));
  }

  #onWritable(error: unknown): void {
    if (!this.#handlers) return;
    if (error) {
      this.#gone(error);
      return;
    }
    const writer = this.#waitingWriter;
    this.#waitingWriter = undefined;
    this.#watch();
    // Nothing was taken yet; the queue asks again with the same bytes.
    writer?.resolve(0);
  }

  #gone(cause: unknown): void {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.onGone(cause);
  }
}
