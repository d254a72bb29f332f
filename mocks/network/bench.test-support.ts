import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type HostNetwork, type HostNetworkOptions, hostNetwork } from './host-network.ts';

/** Servers of this machine and networks before them, released together. */
export class Bench {
  readonly #closers: (() => unknown)[] = [];

  network(options: HostNetworkOptions = {}): HostNetwork {
    const made = hostNetwork(options);
    this.later(() => made.close());
    return made;
  }

  /** Does something when the test is over. */
  later(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Listens on a free port of the loopback interface. */
  async listening(server: Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.later(() => server.close());
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** A server whose connections end with the test. */
  serve(accept: (socket: Socket) => void): Promise<number> {
    return this.listening(
      createServer({ allowHalfOpen: true }, (socket) => {
        this.later(() => socket.destroy());
        socket.on('error', () => undefined);
        accept(socket);
      }),
    );
  }

  close(): void {
    for (const close of this.#closers.splice(0).reverse()) close();
  }
}

export const loopback = (port: number) => ({ address: '127.0.0.1', port });
