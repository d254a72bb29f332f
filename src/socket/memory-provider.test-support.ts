import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import { SocketError } from '../base/socket-error.ts';
import type {
  Datagram,
  DatagramRequest,
  DatagramSocket,
  ListeningSocket,
  ListenRequest,
  PingReply,
  PingRequest,
  SocketAddress,
  SocketFamily,
  SocketLimits,
  SocketProvider,
  StreamRequest,
  StreamSocket,
} from '../connectivity/index.ts';
import { Mailbox } from './mailbox.test-support.ts';
import { MemoryStream } from './memory-stream.test-support.ts';

const localAddress = '10.0.0.2';

class MemoryDatagrams implements DatagramSocket {
  readonly id: number;
  readonly maxBytes = 1460;
  readonly local: SocketAddress;
  readonly #provider: MemoryProvider;
  readonly #arrived = new Mailbox<Datagram>();

  constructor(provider: MemoryProvider, id: number, request: DatagramRequest) {
    this.#provider = provider;
    this.id = id;
    this.local = { address: localAddress, port: request.localPort ?? 40_000 + id, family: request.family };
  }

  async send(bytes: Uint8Array, to: { readonly host: string; readonly port: number }): Promise<void> {
    await this.#provider.delay();
    const copy = Uint8Array.from(bytes);
    this.#provider.datagrams.push({ bytes: copy, ...to });
    const from = { address: to.host, port: to.port, family: this.local.family };
    if (to.port === 7) this.#arrived.put({ bytes: copy, from });
    if (to.port === 9) throw new SocketError('EHOSTUNREACH', `send EHOSTUNREACH ${to.host}:9`, { syscall: 'send' });
  }

  receive(signal: AbortSignal): Promise<Datagram> {
    return this.#arrived.take(signal);
  }

  async close(): Promise<void> {
    this.#arrived.fail(new SocketError('ECONNABORTED', 'closed'));
    this.#provider.freed(this.id);
  }
}

class MemoryListener implements ListeningSocket {
  readonly id: number;
  readonly local: SocketAddress;
  readonly arrived = new Mailbox<StreamSocket>();
  readonly #provider: MemoryProvider;

  constructor(provider: MemoryProvider, id: number, { family = 4, port }: ListenRequest) {
    this.#provider = provider;
    this.id = id;
    this.local = { address: localAddress, port: port === 0 ? 50_080 : port, family };
  }

  accept(signal: AbortSignal): Promise<StreamSocket> {
    return this.arrived.take(signal);
  }

  async close(): Promise<void> {
    this.arrived.fail(new SocketError('ECONNABORTED', 'closed'));
    this.#provider.freed(this.id);
  }
}

export interface MemoryProviderOptions {
  readonly limits?: Partial<SocketLimits>;
  readonly hosts?: Readonly<Record<string, readonly string[]>>;
  readonly clock?: Clock;
  /** Each command takes so long; at once unless given. */
  readonly delayMs?: number;
  /** Of how many bytes that could be read, how many are. */
  readonly readSize?: (most: number) => number;
}

/** The sockets of a module that is not there: connections to servers of the test, in memory. */
export class MemoryProvider implements SocketProvider {
  readonly limits: SocketLimits;
  readonly requests: StreamRequest[] = [];
  readonly streams: MemoryStream[] = [];
  readonly datagrams: { readonly bytes: Uint8Array; readonly host: string; readonly port: number }[] = [];
  reads = 0;
  readonly #options: MemoryProviderOptions;
  readonly #servers = new Map<string, (peer: Duplex) => void>();
  readonly #listeners = new Map<number, MemoryListener>();
  readonly #ids = new Set<number>();

  constructor(options: MemoryProviderOptions = {}) {
    this.#options = options;
    this.limits = { sockets: 6, longestRead: 1500, longestSend: 1460, ...options.limits };
  }

  /** How many numbers of the module are in use. */
  get used(): number {
    return this.#ids.size;
  }

  /** Serves `192.0.2.1:80`. */
  serve(place: string, server: (peer: Duplex) => void): void {
    this.#servers.set(place, server);
  }

  /** Somebody connects to a listener of the module. */
  dial(port: number): Duplex {
    const stream = this.#stream({ address: '198.51.100.7', port: 33_000, family: 4 });
    this.#listeners.get(port)?.arrived.put(stream);
    return stream.peer;
  }

  async delay(): Promise<void> {
    const { clock, delayMs = 0 } = this.#options;
    if (clock !== undefined && delayMs > 0) await new Promise<void>((resolve) => void clock.after(delayMs, resolve));
  }

  readSize(most: number): number {
    return this.#options.readSize?.(most) ?? most;
  }

  freed(id: number): void {
    this.#ids.delete(id);
  }

  async open(request: StreamRequest, signal: AbortSignal): Promise<StreamSocket> {
    this.requests.push(request);
    const { host, port } = request;
    const [address = host] = this.#options.hosts?.[host] ?? [];
    const server = this.#servers.get(`${address}:${port}`);
    const remote: SocketAddress = { address, port, family: address.includes(':') ? 6 : 4 };
    if (/[a-z]/.test(address)) {
      throw new SocketError('ENOTFOUND', `getaddrinfo ENOTFOUND ${host}`, { syscall: 'getaddrinfo', address: host });
    }
    const stream = this.#stream(remote);
    try {
      await this.delay();
      // A port where nobody is: for as long as somebody waits.
      if (port === 65_000) await new Mailbox<never>().take(signal);
      signal.throwIfAborted();
      if (server === undefined) {
        const details = { syscall: 'connect', address, port };
        throw new SocketError('ECONNREFUSED', `connect ECONNREFUSED ${address}:${port}`, details);
      }
    } catch (thrown) {
      this.freed(stream.id);
      throw thrown;
    }
    this.streams.push(stream);
    server(stream.peer);
    return stream;
  }

  async openDatagram(request: DatagramRequest): Promise<DatagramSocket> {
    await this.delay();
    return new MemoryDatagrams(this, this.#number('bind'), request);
  }

  async listen(request: ListenRequest): Promise<ListeningSocket> {
    if (this.#listeners.has(request.port)) {
      throw new SocketError('EADDRINUSE', `listen EADDRINUSE :${request.port}`, { syscall: 'listen' });
    }
    const listener = new MemoryListener(this, this.#number('listen'), request);
    this.#listeners.set(listener.local.port, listener);
    return listener;
  }

  async resolve(name: string, family: SocketFamily | undefined): Promise<readonly string[]> {
    const found = (this.#options.hosts?.[name] ?? []).filter(
      (each) => family === undefined || each.includes(':') === (family === 6),
    );
    if (found.length > 0) return found;
    throw new SocketError('ENOTFOUND', `getaddrinfo ENOTFOUND ${name}`, { syscall: 'getaddrinfo', address: name });
  }

  async ping({ count, host }: PingRequest, each: (reply: PingReply) => void): Promise<void> {
    for (let index = 0; index < count; index++) each({ address: host, roundTripMs: index === 1 ? undefined : 30 });
  }

  #number(syscall: string): number {
    for (let id = 0; id < this.limits.sockets; id++) {
      if (this.#ids.has(id)) continue;
      this.#ids.add(id);
      return id;
    }
    throw new SocketError('EMFILE', `${syscall} EMFILE: all sockets of the module are in use`, { syscall });
  }

  #stream(remote: SocketAddress): MemoryStream {
    return new MemoryStream(this, this.#number('connect'), remote);
  }
}
