import type { Clock } from '../../base/clock.ts';
import type { InterfaceSockets } from '../../connectivity/index.ts';

/** An interface that a proxy may go through. */
export interface ProxyRoute {
  readonly name: string;
  readonly sockets: InterfaceSockets;
  /** Whether the monitor says that it is ready. */
  isReady(): boolean;
}

/** What clients have to know to be let in. */
export interface ProxyCredentials {
  readonly user: string;
  readonly password: string;
}

/** A host and a port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A port of this machine that leads to one fixed place behind the module. */
export interface Forward {
  readonly listen: Endpoint;
  readonly to: Endpoint;
}

export interface ProxyOptions {
  readonly clock: Clock;
  /** In the order in which they are tried: the first that is ready is used. */
  readonly routes: readonly ProxyRoute[];
  /** Where SOCKS 5 is served. */
  readonly socks?: Endpoint;
  /** Where HTTP is served: CONNECT, and requests for `http:` addresses. */
  readonly http?: Endpoint;
  readonly forwards?: readonly Forward[];
  /** Required where it listens on more than loopback. */
  readonly credentials?: ProxyCredentials;
  readonly limits?: Partial<ProxyLimits>;
}

/** All in milliseconds but for `clients`. */
export interface ProxyLimits {
  /** How many clients may be connected at once; 256 unless given. */
  readonly clients: number;
  /** A client has so long to say what it wants; 10 s unless given. */
  readonly handshakeMs: number;
  /** A connection has so long to come about; 60 s unless given. */
  readonly connectMs: number;
  /** How long is waited for a free socket when the module has none left; 15 s unless given. */
  readonly freeSocketMs: number;
  /** A connection over which nothing goes is closed; 2 h 4 min unless given, as RFC 5382 asks of a NAT. */
  readonly idleMs: number;
  /** UDP over which nothing goes gives its socket back; 5 min unless given, as RFC 4787 asks of a NAT. */
  readonly datagramIdleMs: number;
}

export const defaultLimits: ProxyLimits = {
  clients: 256,
  handshakeMs: 10_000,
  connectMs: 60_000,
  freeSocketMs: 15_000,
  idleMs: 7_440_000,
  datagramIdleMs: 300_000,
};

/** What has gone through a proxy so far. */
export interface ProxyStatistics {
  /** Connections and UDP associations that are open now. */
  readonly open: number;
  /** That came about, from the start. */
  readonly connected: number;
  /** That did not: the far side or the module said no. */
  readonly failed: number;
  /** Clients that were turned away: wrong password, no protocol that is served, too many. */
  readonly refused: number;
  /** Bytes from clients to the network, payload alone. */
  readonly bytesUp: number;
  readonly bytesDown: number;
}
