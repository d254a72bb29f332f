/** Sockets through an interface, as a program sees them: what Node.js has under `net`, `dgram` and `dns`. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { PingReply, SocketFamily, TlsVersion } from './socket-provider.ts';

type PemInput = string | Uint8Array | readonly (string | Uint8Array)[];

/** TLS options by Node's names. Certificates and keys are texts in PEM; reading files is the caller's business. */
export interface TlsOptions {
  /** Who does the handshake: the module (unless said otherwise), or Node.js over the module's TCP. */
  readonly by?: 'module' | 'host';
  readonly ca?: PemInput;
  readonly cert?: PemInput;
  readonly key?: PemInput;
  /** The name that is sent and verified; the host unless given. */
  readonly servername?: string;
  /** False leaves the server's certificate unverified; true unless given. */
  readonly rejectUnauthorized?: boolean;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** For TLS by the host alone: `['h2', 'http/1.1']`. */
  readonly ALPNProtocols?: readonly string[];
}

/** As the callback form of `dns.lookup`. */
export type LookupFunction = (
  hostname: string,
  options: LookupOptions,
  callback: (error: Error | null, address: string | readonly LookupAddress[], family?: number) => void,
) => void;

export interface LookupOptions {
  /** 4, 6, `'IPv4'`, `'IPv6'`; 0 or left out for either. */
  readonly family?: number | 'IPv4' | 'IPv6';
  /** All addresses, as a list. */
  readonly all?: boolean;
  /** Taken for compatibility, without effect: the module knows its own addresses. */
  readonly hints?: number;
}

export interface LookupAddress {
  readonly address: string;
  readonly family: SocketFamily;
}

export interface ConnectOptions {
  /** A name or an address; the module looks names up, unless `lookup` is given. */
  readonly host: string;
  readonly port: number | string;
  readonly family?: number;
  readonly tls?: boolean | TlsOptions;
  /** The module's transparent mode: one socket, and nothing else can be asked of the module while it is open. */
  readonly transparent?: boolean;
  /** Waits until the interface is up: as long as it takes, or so many milliseconds. Without it: ENETDOWN at once. */
  readonly waitForUp?: boolean | number;
  /** As `socket.setTimeout`: `'timeout'` after so many milliseconds without any activity, connecting included. */
  readonly timeout?: number;
  /** Destroys the socket. */
  readonly signal?: AbortSignal;
  /** Goes on writing after the peer has ended. */
  readonly allowHalfOpen?: boolean;
  /**
   * No module can end its side alone: after `end()`, reading goes on until the peer ends, or sends nothing for so many
   * milliseconds (1000 unless given); then the socket is closed.
   */
  readonly halfCloseMs?: number;
  readonly lookup?: LookupFunction;
}

/** What `address()` tells. */
export interface BoundAddress {
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly port: number;
}

/** A TCP or TLS connection through a module. It is to a program what a `net.Socket` is. */
export interface ModuleSocket extends Duplex {
  readonly connecting: boolean;
  readonly pending: boolean;
  readonly readyState: 'opening' | 'open' | 'readOnly' | 'writeOnly' | 'closed';
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly localFamily?: string | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly remoteFamily?: string | undefined;
  /** The time of `setTimeout`, in milliseconds. */
  readonly timeout?: number | undefined;
  address(): BoundAddress | Record<string, never>;
  setTimeout(timeoutMs: number, listener?: () => void): this;
  /** Without effect: what is written in one turn goes out in one piece, and at once. */
  setNoDelay(noDelay?: boolean): this;
  /** Without effect: modules keep connections as they do. */
  setKeepAlive(enable?: boolean, initialDelayMs?: number): this;
  /** Without effect, as is `unref`: it is the module's port that keeps the process alive. */
  ref(): this;
  unref(): this;
  /** Closes when all is written. */
  destroySoon(): void;
  /** Closes at once; no module can be told to send RST. */
  resetAndDestroy(): this;
}

export interface DatagramInfo {
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly port: number;
  readonly size: number;
}

export type DatagramContent = string | Uint8Array | readonly (string | Uint8Array)[];
type SendDone = (error: Error | null, bytes: number) => void;

/** A UDP socket of a module, as a `dgram.Socket`: events `listening`, `message`, `connect`, `error`, `close`. */
export interface ModuleDatagramSocket extends EventEmitter {
  bind(port?: number, address?: string, listener?: () => void): this;
  bind(port: number, listener: () => void): this;
  bind(listener: () => void): this;
  bind(options: { readonly port?: number }, listener?: () => void): this;
  send(content: DatagramContent, port: number, address?: string, done?: SendDone): void;
  send(content: DatagramContent, port: number, done?: SendDone): void;
  send(content: DatagramContent, done?: SendDone): void;
  send(
    content: string | Uint8Array,
    offset: number,
    length: number,
    port: number,
    address?: string,
    done?: SendDone,
  ): void;
  send(content: string | Uint8Array, offset: number, length: number, port: number, done?: SendDone): void;
  send(content: string | Uint8Array, offset: number, length: number, done?: SendDone): void;
  connect(port: number, address?: string, listener?: () => void): void;
  connect(port: number, listener: () => void): void;
  disconnect(): void;
  address(): BoundAddress;
  remoteAddress(): BoundAddress;
  close(listener?: () => void): this;
  ref(): this;
  unref(): this;
}

/** A listening socket of a module, as a `net.Server`: `listening`, `connection`, `drop`, `error`, `close`. */
export interface ModuleServer extends EventEmitter {
  readonly listening: boolean;
  /** Connections beyond it are closed at once, and `drop` is emitted. */
  maxConnections: number | undefined;
  listen(port: number, listener?: () => void): this;
  listen(options: { readonly port: number; readonly signal?: AbortSignal }, listener?: () => void): this;
  address(): BoundAddress | null;
  getConnections(callback: (error: Error | null, count: number) => void): this;
  /** Takes no more connections; `close` comes when those that are open have ended. */
  close(listener?: (error?: Error) => void): this;
  ref(): this;
  unref(): this;
}

export interface ServerOptions {
  readonly allowHalfOpen?: boolean;
  readonly halfCloseMs?: number;
  readonly family?: SocketFamily;
}

export interface PingOptions {
  /** 4 unless given. */
  readonly count?: number;
  /** For each, in milliseconds; 4000 unless given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Told of each reply as it comes. */
  readonly each?: (reply: PingReply) => void;
}

/** All that goes through one interface. */
export interface InterfaceSockets {
  connect(options: ConnectOptions, listener?: () => void): ModuleSocket;
  createSocket(
    type: 'udp4' | 'udp6' | { readonly type: 'udp4' | 'udp6' },
    listener?: (message: Buffer, from: DatagramInfo) => void,
  ): ModuleDatagramSocket;
  createServer(listener?: (socket: ModuleSocket) => void): ModuleServer;
  createServer(options: ServerOptions, listener?: (socket: ModuleSocket) => void): ModuleServer;
  /** As `dns.lookup`, with the module's resolver; can be given where Node.js takes a `lookup` option. */
  readonly lookup: LookupFunction & ((hostname: string, callback: Parameters<LookupFunction>[2]) => void);
  /** The addresses of a name, by the module's resolver. @throws SocketError `ENOTFOUND`, `ENETDOWN`, `EOPNOTSUPP` */
  resolve(
    name: string,
    options?: { readonly family?: SocketFamily; readonly signal?: AbortSignal },
  ): Promise<readonly string[]>;
  /** Echo requests, one after another. @throws SocketError; the reason of the signal */
  ping(host: string, options?: PingOptions): Promise<readonly PingReply[]>;
}
