import { TransportError } from '../base/errors.ts';
import type { SerialIo, SerialIoHandlers } from './serial-io.ts';

/** The part of the bindings' port that is used here. */
export interface OverlappedPort {
  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }>;
  write(buffer: Buffer): Promise<void>;
}

const readBufferBytes = 64 * 1024;
// So many empty answers in a row mean that nobody is there; a read that has nothing to say would wait instead.
const mostEmptyReads = 100;

/** Reads and writes where the bindings have no poller (Windows): by the bindings' own overlapped calls. */
export class WindowsSerialIo implements SerialIo {
  readonly #port: OverlappedPort;
  #handlers: SerialIoHandlers | undefined;

  constructor(port: OverlappedPort) {
    this.#port = port;
  }

  start(handlers: SerialIoHandlers): void {
    this.#handlers = handlers;
    this.#read().catch((thrown: unknown) => this.#gone(thrown));
  }

  async writeSome(bytes: Uint8Array): Promise<number> {
    await this.#port.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return bytes.length;
  }

  stop(): void {
    this.#handlers = undefined;
  }

  async #read(): Promise<void> {
    const buffer = Buffer.alloc(readBufferBytes);
    let empty = 0;
    while (this.#handlers) {
      const { bytesRead } = await this.#port.read(buffer, 0, readBufferBytes);
      empty = bytesRead === 0 ? empty + 1 : 0;
      if (empty > mostEmptyReads) throw new TransportError('PORT_LOST', 'the port answers reads with nothing');
      if (bytesRead > 0) this.#handlers?.onBytes(new Uint8Array(buffer.subarray(0, bytesRead)));
    }
  }

  #gone(cause: unknown): void {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.onGone(cause);
  }
}
