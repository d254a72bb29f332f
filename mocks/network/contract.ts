/**
 * The network behind a simulated module, as the module's own TCP/IP stack uses it. Callbacks never come inside the call
 * that caused them. What is told to a module that was closed meanwhile is not heard any more.
 */

export interface NetworkAddress {
  readonly address: string;
  readonly port: number;
  readonly family: 4 | 6;
}

/** Why something did not come about, with the POSIX names; a module's firmware has its own words for each. */
export type NetworkFailure =
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'ETIMEDOUT'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'EADDRINUSE'
  | 'ENOTFOUND'
  /** The TLS handshake failed; `detail` says how: `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`, ... */
  | 'TLS'
  | 'EIO';

/** TLS as the firmware would do it: with what it was configured, and no more verification than that. */
export interface NetworkTls {
  readonly verifyChain: boolean;
  readonly verifyName: boolean;
  /** Sent as SNI; and the name verified, unless `expectedName` says another. */
  readonly serverName?: string;
  /** What the certificate must be for, where that is configured apart from the SNI. */
  readonly expectedName?: string;
  readonly alpn?: readonly string[];
  /** The only authorities trusted: with none, no chain is trusted. PEM. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

/** TLS of a listener: its certificate, and the authority of the clients that alone are let in. PEM. */
export interface NetworkServerTls {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
}

/** What a connection tells. */
export interface StreamEvents {
  opened(local: NetworkAddress, remote: NetworkAddress): void;
  /** In place of `opened`; nothing follows. */
  failed(failure: NetworkFailure, detail?: string): void;
  data(bytes: Uint8Array): void;
  /** The peer will send nothing more. */
  ended(): void;
  /** It is over, without a failure or with one; nothing follows. */
  closed(failure?: NetworkFailure): void;
}

/** One end of a connection. */
export interface NetworkStream {
  /**
   * `taken` is called when the bytes left for the network: the stack's send buffer has room again. The bytes belong to
   * the network from now on. May be called before `opened`; what is sent after the end is dropped.
   */
  send(bytes: Uint8Array, taken?: () => void): void;
  /** No `data` until `resume`: the module's receive buffer is full, and its TCP window closes. */
  pause(): void;
  resume(): void;
  /** Sends a FIN behind everything that was sent. */
  end(): void;
  /** Drops it, with a reset where anything is unread. Nothing is told any more. */
  destroy(): void;
}

export interface DatagramEvents {
  bound(local: NetworkAddress): void;
  failed(failure: NetworkFailure): void;
  message(bytes: Uint8Array, from: NetworkAddress): void;
}

export interface NetworkDatagrams {
  /** To an address, not a name: the module resolves first. */
  send(bytes: Uint8Array, to: { readonly address: string; readonly port: number }): void;
  close(): void;
}

export interface ListenEvents {
  listening(local: NetworkAddress): void;
  failed(failure: NetworkFailure): void;
  /** A peer came; the module answers with the events it wants to hear (`opened` is the first), or undefined to turn
   * it away. */
  incoming(remote: NetworkAddress, stream: NetworkStream): StreamEvents | undefined;
}

export interface StackNetwork {
  /** To an address, not a name. */
  connect(
    to: { readonly address: string; readonly port: number; readonly localPort?: number; readonly tls?: NetworkTls },
    events: StreamEvents,
  ): NetworkStream;
  /** Port 0 takes a free one. */
  bind(local: { readonly port: number; readonly family: 4 | 6 }, events: DatagramEvents): NetworkDatagrams;
  /** With `tls`, only peers whose handshake came about are told of. */
  listen(
    local: { readonly port: number; readonly family: 4 | 6; readonly tls?: NetworkServerTls },
    events: ListenEvents,
  ): { close(): void };
  /** The addresses of a name, the preferred one first; none when nobody knows it. An address is its own name. */
  resolve(name: string, told: (addresses: readonly string[]) => void): void;
  /**
   * Milliseconds of a round trip, told when it is over; or undefined, told at once, when nobody will answer: how long
   * to wait for that is the module's matter.
   */
  ping(address: string, told: (roundTripMs: number | undefined) => void): void;
}
