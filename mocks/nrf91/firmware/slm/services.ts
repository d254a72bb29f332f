import type { ModemSocket } from '../../sockets/modem-socket.ts';
import type { ProxyConnection } from './proxy.ts';

/** A client: one connection. */
export interface ClientService {
  readonly kind: 'client';
  readonly family: number;
  readonly proxy: ProxyConnection;
}

/** A server: what it listens on, and the one peer that it serves. */
export interface ServerService {
  readonly kind: 'server';
  readonly family: number;
  readonly socket: ModemSocket;
  proxy: ProxyConnection | undefined;
  /** Ends it. */
  readonly close: () => void;
}

/** The TCP and the UDP service of Serial LTE Modem: one of each, client or server. */
export class Services {
  tcp: ClientService | ServerService | undefined;
  udp: ClientService | ServerService | undefined;

  /** The connection that a send goes to. */
  peerOf(protocol: 'tcp' | 'udp'): ProxyConnection | undefined {
    return this[protocol]?.proxy;
  }

  /** The line has room again, or is awake again. */
  resume(): void {
    this.tcp?.proxy?.pump();
    this.udp?.proxy?.pump();
  }
}
