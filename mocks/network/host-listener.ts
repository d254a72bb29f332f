import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { ListenEvents, NetworkServerTls } from './contract.ts';
import { failureOf } from './failure.ts';
import { HostStream } from './host-stream.ts';
import { networkAddress } from './place.ts';

const handshakeMs = 10_000;

/** @throws Error of OpenSSL for certificates that are none */
function makeServer(tls: NetworkServerTls | undefined, accept: (socket: Socket) => void): Server {
  if (tls === undefined) return createServer({ allowHalfOpen: true }, accept);
  const { cert, clientCa, key } = tls;
  const client = clientCa === undefined ? {} : { ca: [clientCa], requestCert: true, rejectUnauthorized: true };
  return createTlsServer({ allowHalfOpen: true, handshakeTimeout: handshakeMs, cert, key, ...client }, accept);
}

/** A TCP listener of this machine. Connections that it accepted live on when it is closed. */
export class HostListener {
  readonly #server: Server;
  readonly #hold: (stream: HostStream) => void;
  readonly #release: (stream: HostStream) => void;
  readonly #released: (listener: HostListener) => void;
  #events: ListenEvents | undefined;

  constructor(
    local: { readonly address: string; readonly port: number; readonly family: 4 | 6; readonly tls?: NetworkServerTls },
    events: ListenEvents,
    holder: {
      readonly hold: (stream: HostStream) => void;
      readonly release: (stream: HostStream) => void;
      readonly released: (listener: HostListener) => void;
    },
  ) {
    this.#events = events;
    this.#hold = holder.hold;
    this.#release = holder.release;
    this.#released = holder.released;
    this.#server = makeServer(local.tls, (socket) => this.#accept(socket));
    this.#server.on('error', (error) => {
      const { failed } = this.#events ?? {};
      this.close();
      failed?.(failureOf(error));
    });
    this.#server.once('listening', () => {
      const address = this.#server.address();
      if (address !== null && typeof address === 'object') {
        this.#events?.listening(networkAddress(address.address, address.port));
      }
    });
    this.#server.listen({ host: local.address, port: local.port, ipv6Only: local.family === 6 });
  }

  close(): void {
    if (this.#events === undefined) return;
    this.#events = undefined;
    this.#server.close();
    this.#released(this);
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    if (this.#events === undefined || remoteAddress === undefined || remotePort === undefined) {
      socket.destroy();
      return;
    }
    const remote = networkAddress(remoteAddress, remotePort);
    const stream = new HostStream(socket, this.#release);
    this.#hold(stream);
    const events = this.#events.incoming(remote, stream);
    if (events === undefined) {
      stream.destroy();
      return;
    }
    stream.listen(events);
    queueMicrotask(() => stream.open(remote));
  }
}
