import type { Socket } from 'node:net';
import type { NetworkAddress, NetworkFailure, NetworkStream, StreamEvents } from './contract.ts';
import { failureOf } from './failure.ts';
import { isTlsSocket } from './host-tls.ts';
import { networkAddress } from './place.ts';

const localOf = (socket: Socket): NetworkAddress =>
  networkAddress(socket.localAddress ?? '0.0.0.0', socket.localPort ?? 0);

/** One end of a connection of this machine's stack. Whoever makes one calls `open` or `fail` once. */
export class HostStream implements NetworkStream {
  readonly #socket: Socket;
  readonly #released: (stream: HostStream) => void;
  #events: StreamEvents | undefined;
  #opened = false;
  #failure: NetworkFailure | undefined;

  /** @param released is called once, when the socket is closed */
  constructor(socket: Socket, released: (stream: HostStream) => void) {
    this.#socket = socket;
    this.#released = released;
    socket.setNoDelay(true);
    socket.on('error', (error) => {
      this.#failure ??= failureOf(error);
    });
    socket.once('close', () => {
      this.#released(this);
      if (this.#opened) this.#events?.closed(this.#failure);
      this.#events = undefined;
    });
  }

  /** Tells what happens to `events` from now on. */
  listen(events: StreamEvents): void {
    this.#events = events;
  }

  open(remote: NetworkAddress): void {
    if (this.#events === undefined) return;
    this.#opened = true;
    this.#events.opened(localOf(this.#socket), remote);
    this.#socket.on('data', (bytes: Buffer) => this.#events?.data(bytes));
    this.#socket.once('end', () => this.#events?.ended());
  }

  fail(failure: NetworkFailure, detail?: string): void {
    const events = this.#events;
    this.#drop();
    events?.failed(failure, detail);
  }

  send(bytes: Uint8Array, taken?: () => void): void {
    if (this.#events === undefined || this.#socket.writableEnded) return;
    this.#socket.write(bytes, (error) => {
      if (!error && this.#events !== undefined) taken?.();
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#drop();
  }

  #drop(): void {
    this.#events = undefined;
    // The kernel resets for what it still holds itself; what Node.js has already read it does not know of.
    if (this.#socket.readableLength > 0 && !isTlsSocket(this.#socket)) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }
}
