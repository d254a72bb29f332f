import { isIP } from 'node:net';
import { errno, resolverBusy, unknownName } from './errno.ts';
import type { ModemSocket } from './modem-socket.ts';
import type { StackHost } from './stack-host.ts';
import { TcpConnection } from './tcp-connection.ts';
import type { TransportHost } from './transport.ts';
import { poll } from './transport.ts';
import { UdpEndpoint } from './udp-endpoint.ts';

// What a peer, or a name server, may take; the network outside does not hurry with the module.
const connectGuardMs = 120_000;
const resolveGuardMs = 60_000;
const datagramHandshakeMs = 10_000;

interface Destination {
  readonly address: string;
  readonly port: number;
}

type Told = (addresses: readonly string[], status: number) => void;

/** Looks names up, and connects sockets to what it finds. */
export class Dialler {
  readonly #host: StackHost;
  readonly #transportHost: (cid: number) => TransportHost;

  constructor(host: StackHost, transportHost: (cid: number) => TransportHost) {
    this.#host = host;
    this.#transportHost = transportHost;
  }

  connect(socket: ModemSocket, host: string, port: number, done: (error: number) => void): void {
    const connected = socket.isStream && socket.transport?.connected === true;
    if (socket.error !== 0 || connected) {
      done(connected ? errno.EISCONN : socket.error);
      return;
    }
    this.resolve(host, socket.ipFamily, socket.cid, (addresses, status) => {
      const address = addresses[0];
      if (address === undefined) done(status);
      else if (socket.transport instanceof UdpEndpoint) this.#connectDatagrams(socket, { address, port }, done);
      else this.#connectStream(socket, { address, port }, done);
    });
  }

  ensureBound(socket: ModemSocket, done: (error: number) => void): void {
    const { transport } = socket;
    if (socket.boundPort !== undefined || !(transport instanceof UdpEndpoint)) {
      done(0);
      return;
    }
    socket.boundPort = 0;
    transport.bind(this.#host.network, socket.ipFamily, 0, done);
  }

  resolve(name: string, family: 0 | 4 | 6, cid: number, done: Told): void {
    const literal = isIP(name);
    if (this.#host.bearer(cid) === 'down') done([], literal === 0 ? resolverBusy : errno.ENETUNREACH);
    else if (literal === 0) this.#lookUp(name, family, done);
    else if (family === 0 || literal === family) done([name], 0);
    else done([], errno.EAFNOSUPPORT);
  }

  #lookUp(name: string, family: 0 | 4 | 6, done: Told): void {
    let told = false;
    const finish: Told = (addresses, status) => {
      if (told) return;
      told = true;
      guard.cancel();
      done(addresses, status);
    };
    const guard = this.#host.guards.after(resolveGuardMs, () => finish([], resolverBusy));
    this.#host.network.resolve(name, (addresses) => {
      const fitting = addresses.filter((address) => family === 0 || isIP(address) === family);
      finish(fitting, fitting.length === 0 ? unknownName : 0);
    });
  }

  #connectDatagrams(socket: ModemSocket, to: Destination, done: (error: number) => void): void {
    const { transport } = socket;
    if (socket.security !== undefined) {
      // No peer of this network speaks DTLS: the handshake gets no answer.
      this.#host.guards.after(datagramHandshakeMs, () => done(errno.ETIMEDOUT));
      return;
    }
    if (transport instanceof UdpEndpoint) transport.peer = to;
    this.ensureBound(socket, done);
  }

  #connectStream(socket: ModemSocket, to: Destination, done: (error: number) => void): void {
    const tls = socket.security === undefined ? undefined : this.#host.tls(socket);
    const unsafe = socket.security !== undefined && tls === undefined;
    if (!socket.isStream || unsafe) {
      done(unsafe ? errno.ECONNREFUSED : errno.ENOTSUP);
      return;
    }
    const connection = new TcpConnection(this.#transportHost(socket.cid));
    socket.transport = connection;
    const guard = this.#host.guards.after(connectGuardMs, () => connection.fail(errno.ETIMEDOUT, poll.err | poll.hup));
    const localPort = (socket.boundPort ?? 0) > 0 ? socket.boundPort : undefined;
    const stream = this.#host.network.connect(
      { ...to, ...(localPort !== undefined && { localPort }), ...(tls !== undefined && { tls }) },
      connection.events,
    );
    connection.begin(stream, (error) => {
      guard.cancel();
      // Another attempt may follow on the same socket.
      if (error !== 0 && error !== errno.ENETDOWN) socket.transport = undefined;
      done(error);
    });
  }
}
