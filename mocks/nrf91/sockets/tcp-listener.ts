import type { ListenEvents, StackNetwork } from '../../network/contract.ts';
import { errno, errnoOf } from './errno.ts';
import { TcpConnection } from './tcp-connection.ts';
import type { Received, SendRequest, Transport, TransportHost } from './transport.ts';
import { poll } from './transport.ts';

// Both applications listen with a backlog of one.
const backlog = 1;

/** A TCP socket that waits for peers. */
export class TcpListener implements Transport {
  readonly connected = false;
  readonly localPort: number;
  readonly #host: TransportHost;
  readonly #waiting: TcpConnection[] = [];
  #listener: { close(): void } | undefined;
  #error = 0;
  #failureMask = 0;
  #settle: ((error: number) => void) | undefined;

  constructor(host: TransportHost, port: number) {
    this.#host = host;
    this.localPort = port;
  }

  /** Starts listening; `settle` is told 0 or an error number. */
  listen(network: StackNetwork, family: 4 | 6, settle: (error: number) => void): void {
    this.#settle = settle;
    this.#listener = network.listen({ port: this.localPort, family }, this.#events);
  }

  /** Takes the peer that waits. */
  accept(): TcpConnection | undefined {
    return this.#waiting.shift();
  }

  get revents(): number {
    const readable = this.#waiting.length > 0 ? poll.in : 0;
    return readable | this.#failureMask;
  }

  send({ done }: SendRequest): void {
    done(-errno.ENOTCONN);
  }

  receive(): Received {
    return { kind: 'failed', error: this.#error === 0 ? errno.ENOTCONN : this.#error };
  }

  reachChanged(): void {}

  fail(error: number, revents: number): void {
    if (this.#error !== 0) return;
    this.#error = error;
    this.#failureMask = revents;
    this.#release();
    this.#tell(error);
    this.#host.changed();
  }

  close(): void {
    this.destroy();
  }

  destroy(): void {
    this.#error = errno.EBADF;
    this.#release();
    this.#tell(errno.EBADF);
  }

  readonly #events: ListenEvents = {
    listening: () => this.#tell(0),
    failed: (failure) => this.fail(errnoOf(failure), poll.err),
    incoming: (remote, stream) => {
      if (this.#error !== 0 || this.#waiting.length >= backlog || !this.#host.reachable()) return undefined;
      const connection = new TcpConnection(this.#host);
      connection.adopt(stream, remote);
      connection.localPort = this.localPort;
      this.#waiting.push(connection);
      this.#host.traffic();
      this.#host.changed();
      return connection.events;
    },
  };

  #release(): void {
    for (const connection of this.#waiting.splice(0)) connection.destroy();
    this.#listener?.close();
    this.#listener = undefined;
  }

  #tell(error: number): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(error);
  }
}
