import { Duplex } from 'node:stream';
import { SocketError } from '../base/socket-error.ts';
import type { SocketAddress, StreamSocket } from '../connectivity/index.ts';
import { Mailbox } from './mailbox.test-support.ts';

/** What a stream needs of the module that it is in. */
export interface MemoryModule {
  reads: number;
  delay(): Promise<void>;
  readSize(most: number): number;
  freed(id: number): void;
}

const over = Symbol('over');
const localAddress = '10.0.0.2';

/** One connection: the module's side, and the far end as a Duplex. */
export class MemoryStream implements StreamSocket {
  readonly id: number;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** Who is at the far end. */
  readonly peer: Duplex;
  readonly sends: number[] = [];
  closes = 0;
  readonly #provider: MemoryModule;
  readonly #arrived = new Mailbox<Buffer | typeof over>();
  #rest: Buffer | undefined;
  #wanted: (() => void) | undefined;
  #drained: (() => void) | undefined;
  #failure: unknown;
  #finished = false;

  constructor(provider: MemoryModule, id: number, remote: SocketAddress) {
    this.#provider = provider;
    this.id = id;
    this.local = { address: localAddress, port: 50_000 + id, family: remote.family };
    this.remote = remote;
    this.peer = new Duplex({
      allowHalfOpen: true,
      read: () => {
        this.#drained?.();
      },
      // The far end is held back until the module has taken what it sent: memory is bounded, as by a TCP window.
      write: (chunk: Buffer, _encoding, done) => {
        this.#wanted = done;
        this.#arrived.put(chunk);
      },
      final: (done) => {
        this.#arrived.put(over);
        done();
      },
      destroy: (error, done) => {
        if (error !== null) this.fail(error);
        else this.#arrived.put(over);
        done(null);
      },
    });
  }

  /** The connection breaks: for the module's side that is. */
  fail(reason: unknown): void {
    this.#failure ??= reason;
    this.#arrived.fail(reason);
  }

  async send(bytes: Uint8Array): Promise<void> {
    this.sends.push(bytes.length);
    await this.#provider.delay();
    if (this.closes > 0) throw new SocketError('EPIPE', 'write EPIPE', { syscall: 'write' });
    if (this.#failure !== undefined) throw this.#failure;
    if (this.peer.push(Buffer.from(bytes))) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  async receive(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    if (this.#finished) return undefined;
    this.#provider.reads++;
    const chunk = this.#rest ?? (await this.#arrived.take(signal));
    if (chunk === over) {
      this.#finished = true;
      return undefined;
    }
    const count = this.#provider.readSize(Math.min(max, chunk.length));
    this.#rest = count < chunk.length ? chunk.subarray(count) : undefined;
    if (this.#rest === undefined) {
      const wanted = this.#wanted;
      this.#wanted = undefined;
      wanted?.();
    }
    return Uint8Array.from(chunk.subarray(0, count));
  }

  async close(): Promise<void> {
    if (this.closes++ > 0) return;
    await this.#provider.delay();
    this.#arrived.fail(new SocketError('ECONNABORTED', 'closed'));
    if (!this.peer.destroyed) this.peer.push(null);
    this.#provider.freed(this.id);
  }
}
