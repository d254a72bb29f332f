import { EventEmitter } from 'node:events';
import { SocketError } from '../base/socket-error.ts';
import type {
  BoundAddress,
  DatagramContent,
  DatagramRequest,
  DatagramSocket,
  ModuleDatagramSocket,
  SocketFamily,
} from '../connectivity/index.ts';
import { closed } from './closing.ts';
import { readSend, type SendCall } from './datagram-arguments.ts';
import { nodeError, portNumber } from './failures.ts';
import { familyName, familyOf, isName, type Place } from './place.ts';

type Listener = () => void;
type Destination = { readonly host: string; readonly port: number };

/** So many bytes may wait to be sent; more is refused with ENOBUFS, for UDP is not worth keeping. */
const longestQueue = 262_144;

/** A UDP socket of a module, as a `dgram.Socket`. */
export class UdpSocket extends EventEmitter implements ModuleDatagramSocket {
  readonly #place: Place;
  readonly #family: SocketFamily;
  readonly #stop = new AbortController();
  #socket: DatagramSocket | undefined;
  #binding: Promise<DatagramSocket> | undefined;
  #remote: Destination | undefined;
  #leave: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  /** Datagrams go out one after another. */
  #lastSend: Promise<unknown> = Promise.resolve();
  #queued = 0;

  constructor(place: Place, family: SocketFamily) {
    super();
    this.#place = place;
    this.#family = family;
  }

