import { EventEmitter } from 'node:events';
import type {
  BoundAddress,
  ListeningSocket,
  ListenRequest,
  ModuleServer,
  ServerOptions,
  StreamSocket,
} from '../connectivity/index.ts';
import { closed } from './closing.ts';
import { nodeError, portNumber } from './failures.ts';
import { familyName, type Place } from './place.ts';
import { TcpSocket } from './tcp-socket.ts';

type ListenOptions = { readonly port: number; readonly signal?: AbortSignal };

/** A listening socket of a module, as a `net.Server`. */
export class TcpServer extends EventEmitter implements ModuleServer {
  maxConnections: number | undefined;
  readonly #place: Place;
  readonly #options: ServerOptions;
  readonly #connections = new Set<TcpSocket>();
  readonly #stop = new AbortController();
  #state: 'new' | 'opening' | 'listening' | 'closing' | 'closed' = 'new';
  #socket: ListeningSocket | undefined;
  #leave: (() => void) | undefined;
  #closing: Promise<void> = Promise.resolve();

  constructor(place: Place, options: ServerOptions) {
    super();
    this.#place = place;
    this.#options = options;
  }

  get listening(): boolean {
    return this.#state === 'listening';
  }

  listen(where: number | ListenOptions, listener?: () => void): this {
    if (this.#state !== 'new') throw nodeError('ERR_SERVER_ALREADY_LISTEN', 'listen() was called before');
    const { port, signal }: ListenOptions = typeof where === 'number' ? { port: where } : where;
    const { family } = this.#options;
    const request: ListenRequest = { port: portNumber(port, 0), ...(family !== undefined && { family }) };
    if (listener !== undefined) this.once('listening', listener);
    signal?.addEventListener('abort', () => this.close(), { once: true });
    this.#state = 'opening';
    this.#leave = this.#place.add({
      down: (error) => this.#fail(this.#place.error(error, 'accept')),
      close: () => {
        this.close();
        return this.#closing;
      },
    });
    process.nextTick(() => void this.#listen(request));
    return this;
  }

  address(): BoundAddress | null {
    const local = this.#socket?.local;
    if (this.#state !== 'listening' || local === undefined) return null;
    return { address: local.address, family: familyName(local.family), port: local.port };
  }

  getConnections(callback: (error: Error | null, count: number) => void): this {
    process.nextTick(() => callback(null, this.#connections.size));
    return this;
  }

  close(listener?: (error?: Error) => void): this {
    const running = this.#state === 'opening' || this.#state === 'listening';
    if (!running && listener !== undefined) {
      const late = this.#state === 'new' || this.#state === 'closed';
      if (late) process.nextTick(listener, nodeError('ERR_SERVER_NOT_RUNNING', 'Server is not running.'));
      else this.once('close', listener);
      return this;
    }
    if (listener !== undefined) this.once('close', listener);
    if (running) this.#close();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #close(): void {
    this.#state = 'closing';
    this.#stop.abort(new DOMException('the server was closed', 'AbortError'));
    const socket = this.#socket;
    this.#closing = socket === undefined ? Promise.resolve() : closed(socket, this.#place.clock);
    void this.#closing.then(() => {
      this.#leave?.();
      this.#closeIfEmpty();
    });
  }

  #closeIfEmpty(): void {
    if (this.#state !== 'closing' || this.#connections.size > 0) return;
    this.#state = 'closed';
    process.nextTick(() => this.emit('close'));
  }

  #fail(error: Error): void {
    if (this.#state !== 'opening' && this.#state !== 'listening') return;
    this.#close();
    process.nextTick(() => this.emit('error', error));
  }

  async #listen(request: ListenRequest): Promise<void> {
    const { signal } = this.#stop;
    try {
      const provider = this.#place.provider('listen');
      if (provider.listen === undefined) throw this.#place.cannot('listen', 'the module does not offer servers');
      const socket = await provider.listen(request, signal);
      if (this.#state !== 'opening') {
        await socket.close();
        return;
      }
      this.#socket = socket;
      this.#state = 'listening';
      process.nextTick(() => this.emit('listening'));
      for (;;) this.#accepted(await socket.accept(signal));
    } catch (thrown) {
      if (!signal.aborted) this.#fail(this.#place.error(thrown, this.#socket === undefined ? 'listen' : 'accept'));
    }
  }

  #accepted(stream: StreamSocket): void {
    this.#place.used();
    if (this.#connections.size >= (this.maxConnections ?? Number.POSITIVE_INFINITY)) {
      void stream.close();
      const { local, remote } = stream;
      process.nextTick(() =>
        this.emit('drop', {
          remoteAddress: remote.address,
          remotePort: remote.port,
          remoteFamily: familyName(remote.family),
          localAddress: local?.address,
          localPort: local?.port,
        }),
      );
      return;
    }
    const socket = new TcpSocket(this.#place, this.#options);
    this.#connections.add(socket);
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#closeIfEmpty();
    });
    socket.adopt(stream);
    process.nextTick(() => this.emit('connection', socket));
  }
}
