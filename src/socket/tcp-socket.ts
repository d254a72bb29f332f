import { addAbortSignal } from 'node:stream';
import type { Timer } from '../base/clock.ts';
import { SocketError } from '../base/socket-error.ts';
import type { ModuleSocket, StreamSocket } from '../connectivity/index.ts';
import { closed } from './closing.ts';
import { nodeError, type Peer } from './failures.ts';
import { IdleTimeout } from './idle-timeout.ts';
import { type Opening, openStream, tlsOf } from './opening.ts';
import type { Place } from './place.ts';
import { SocketFace } from './socket-face.ts';

export interface TcpSocketOptions {
  readonly allowHalfOpen?: boolean | undefined;
  readonly halfCloseMs?: number | undefined;
}

type Done = (error?: Error | null) => void;

const defaultHalfCloseMs = 1000;
/** Small writes are joined up to here; the family cuts what is too long for one command. */
const longestJoined = 16_384;

/** A connection through a module, as a Duplex that behaves like a `net.Socket`. */
export class TcpSocket extends SocketFace implements ModuleSocket {
  readonly #place: Place;
  readonly #halfCloseMs: number;
  readonly #stop = new AbortController();
  readonly #idle: IdleTimeout;
  readonly #leave: () => void;
  readonly #gone: Promise<void>;
  #told: () => void = () => {};
  #peer: Peer | undefined;
  /** A write that waits for the connection. */
  #waiting: { readonly chunks: readonly Uint8Array[]; readonly done: Done } | undefined;
  #corked = false;
  #receiving = false;
  /** Data was asked for before there was a connection. */
  #readWanted = false;
  /** The peer has ended, or nothing more is wanted of it. */
  #ended = false;
  /** Our side has ended: the peer has so long to say something. */
  #lingers = false;
  #linger: Timer | undefined;

