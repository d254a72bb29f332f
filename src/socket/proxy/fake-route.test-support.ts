import { type AddressInfo, connect as connectTcp, createServer } from 'node:net';
import { SocketError } from '../../base/socket-error.ts';
import type { ConnectOptions, InterfaceSockets } from '../../connectivity/index.ts';
import type { ProxyRoute } from './proxy-types.ts';

export const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** An interface that is this machine's own network, with so many sockets; names are all 127.0.0.1. */
export class FakeRoute implements ProxyRoute {
  readonly name: string;
  readonly #most: number;
  ready = true;
  /** What every connection fails with from now on. */
  failure: SocketError | undefined;
  open = 0;
  asked: string[] = [];

  constructor(name = 'lte0', most = Number.POSITIVE_INFINITY) {
    this.name = name;
    this.#most = most;
  }

  isReady(): boolean {
    return this.ready;
  }

  get sockets(): InterfaceSockets {
    return { connect: (options: ConnectOptions) => this.#connect(options) } as unknown as InterfaceSockets;
  }

  #connect({ host, port }: ConnectOptions) {
    this.asked.push(`${host}:${port}`);
    const full = this.open >= this.#most;
    const failure = full ? new SocketError('EMFILE', 'connect EMFILE: all sockets are in use') : this.failure;
    const socket =
      failure === undefined
        ? connectTcp({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
        : connectTcp({ port: 1, host: '127.0.0.1', lookup: () => undefined }).destroy(failure);
    if (failure === undefined) {
      this.open++;
      socket.once('close', () => this.open--);
    }
    return socket;
  }
}

/** A server that says hello and then sends back what it gets. */
export async function helloServer() {
  const server = createServer((peer) => {
    peer.on('error', () => undefined);
    peer.write('hello');
    peer.pipe(peer);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}
