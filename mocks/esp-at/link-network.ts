/** A host and a port. */
export interface LinkAddress {
  readonly host: string;
  readonly port: number;
}

/** The far end of one link, as the module uses it. */
export interface LinkPeer {
  /** Bytes of a send: one datagram with UDP, for `to` if the send named somebody. */
  send(bytes: Uint8Array, to?: LinkAddress): void;
  /** The module closed the link. */
  close(): void;
}

/** What the far end tells the module. Nothing may follow `refused` or `closed`. */
export interface LinkEvents {
  opened(peer: LinkPeer): void;
  refused(): void;
  /** Data, of `from` if it is not the host that the link was opened to (UDP). */
  data(bytes: Uint8Array, from?: LinkAddress): void;
  closed(): void;
}

/** What `AT+CIPSTART` asked for. */
export interface LinkRequest {
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly localPort: number;
}

/** Whatever answers links: an echo in a test, real sockets in later work. Events may come at once or at any time. */
export interface LinkNetwork {
  open(request: LinkRequest, events: LinkEvents): void;
  /** The address of a name; undefined, or left out: nobody knows it. */
  resolve?(name: string): string | undefined;
}

/** Nobody is there. */
export const noNetwork: LinkNetwork = { open: (_request, events) => events.refused() };
