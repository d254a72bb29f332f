import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  type PeerCertificate,
  type TLSSocket,
  connect as tlsConnect,
} from 'node:tls';
import type { NetworkTls } from './contract.ts';

/** OpenSSL refuses the old versions unless it is told that they are wanted. */
const ciphersFor = ({ maxVersion, minVersion }: NetworkTls): string | undefined =>
  [minVersion, maxVersion].some((version) => version === 'TLSv1' || version === 'TLSv1.1')
    ? 'DEFAULT:@SECLEVEL=0'
    : undefined;

/** What is wrong with the name that the certificate is for. */
function nameMismatch(tls: NetworkTls, address: string, certificate: PeerCertificate): Error | undefined {
  if (!tls.verifyName) return undefined;
  return checkServerIdentity(tls.expectedName ?? tls.serverName ?? address, certificate);
}

/**
 * Starts TLS as it was configured: with exactly that verification.
 * @param named the address as the module sees it, which a certificate without a configured name must be for
 * @throws Error of OpenSSL for certificates that are none
 */
export function startTls(
  tls: NetworkTls,
  to: { readonly host: string; readonly port: number; readonly localPort?: number },
  named: string,
): TLSSocket {
  const { alpn, ca, cert, key, maxVersion, minVersion, serverName } = tls;
  const ciphers = ciphersFor(tls);
  const options: ConnectionOptions & { readonly allowHalfOpen: boolean } = {
    ...to,
    allowHalfOpen: true,
    // An empty list, or Node.js would trust the authorities that it brings along.
    ca: ca === undefined ? [] : [ca],
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(minVersion !== undefined && { minVersion }),
    ...(maxVersion !== undefined && { maxVersion }),
    ...(ciphers !== undefined && { ciphers }),
    ...(alpn !== undefined && alpn.length > 0 && { ALPNProtocols: [...alpn] }),
    ...(serverName !== undefined && isIP(serverName) === 0 && { servername: serverName }),
    rejectUnauthorized: tls.verifyChain,
    checkServerIdentity: (_host, certificate) => nameMismatch(tls, named, certificate),
  };
  return tlsConnect(options);
}

/** The verification that Node.js leaves out when it does not verify the chain. */
export function identityError(tls: NetworkTls, socket: TLSSocket, named: string): Error | undefined {
  return tls.verifyChain ? undefined : nameMismatch(tls, named, socket.getPeerCertificate());
}

export const isTlsSocket = (socket: Socket): socket is TLSSocket => 'encrypted' in socket;
