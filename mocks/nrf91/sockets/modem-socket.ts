import type { Transport } from './transport.ts';

/** What `#XSOCKET` and `#XSSOCKET` say of a socket. */
export interface SocketParameters {
  /** 1 IPv4, 2 IPv6, 3 packets. */
  readonly family: number;
  /** 1 stream, 2 datagrams, 3 raw. */
  readonly type: number;
  /** 0 client, 1 server. */
  readonly role: number;
  readonly cid: number;
  /** TLS, or DTLS with datagrams: the tag of the credentials, and 0 no, 1 optional, 2 required verification. */
  readonly security?: { readonly tag: number; readonly verify: number };
}

const transportLayerSecurity = 258;
const datagramSecurity = 273;
const protocols: Readonly<Record<number, number>> = { 1: 6, 2: 17 };

/** One socket of the modem, as its handle stands for it. */
export class ModemSocket {
  readonly handle: number;
  readonly family: number;
  readonly type: number;
  readonly role: number;
  readonly cid: number;
  readonly security: SocketParameters['security'] | undefined;
  /** Grows with every socket opened: of those that stay, the youngest becomes the selected one. */
  readonly ranking: number;
  readonly options = new Map<number, number>();
  readonly secureOptions = new Map<number, number>();
  /** It belongs to a service of the application and is not shown to the host. */
  internal = false;
  /** What the host types goes to it. */
  inDataMode = false;
  /** A send waits for the word that the network has it, and no other may begin. */
  notifying = false;
  /** The name that the peer's certificate has to be for. */
  hostname: string | undefined;
  boundPort: number | undefined;
  transport: Transport | undefined;
  /** The peer that a server of Serial LTE Modem accepted; its data comes and goes through the server. */
  peer: ModemSocket | undefined;
  /** Why it is dead though there is no transport that could say so; 0: it is not. */
  error = 0;
  #deadMask = 0;

  constructor(handle: number, ranking: number, parameters: SocketParameters) {
    this.handle = handle;
    this.ranking = ranking;
    this.family = parameters.family;
    this.type = parameters.type;
    this.role = parameters.role;
    this.cid = parameters.cid;
    this.security = parameters.security;
  }

  get isStream(): boolean {
    return this.type === 1;
  }

  get ipFamily(): 4 | 6 {
    return this.family === 2 ? 6 : 4;
  }

  /** The number that stands for the protocol when it is opened. */
  get protocol(): number {
    if (this.security !== undefined) return this.isStream ? transportLayerSecurity : datagramSecurity;
    return protocols[this.type] ?? 0;
  }

  /** The poll mask. */
  get revents(): number {
    const own = this.transport?.revents ?? this.#deadMask;
    return own | (this.peer?.revents ?? 0);
  }

  /** Its network is gone: nothing but closing it is possible. */
  fail(error: number, revents: number): void {
    this.error = error;
    this.#deadMask = revents;
    this.transport?.fail(error, revents);
    this.peer?.fail(error, revents);
  }
}
