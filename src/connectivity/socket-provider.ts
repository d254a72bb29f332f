/**
 * What an implementation offers for sockets through the module's own IP stack. It is what a family of modules has to
 * write; streams, datagram sockets and servers as Node.js knows them are made out of it elsewhere.
 *
 * All errors are {@link SocketError}s with Node's codes. Everything ends, with an error, when the module is lost.
 */

export type SocketFamily = 4 | 6;

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
  readonly family: SocketFamily;
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** TLS inside the module. */
export interface ModuleTls {
  /** Whether the certificate of the server, and its name, are verified. */
  readonly verify: boolean;
  /** The name that is sent (SNI) and verified; undefined when the host is an address. */
  readonly serverName: string | undefined;
  /** PEM texts; the module's own store is used for what is left out. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
}

export interface StreamRequest {
  /** A name or an address; names are resolved by the module. */
  readonly host: string;
  readonly port: number;
  readonly family?: SocketFamily;
  readonly tls?: ModuleTls;
  /** The module's transparent mode: one socket alone, and no commands while it is open. */
  readonly transparent?: boolean;
}

/** A stream socket of the module that is connected. */
export interface StreamSocket {
  /** As the module numbers it, for people. */
  readonly id: number;
  readonly local: SocketAddress | undefined;
  readonly remote: SocketAddress;
  /** Called by one caller at a time; resolves when the module has taken every byte. @throws SocketError */
  send(bytes: Uint8Array): Promise<void>;
  /**
   * Called by one caller at a time; resolves with 1 to `max` bytes as soon as there are some, and with undefined at the
   * end, when the peer has closed and everything was read. The array is the caller's to keep.
   * @throws SocketError; the reason of `signal`, and then nothing is lost
   */
  receive(max: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** How many of the bytes sent the peer has acknowledged so far, where the module can tell. */
  acknowledged?(): Promise<number>;
  /** Closes it at the module and frees its number; resolves when that is done, never rejects, may be repeated. */
  close(): Promise<void>;
}

export interface Datagram {
  readonly bytes: Uint8Array;
  readonly from: SocketAddress;
}

export interface DatagramRequest {
  readonly family: SocketFamily;
  /** 0 or left out: the module chooses. */
  readonly localPort?: number;
}

/** A datagram socket of the module. */
export interface DatagramSocket {
  readonly id: number;
  readonly local: SocketAddress | undefined;
  /** The longest datagram that it sends, in bytes. */
  readonly maxBytes: number;
  /** Called by one caller at a time. @throws SocketError */
  send(bytes: Uint8Array, to: { readonly host: string; readonly port: number }): Promise<void>;
  /** Called by one caller at a time. @throws SocketError; the reason of `signal` */
  receive(signal: AbortSignal): Promise<Datagram>;
  close(): Promise<void>;
}

export interface ListenRequest {
  /** 0 is refused where the module cannot choose. */
  readonly port: number;
  readonly family?: SocketFamily;
}

/** A listening socket of the module. */
export interface ListeningSocket {
  readonly id: number;
  readonly local: SocketAddress | undefined;
  /** Called by one caller at a time. @throws SocketError; the reason of `signal` */
  accept(signal: AbortSignal): Promise<StreamSocket>;
  close(): Promise<void>;
}

export interface PingRequest {
  readonly host: string;
  readonly count: number;
  /** For each, in milliseconds. */
  readonly timeoutMs: number;
}

export interface PingReply {
  readonly address: string | undefined;
  /** Undefined when it was not answered in time. */
  readonly roundTripMs: number | undefined;
}

export interface SocketLimits {
  /** How many sockets there may be at once. */
  readonly sockets: number;
  /** The longest read that is worth asking for, in bytes. */
  readonly longestRead: number;
  /** The longest piece that one command sends, in bytes. */
  readonly longestSend: number;
}

/** The sockets of one module, for as long as it is ready. */
export interface SocketProvider {
  readonly limits: SocketLimits;
  /** Opens a stream socket. An abort gives the number back in the background. @throws SocketError */
  open(request: StreamRequest, signal: AbortSignal): Promise<StreamSocket>;
  openDatagram?(request: DatagramRequest, signal: AbortSignal): Promise<DatagramSocket>;
  listen?(request: ListenRequest, signal: AbortSignal): Promise<ListeningSocket>;
  /** The addresses of a name, as the module's resolver knows them; never empty. @throws SocketError `ENOTFOUND` */
  resolve?(name: string, family: SocketFamily | undefined, signal: AbortSignal): Promise<readonly string[]>;
  /** Sends echo requests one after another and tells of each as it is known. @throws SocketError */
  ping?(request: PingRequest, each: (reply: PingReply) => void, signal: AbortSignal): Promise<void>;
}