  constructor(place: Place, { allowHalfOpen = false, halfCloseMs = defaultHalfCloseMs }: TcpSocketOptions) {
    super({ allowHalfOpen, emitClose: false });
    this.#place = place;
    this.#halfCloseMs = halfCloseMs;
    this.#idle = new IdleTimeout(place.clock, () => this.emit('timeout'));
    this.#gone = new Promise((resolve) => {
      this.#told = resolve;
    });
    this.#leave = place.add({
      down: (error) => {
        const syscall = this.isConnecting ? 'connect' : 'read';
        const named = new SocketError(error.code, `${syscall} ${error.message}`, { syscall, where: place.name });
        this.destroy(this.#place.error(named, syscall, this.#peer));
      },
      close: () => {
        this.destroy();
        return this.#gone;
      },
    });
  }

  get timeout(): number {
    return this.#idle.ms;
  }

  /** Connects it; listeners may be added until the present turn is over. */
  open(opening: Opening): this {
    const { host, signal, timeout } = opening.options;
    this.isConnecting = true;
    this.#peer = { address: host, port: opening.port };
    if (timeout !== undefined) this.setTimeout(timeout);
    if (signal !== undefined) addAbortSignal(signal, this);
    process.nextTick(() => void this.#open(opening));
    return this;
  }

  /** Takes over a connection that a listener accepted. */
  adopt(stream: StreamSocket): this {
    this.stream = stream;
    this.#peer = stream.remote;
    process.nextTick(() => this.read(0));
    return this;
  }

  setTimeout(timeoutMs: number, listener?: () => void): this {
    this.#idle.set(this.destroyed ? 0 : timeoutMs);
    if (listener !== undefined && timeoutMs === 0) this.removeListener('timeout', listener);
    else if (listener !== undefined) this.once('timeout', listener);
    return this;
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  resetAndDestroy(): this {
    if (!this.pending && !this.destroyed) return this.destroy();
    return this.destroy(nodeError('ERR_SOCKET_CLOSED', 'Socket is closed'));
  }

  /** What is written in one turn goes out in one piece: each piece costs a round trip with the module. */
  override write(chunk: unknown, encoding?: BufferEncoding | Done, done?: Done): boolean {
    if (!this.#corked && !this.destroyed) {
      this.#corked = true;
      this.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.uncork();
      });
    }
    return super.write(chunk, encoding as BufferEncoding, done);
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this.#send([chunk], done);
  }

  override _writev(chunks: { readonly chunk: Uint8Array }[], done: Done): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _read(): void {
    this.#readWanted = this.stream === undefined || this.isConnecting;
    if (this.#readWanted) return;
    if (this.stream !== undefined && !this.#receiving && !this.#ended) this.#receive(this.stream);
  }

  override _final(done: Done): void {
    if (this.stream === undefined) {
      this.once('connect', () => this._final(done));
      return;
    }
    this.#lingers = true;
    if (this.#receiving) this.#armLinger();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.isConnecting = false;
    this.#ended = true;
    this.#stop.abort(new DOMException('the socket was destroyed', 'AbortError'));
    this.#linger?.cancel();
    this.#idle.cancel();
    const { stream } = this;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    done(error);
    waiting?.done(nodeError('ERR_SOCKET_CLOSED_BEFORE_CONNECTION', 'Socket closed before the connection was made'));
    const finish = (): void => {
      this.#leave();
      this.#told();
      process.nextTick(() => this.emit('close', error !== null));
    };
    // Where there is no network any more, what the module has to say about it is not worth waiting for.
    const isDown = error !== null && 'code' in error && error.code === 'ENETDOWN';
    const closing = stream === undefined ? undefined : closed(stream, this.#place.clock);
    if (closing === undefined || isDown) process.nextTick(finish);
    else void closing.then(finish);
  }

  async #open(opening: Opening): Promise<void> {
    if (this.destroyed) return;
    const { host } = opening.options;
    const lookedUp = (address: string, family: number): void =>
      process.nextTick(() => this.destroyed || this.emit('lookup', null, address, family, host));
    try {
      const stream = await openStream(this.#place, opening, { lookedUp }, this.#stop.signal);
      if (this.destroyed) void stream.close();
      else this.#connected(stream, tlsOf(opening.options) !== undefined && !this.#isHostTls(opening));
    } catch (thrown) {
      if (!this.destroyed) this.destroy(this.#place.error(thrown, 'connect', this.#peer));
    }
  }

  #isHostTls({ options }: Opening): boolean {
    return tlsOf(options)?.by === 'host';
  }

  #connected(stream: StreamSocket, secure: boolean): void {
    this.stream = stream;
    this.#peer = stream.remote;
    process.nextTick(() => {
      if (this.destroyed) return;
      this.isConnecting = false;
      this.#idle.active();
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting !== undefined) this.#send(waiting.chunks, waiting.done);
      this.emit('connect');
      this.emit('ready');
      if (secure) this.emit('secureConnect');
      if (this.destroyed) return;
      // A stream that has asked already does not ask again.
      if (this.#readWanted) this._read();
      else this.read(0);
    });
  }

  #send(chunks: readonly Uint8Array[], done: Done): void {
    const { stream } = this;
    if (stream === undefined || this.isConnecting) {
      this.#waiting = { chunks, done };
      return;
    }
    this.#sendAll(stream, chunks).then(
      (count) =>
        process.nextTick(() => {
          this.sent += count;
          done();
        }),
      (thrown: unknown) => process.nextTick(done, this.#place.error(thrown, 'write', this.#peer)),
    );
  }

  async #sendAll(stream: StreamSocket, chunks: readonly Uint8Array[]): Promise<number> {
    let count = 0;
    for (const piece of joined(chunks)) {
      if (this.destroyed) break;
      await stream.send(piece);
      count += piece.length;
      this.#active();
    }
    return count;
  }

  #receive(stream: StreamSocket): void {
    this.#receiving = true;
    if (this.#lingers) this.#armLinger();
    stream.receive(this.#place.longestRead, this.#stop.signal).then(
      (bytes) => process.nextTick(() => this.#received(bytes)),
      (thrown: unknown) =>
        process.nextTick(() => {
          if (!this.#ended) this.destroy(this.#place.error(thrown, 'read', this.#peer));
        }),
    );
  }

  #received(bytes: Uint8Array | undefined): void {
    this.#receiving = false;
    this.#linger?.cancel();
    if (this.#ended) return;
    if (bytes === undefined) {
      this.#end();
      return;
    }
    this.received += bytes.length;
    this.#active();
    this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  #end(): void {
    this.#ended = true;
    this.push(null);
    // Without it, who has no data listener would never hear of the end.
    this.read(0);
  }

  #armLinger(): void {
    this.#linger?.cancel();
    this.#linger = this.#place.clock.after(this.#halfCloseMs, () => {
      if (this.#ended) return;
      void this.stream?.close();
      this.#end();
    });
  }

  #active(): void {
    this.#place.used();
    this.#idle.active();
  }
}

/** The same bytes in few pieces. */
function* joined(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for (const chunk of chunks) {
    if (length > 0 && length + chunk.length > longestJoined) {
      yield Buffer.concat(waiting);
      waiting = [];
      length = 0;
    }
    waiting.push(chunk);
    length += chunk.length;
  }
  if (length > 0) yield waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting);
}