  bind(...given: readonly unknown[]): this {
    this.#refuseClosed();
    if (this.#binding !== undefined) throw nodeError('ERR_SOCKET_ALREADY_BOUND', 'Socket is already bound');
    const [first] = given;
    const listener = given.find((each): each is Listener => typeof each === 'function');
    if (listener !== undefined) this.once('listening', listener);
    const options = typeof first === 'object' && first !== null ? (first as { readonly port?: number }) : undefined;
    const port = options?.port ?? (typeof first === 'number' ? first : 0);
    this.#bind(portNumber(port, 0)).catch((thrown: unknown) => this.#fail(this.#place.error(thrown, 'bind')));
    return this;
  }

  send(content: DatagramContent, ...given: readonly unknown[]): void {
    this.#refuseClosed();
    const call = readSend(content, given, this.#remote !== undefined);
    const to = this.#remote ?? { host: call.address ?? this.#loopback, port: call.port ?? 0 };
    if (this.#queued + call.bytes.length > longestQueue) {
      const text = `send ENOBUFS ${to.host}:${to.port}: ${this.#queued} bytes are waiting to be sent already`;
      this.#sent(call, new SocketError('ENOBUFS', text, { syscall: 'send', address: to.host, port: to.port }));
      return;
    }
    this.#queued += call.bytes.length;
    this.#lastSend = this.#lastSend.then(() => this.#send(call, to));
  }

  connect(port: number, ...given: readonly unknown[]): void {
    this.#refuseClosed();
    if (this.#remote !== undefined) throw nodeError('ERR_SOCKET_DGRAM_IS_CONNECTED', 'Already connected');
    const address = given.find((each): each is string => typeof each === 'string');
    const listener = given.find((each): each is Listener => typeof each === 'function');
    if (listener !== undefined) this.once('connect', listener);
    this.#remote = { host: address ?? this.#loopback, port: portNumber(port) };
    this.#bound().then(
      () => process.nextTick(() => this.emit('connect')),
      (thrown: unknown) => this.#fail(this.#place.error(thrown, 'connect')),
    );
  }

  disconnect(): void {
    this.#requireRemote();
    this.#remote = undefined;
  }

  /** @throws SocketError `ENOTCONN` when it is not bound yet; the port is 0 where the module does not tell it */
  address(): BoundAddress {
    this.#refuseClosed();
    if (this.#socket === undefined)
      throw new SocketError('ENOTCONN', 'getsockname ENOTCONN: not bound yet', { syscall: 'getsockname' });
    const { address, port } = this.#socket.local ?? { address: this.#family === 6 ? '::' : '0.0.0.0', port: 0 };
    return { address, family: familyName(this.#family), port };
  }

  remoteAddress(): BoundAddress {
    const { host, port } = this.#requireRemote();
    return { address: host, family: familyName(this.#family), port };
  }

  close(listener?: Listener): this {
    this.#refuseClosed();
    if (listener !== undefined) this.once('close', listener);
    void this.#close();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  get #loopback(): string {
    return this.#family === 6 ? '::1' : '127.0.0.1';
  }

  #bound(): Promise<DatagramSocket> {
    return this.#binding ?? this.#bind(0);
  }

  #bind(localPort: number): Promise<DatagramSocket> {
    this.#leave ??= this.#place.add({
      down: (error) => this.#fail(this.#place.error(error, 'recv')),
      close: () => this.#close(),
    });
    this.#binding = this.#open({ family: this.#family, ...(localPort > 0 && { localPort }) });
    return this.#binding;
  }

  async #open(request: DatagramRequest): Promise<DatagramSocket> {
    // As Node: listeners may be added until the present turn is over.
    await new Promise<void>((resolve) => void process.nextTick(resolve));
    const provider = this.#place.provider('bind');
    if (provider.openDatagram === undefined) throw this.#place.cannot('bind', 'the module does not offer UDP sockets');
    this.#place.used();
    const socket = await provider.openDatagram(request, this.#stop.signal);
    if (this.#closing !== undefined) {
      void socket.close();
      this.#refuseClosed();
    }
    this.#socket = socket;
    process.nextTick(() => this.#closing ?? this.emit('listening'));
    void this.#receive(socket);
    return socket;
  }

  async #receive(socket: DatagramSocket): Promise<void> {
    const { signal } = this.#stop;
    try {
      for (;;) {
        const { bytes, from } = await socket.receive(signal);
        this.#place.used();
        const { address, family, port } = from;
        const info = { address, family: familyName(family), port, size: bytes.length };
        const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        process.nextTick(() => this.#closing ?? this.emit('message', message, info));
      }
    } catch (thrown) {
      if (!signal.aborted) this.#fail(this.#place.error(thrown, 'recv'));
    }
  }

  async #send(call: SendCall, to: Destination): Promise<void> {
    const { bytes } = call;
    try {
      const socket = await this.#bound();
      this.#refuseClosed();
      this.#refuseMisfit(bytes, to, socket);
      await socket.send(bytes, to);
      this.#place.used();
      this.#sent(call, null);
    } catch (thrown) {
      const known = thrown instanceof Error && 'code' in thrown && !(thrown instanceof SocketError);
      this.#sent(call, known ? thrown : this.#place.error(thrown, 'send', { address: to.host, port: to.port }));
    } finally {
      this.#queued -= bytes.length;
    }
  }

  #refuseMisfit(bytes: Uint8Array, to: Destination, { maxBytes }: DatagramSocket): void {
    const place = { syscall: 'send', address: to.host, port: to.port };
    if (bytes.length > maxBytes) {
      const text = `send EMSGSIZE ${to.host}:${to.port}: ${bytes.length} bytes, and the module sends ${maxBytes} at most`;
      throw new SocketError('EMSGSIZE', text, place);
    }
    if (!isName(to.host) && (familyOf(to.host.includes(':') ? 6 : 4) ?? 4) !== this.#family) {
      const text = `send EADDRNOTAVAIL ${to.host}:${to.port}: this is an ${familyName(this.#family)} socket`;
      throw new SocketError('EADDRNOTAVAIL', text, place);
    }
  }

  #sent({ bytes, done }: SendCall, error: Error | null): void {
    if (done !== undefined) process.nextTick(done, error, error === null ? bytes.length : 0);
    else if (error !== null && this.#closing === undefined) process.nextTick(() => this.emit('error', error));
  }

  #fail(error: Error): void {
    if (this.#closing !== undefined) return;
    process.nextTick(() => this.emit('error', error));
    void this.#close();
  }

  #close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  async #release(): Promise<void> {
    this.#stop.abort(new DOMException('the socket was closed', 'AbortError'));
    if (this.#socket !== undefined) await closed(this.#socket, this.#place.clock);
    this.#leave?.();
    process.nextTick(() => this.emit('close'));
  }

  #requireRemote(): Destination {
    if (this.#remote !== undefined) return this.#remote;
    throw nodeError('ERR_SOCKET_DGRAM_NOT_CONNECTED', 'Not connected');
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw nodeError('ERR_SOCKET_DGRAM_NOT_RUNNING', 'Not running');
  }
}
