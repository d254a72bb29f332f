import { Duplex, type DuplexOptions } from 'node:stream';
import type { BoundAddress, StreamSocket } from '../connectivity/index.ts';
import { familyName } from './place.ts';

/** What a program sees of a connection beside its streams: `net.Socket`'s properties. */
export abstract class SocketFace extends Duplex {
  /** The module's socket, from the moment when it is connected. */
  protected stream: StreamSocket | undefined;
  protected isConnecting = false;
  protected sent = 0;
  protected received = 0;

  protected constructor(options: DuplexOptions) {
    super(options);
  }

  get connecting(): boolean {
    return this.isConnecting;
  }

  /** Whether it is not connected (yet). */
  get pending(): boolean {
    return this.stream === undefined || this.isConnecting;
  }

  get readyState(): 'opening' | 'open' | 'readOnly' | 'writeOnly' | 'closed' {
    if (this.isConnecting) return 'opening';
    if (this.readable && this.writable) return 'open';
    if (this.readable) return 'readOnly';
    return this.writable ? 'writeOnly' : 'closed';
  }

  get bytesRead(): number {
    return this.received;
  }

  /** With those that wait to be sent, as Node counts them. */
  get bytesWritten(): number {
    return this.sent + (this.destroyed ? 0 : this.writableLength);
  }

  get localAddress(): string | undefined {
    return this.stream?.local?.address;
  }

  get localPort(): number | undefined {
    return this.stream?.local?.port;
  }

  get localFamily(): string | undefined {
    const local = this.stream?.local;
    return local && familyName(local.family);
  }

  get remoteAddress(): string | undefined {
    return this.stream?.remote.address;
  }

  get remotePort(): number | undefined {
    return this.stream?.remote.port;
  }

  get remoteFamily(): string | undefined {
    return this.stream && familyName(this.stream.remote.family);
  }

  /** The module's own end; empty while there is none, and where the module does not tell. */
  address(): BoundAddress | Record<string, never> {
    const local = this.stream?.local;
    return local === undefined ? {} : { address: local.address, family: familyName(local.family), port: local.port };
  }

  setNoDelay(_noDelay?: boolean): this {
    return this;
  }

  setKeepAlive(_enable?: boolean, _initialDelayMs?: number): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
