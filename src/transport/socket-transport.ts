import type { Socket } from 'node:net';
import { type AtlinkError, messageOf, TransportError } from '../base/errors.ts';
import type { Unlock } from './port-lock.ts';
import type { CloseReason, Transport, TransportHandlers } from './transport.ts';
import { WriteQueue } from './write-queue.ts';

/** A connected stream socket as a byte pipe. Made by `tcpPort` and `unixSocketPort`. */
export class SocketTransport implements Transport {
  readonly name: string;
  readonly #socket: Socket;
  readonly #handlers: TransportHandlers;
  readonly #queue: WriteQueue;
  readonly #unlock: Unlock;
  #ended: Promise<void> | undefined;

  constructor(name: string, socket: Socket, handlers: TransportHandlers, unlock: Unlock) {
    this.name = name;
    this.#socket = socket;
    this.#handlers = handlers;
    this.#unlock = unlock;
    this.#queue = new WriteQueue(
      (bytes) => this.#writeAll(bytes),
      (cause) => this.#lose(cause),
    );
    socket.on('data', (chunk: Buffer) => {
      if (!this.#ended) handlers.onBytes(chunk);
    });
    socket.on('error', (cause) => this.#lose(cause));
    socket.on('end', () => this.#lose('the other side hung up'));
    socket.on('close', () => this.#lose('the connection ended'));
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#queue.write(bytes);
  }

  close(): Promise<void> {
    const error = new TransportError('PORT_CLOSED', `${this.name} was closed`, { where: this.name });
    return this.#end({ kind: 'closed' }, error);
  }

  #writeAll(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (cause) => (cause ? reject(cause) : resolve(bytes.length)));
    });
  }

  #lose(cause: unknown): void {
    if (this.#ended) return;
    const message = `${this.name} went away: ${messageOf(cause)}`;
    const error = new TransportError('PORT_LOST', message, { cause, where: this.name });
    // The promise never rejects; whoever calls close() may wait for it.
    void this.#end({ kind: 'lost', error }, error);
  }

  #end(reason: CloseReason, error: AtlinkError): Promise<void> {
    if (!this.#ended) {
      this.#queue.end(error);
      const closed = new Promise<void>((resolve) => {
        if (this.#socket.closed) resolve();
        else this.#socket.once('close', () => resolve());
      });
      // Whoever hears of the end may open it again at once.
      this.#ended = closed.then(this.#unlock);
      void this.#ended.then(() => this.#handlers.onClosed(reason));
      // What was handed over is with the kernel and still leaves; a peer that does not read must not keep us.
      this.#socket.destroy();
    }
    return this.#ended;
  }
}
