import type { NetworkFailure, NetworkTls } from './contract.ts';
import type { MemoryScript } from './memory-link.ts';

/**
 * What stands at a place of the network in memory:
 * - `echo` sends back what it gets; `sink` swallows it;
 * - `refused`, `unreachable` and `timeout` are no servers;
 * - `{ source: 1000 }` sends so many bytes (counting up from 0, modulo 256) and ends;
 * - `{ closeAfter: 100 }` echoes and ends after so many bytes, `{ resetAfter: 100 }` resets;
 * - `{ banner: 'hello\r\n' }` says something first and then echoes;
 * - or a script of your own.
 */
export type MemoryBehaviour =
  | 'echo'
  | 'sink'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | { readonly source: number }
  | { readonly closeAfter: number }
  | { readonly resetAfter: number }
  | { readonly banner: string }
  | MemoryScript;

/** A server's certificate, as far as verification goes. */
export interface MemoryCertificate {
  /** The text of the authority that vouches for it. */
  readonly ca: string;
  /** What it is for; a leading `*.` stands for one label. */
  readonly names: readonly string[];
  readonly expired?: boolean;
  /** The one client certificate that is let in. */
  readonly clientCert?: string;
}

export interface MemoryTlsServer {
  readonly tls: MemoryCertificate;
  readonly serve: MemoryBehaviour;
}

export type MemoryServer = MemoryBehaviour | MemoryTlsServer;

const notServers: Readonly<Record<string, NetworkFailure>> = {
  refused: 'ECONNREFUSED',
  unreachable: 'EHOSTUNREACH',
  timeout: 'ETIMEDOUT',
};

const echo: MemoryScript = (peer) => ({ data: (bytes) => peer.send(bytes) });

const sink: MemoryScript = () => ({});

// What one segment of TCP carries over Ethernet.
const segment = 1460;

const source =
  (count: number): MemoryScript =>
  (peer) => {
    const push = (sent: number): void => {
      if (sent >= count) {
        peer.end();
        return;
      }
      const length = Math.min(segment, count - sent);
      peer.send(
        Uint8Array.from({ length }, (_, index) => (sent + index) % 256),
        () => push(sent + length),
      );
    };
    push(0);
    return {};
  };

const echoUntil =
  (limit: number, then: 'end' | 'reset'): MemoryScript =>
  (peer) => {
    let seen = 0;
    return {
      data: (bytes) => {
        const left = limit - seen;
        seen += bytes.length;
        if (left > 0) peer.send(bytes.subarray(0, left));
        if (seen >= limit) peer[then]();
      },
    };
  };

const banner =
  (text: string): MemoryScript =>
  (peer) => {
    peer.send(text);
    return echo(peer);
  };

/** The script of a behaviour, or the failure that meets who connects. */
export function scriptOf(behaviour: MemoryBehaviour): MemoryScript | NetworkFailure {
  if (typeof behaviour === 'function') return behaviour;
  if (typeof behaviour === 'string') return notServers[behaviour] ?? (behaviour === 'sink' ? sink : echo);
  if ('source' in behaviour) return source(behaviour.source);
  if ('banner' in behaviour) return banner(behaviour.banner);
  if ('closeAfter' in behaviour) return echoUntil(behaviour.closeAfter, 'end');
  return echoUntil(behaviour.resetAfter, 'reset');
}

export const isTlsServer = (server: MemoryServer): server is MemoryTlsServer =>
  typeof server === 'object' && 'tls' in server;

function isFor(certified: string, name: string): boolean {
  const [pattern, wanted] = [certified.toLowerCase(), name.toLowerCase()];
  if (!pattern.startsWith('*.')) return pattern === wanted;
  return wanted.slice(wanted.indexOf('.')) === pattern.slice(1);
}

/** Why the handshake fails, in the words of Node.js; undefined when it comes about. */
export function handshakeError(
  certificate: MemoryCertificate | undefined,
  tls: NetworkTls,
  address: string,
): string | undefined {
  if (certificate === undefined) return 'ERR_SSL_WRONG_VERSION_NUMBER';
  if (tls.verifyChain) {
    if (tls.ca?.trim() !== certificate.ca.trim()) return 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
    if (certificate.expired === true) return 'CERT_HAS_EXPIRED';
  }
  const name = tls.expectedName ?? tls.serverName ?? address;
  if (tls.verifyName && !certificate.names.some((certified) => isFor(certified, name))) {
    return 'ERR_TLS_CERT_ALTNAME_INVALID';
  }
  const { clientCert } = certificate;
  if (clientCert !== undefined && tls.cert?.trim() !== clientCert.trim())
    return 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE';
  return undefined;
}
