import { Dialler } from './dialler.ts';
import { errno } from './errno.ts';
import type { SocketParameters } from './modem-socket.ts';
import { ModemSocket } from './modem-socket.ts';
import type { StackHost } from './stack-host.ts';
import { TcpConnection } from './tcp-connection.ts';
import { TcpListener } from './tcp-listener.ts';
import type { Received, ReceiveRequest, TransportHost } from './transport.ts';
import { poll } from './transport.ts';
import { UdpEndpoint } from './udp-endpoint.ts';

const raw = 3;
/** The socket option by which a socket outlives its bearer. */
const keepOpen = 34;

/** The IP stack of the modem core: its sockets, by handle. */
export class SocketStack {
  readonly #host: StackHost;
  readonly #sockets = new Map<number, ModemSocket>();
  readonly #listeners = new Set<() => void>();
  /** Connections that were closed here and whose peers have not answered yet. */
  readonly #lingering = new Set<TcpConnection>();
  readonly #dialler: Dialler;
  #ranking = 0;

  constructor(host: StackHost) {
    this.#host = host;
    this.#dialler = new Dialler(host, (cid) => this.#transportHost(cid));
  }

  /** Every open socket, by handle. */
  get all(): readonly ModemSocket[] {
    return [...this.#sockets.values()].sort((a, b) => a.handle - b.handle);
  }

  get(handle: number): ModemSocket | undefined {
    return this.#sockets.get(handle);
  }

  /** Opens a socket; undefined when there are too many, or a raw one is in the way. */
  open(parameters: SocketParameters): ModemSocket | undefined {
    const others = [...this.#sockets.values()].filter(({ cid }) => cid === parameters.cid);
    // A raw socket would take the data of the others.
    const clash = others.some(({ type }) => type === raw || parameters.type === raw);
    const handle = this.#freeHandle();
    if (handle === undefined || clash) return undefined;
    const socket = new ModemSocket(handle, ++this.#ranking, parameters);
    this.#sockets.set(handle, socket);
    if (parameters.type === 2) socket.transport = new UdpEndpoint(this.#transportHost(socket.cid));
    return socket;
  }

  close(socket: ModemSocket): void {
    if (socket.peer !== undefined) this.close(socket.peer);
    this.#sockets.delete(socket.handle);
    const { transport } = socket;
    transport?.close();
    for (const connection of this.#lingering) if (!connection.lingers) this.#lingering.delete(connection);
    if (transport instanceof TcpConnection && transport.lingers) this.#lingering.add(transport);
    this.#changed();
  }

  /** Connects to a name or an address; `done` is told 0, an error number, or the negative status of the resolver. */
  connect(socket: ModemSocket, host: string, port: number, done: (error: number) => void): void {
    this.#dialler.connect(socket, host, port, done);
  }

  /** The addresses of a name, of one family or (0) of both; none with the negative status of the resolver. */
  resolve(
    name: string,
    family: 0 | 4 | 6,
    cid: number,
    done: (addresses: readonly string[], status: number) => void,
  ): void {
    this.#dialler.resolve(name, family, cid, done);
  }

  /** A datagram socket that was never bound gets a port of its own. */
  ensureBound(socket: ModemSocket, done: (error: number) => void): void {
    this.#dialler.ensureBound(socket, done);
  }

  /** Takes a local port. */
  bind(socket: ModemSocket, port: number, done: (error: number) => void): void {
    const refusal = this.#bindRefusal(socket, port);
    const { transport } = socket;
    if (refusal !== 0) {
      done(refusal);
      return;
    }
    socket.boundPort = port;
    if (transport instanceof UdpEndpoint) transport.bind(this.#host.network, socket.ipFamily, port, done);
    else done(0);
  }

  listen(socket: ModemSocket, done: (error: number) => void): void {
    const { boundPort, transport } = socket;
    if (socket.error !== 0 || !socket.isStream || boundPort === undefined || transport !== undefined) {
      done(socket.error === 0 ? errno.EINVAL : socket.error);
      return;
    }
    const listener = new TcpListener(this.#transportHost(socket.cid), boundPort);
    socket.transport = listener;
    listener.listen(this.#host.network, socket.ipFamily, done);
  }

  /** Takes the peer that waits; undefined when none does, or there is no handle for it. */
  accept(socket: ModemSocket): { readonly socket: ModemSocket; readonly connection: TcpConnection } | undefined {
    const { transport } = socket;
    if (!(transport instanceof TcpListener)) return undefined;
    const handle = this.#freeHandle();
    const connection = handle === undefined ? undefined : transport.accept();
    if (handle === undefined || connection === undefined) return undefined;
    const { cid, family, type } = socket;
    const accepted = new ModemSocket(handle, ++this.#ranking, { family, type, role: 0, cid });
    accepted.transport = connection;
    this.#sockets.set(handle, accepted);
    return { socket: accepted, connection };
  }

  /** Receives; waits `timeoutMs` for it, for ever without one. */
  receive(
    socket: ModemSocket,
    request: ReceiveRequest,
    timeoutMs: number | undefined,
    done: (received: Received) => void,
  ): void {
    const attempt = (partial: boolean): Received => {
      const source = socket.peer ?? socket;
      if (source.transport !== undefined)
        return source.transport.receive({ ...request, all: request.all === true && !partial });
      return { kind: 'failed', error: source.error === 0 ? errno.ENOTCONN : source.error };
    };
    const probe = (): Received | undefined => {
      const received = attempt(false);
      return received.kind === 'nothing' ? undefined : received;
    };
    // What came when the time is over is handed out, though it is less than was wanted.
    this.wait(timeoutMs, probe, (received) => done(received ?? attempt(true)));
  }

  /** Waits until `probe` finds something; tells undefined when the time is over. Without a time it waits for ever. */
  wait<T>(timeoutMs: number | undefined, probe: () => T | undefined, done: (found: T | undefined) => void): void {
    const first = probe();
    if (first !== undefined || timeoutMs === 0) {
      done(first);
      return;
    }
    const finish = (found: T | undefined): void => {
      stop();
      timer?.cancel();
      done(found);
    };
    const stop = this.watch(() => {
      const found = probe();
      if (found !== undefined) finish(found);
    });
    const timer = timeoutMs === undefined ? undefined : this.#host.timers.after(timeoutMs, () => finish(undefined));
  }

  /** Calls `listener` whenever something changed that a poll could see. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The bearer of a context is gone: its sockets are dead and have to be closed. */
  bearerLost(cid: number, revents: number): void {
    for (const socket of this.#sockets.values()) {
      const staysOpen = socket.options.get(keepOpen) === 1;
      if (socket.cid === cid && !staysOpen) socket.fail(errno.ENETDOWN, revents);
    }
    this.#changed();
  }

  /** The module went out of coverage, or came back. */
  reachChanged(): void {
    for (const { transport } of this.#sockets.values()) transport?.reachChanged();
  }

  /** The modem core is gone, and every socket with it. */
  clear(): void {
    for (const socket of this.#sockets.values()) socket.fail(errno.ENETDOWN, poll.nval);
    for (const { transport } of this.#sockets.values()) transport?.destroy();
    this.#sockets.clear();
    for (const connection of this.#lingering) connection.destroy();
    this.#lingering.clear();
    this.#changed();
  }

  /** Ends it for good: nobody is told. */
  end(): void {
    this.#listeners.clear();
    this.clear();
    this.#host.guards.cancelAll();
  }

  #bindRefusal(socket: ModemSocket, port: number): number {
    if (socket.error !== 0) return socket.error;
    if (socket.boundPort !== undefined) return errno.EINVAL;
    const taken = [...this.#sockets.values()].some(
      ({ boundPort, cid, type }) => type === socket.type && cid === socket.cid && boundPort === port,
    );
    return taken && port !== 0 ? errno.EADDRINUSE : 0;
  }

  #freeHandle(): number | undefined {
    for (let handle = 0; handle < this.#host.most; handle++) if (!this.#sockets.has(handle)) return handle;
    return undefined;
  }

  #transportHost(cid: number): TransportHost {
    return {
      guard: (delayMs, fire) => this.#host.guards.after(delayMs, fire),
      reachable: () => this.#host.bearer(cid) === 'up',
      traffic: () => this.#host.traffic(),
      changed: () => this.#changed(),
    };
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
