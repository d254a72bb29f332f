import { UsageError } from '../base/errors.ts';
import type {
  ConnectOptions,
  DatagramInfo,
  LookupFunction,
  LookupOptions,
  ModuleDatagramSocket,
  ModuleServer,
  ModuleSocket,
  OpenedSockets,
  PingOptions,
  PingReply,
  ServerOptions,
  SocketFamily,
  SocketHost,
  SocketLayer,
} from '../connectivity/index.ts';
import { portNumber } from './failures.ts';
import { lookupName, resolveName } from './names.ts';
import { tlsOf } from './opening.ts';
import { Place } from './place.ts';
import { TcpServer } from './tcp-server.ts';
import { TcpSocket } from './tcp-socket.ts';
import { secureByHost } from './tls-by-host.ts';
import { UdpSocket } from './udp-socket.ts';

type Answered = Parameters<LookupFunction>[2];
type ConnectionListener = (socket: ModuleSocket) => void;

/** Node.js sockets over the sockets of modules: what the package's connection manager comes with. */
export const nodeSockets: SocketLayer = (host) => new NodeSockets(host);

class NodeSockets implements OpenedSockets {
  readonly #place: Place;
  // Given away as functions (`lookup` to an HTTP client, for one), so they must not need their `this`.
  readonly lookup: OpenedSockets['lookup'];

  constructor(host: SocketHost) {
    const place = new Place(host);
    this.#place = place;
    this.lookup = (hostname: string, given: LookupOptions | Answered, answered?: Answered): void => {
      if (typeof given === 'function') lookupName(place, hostname, {}, given);
      else if (answered !== undefined) lookupName(place, hostname, given, answered);
    };
  }

  connect(options: ConnectOptions, listener?: () => void): ModuleSocket {
    const port = portNumber(options.port);
    if (typeof options.host !== 'string' || options.host === '') {
      throw new UsageError('connect needs a host', { hint: "{ host: 'example.com', port: 80 }, for example." });
    }
    const tls = tlsOf(options);
    const below = new TcpSocket(this.#place, options).open({ options, port });
    const socket = tls?.by === 'host' ? secureByHost(below, options, tls) : below;
    if (listener !== undefined) socket.once(tls === undefined ? 'connect' : 'secureConnect', listener);
    return socket;
  }

  createSocket(
    type: 'udp4' | 'udp6' | { readonly type: 'udp4' | 'udp6' },
    listener?: (message: Buffer, from: DatagramInfo) => void,
  ): ModuleDatagramSocket {
    const name = typeof type === 'string' ? type : type.type;
    if (name !== 'udp4' && name !== 'udp6') throw new UsageError(`${JSON.stringify(name)} is neither udp4 nor udp6`);
    const socket = new UdpSocket(this.#place, name === 'udp6' ? 6 : 4);
    if (listener !== undefined) socket.on('message', listener);
    return socket;
  }

  createServer(given: ServerOptions | ConnectionListener = {}, listener?: ConnectionListener): ModuleServer {
    const server = new TcpServer(this.#place, typeof given === 'function' ? {} : given);
    const connected = typeof given === 'function' ? given : listener;
    if (connected !== undefined) server.on('connection', connected);
    return server;
  }

  async resolve(
    name: string,
    { family, signal }: { readonly family?: SocketFamily; readonly signal?: AbortSignal } = {},
  ): Promise<readonly string[]> {
    try {
      return await resolveName(this.#place, name, family, this.#either(signal));
    } catch (thrown) {
      signal?.throwIfAborted();
      throw this.#place.error(thrown, 'getaddrinfo');
    }
  }

  async ping(host: string, options: PingOptions = {}): Promise<readonly PingReply[]> {
    const { count = 4, each, signal, timeoutMs = 4000 } = options;
    const replies: PingReply[] = [];
    try {
      const provider = this.#place.provider('ping');
      if (provider.ping === undefined) throw this.#place.cannot('ping', 'the module does not offer ping');
      const replied = (reply: PingReply): void => {
        this.#place.used();
        replies.push(reply);
        each?.(reply);
      };
      await provider.ping({ host, count, timeoutMs }, replied, this.#either(signal));
    } catch (thrown) {
      signal?.throwIfAborted();
      throw this.#place.error(thrown, 'ping');
    }
    return replies;
  }

  close(): Promise<void> {
    return this.#place.close();
  }

  #either(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#place.signal : AbortSignal.any([signal, this.#place.signal]);
  }
}
