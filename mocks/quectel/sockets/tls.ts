import type { NetworkTls } from '../../network/contract.ts';
import type { StackHost } from './stack.ts';

type Version = NonNullable<NetworkTls['minVersion']>;

// AT+QSSLCFG="sslversion": SSL 3.0 is gone from every network by now; TLS 1.3 came later than these firmwares.
const versions: Readonly<Record<string, readonly [Version, Version]>> = {
  '1': ['TLSv1', 'TLSv1'],
  '2': ['TLSv1.1', 'TLSv1.1'],
  '3': ['TLSv1.2', 'TLSv1.2'],
  '4': ['TLSv1', 'TLSv1.2'],
};

const handshakeFailed = 566;
const dateProblems = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

const unquoted = (text: string): string => text.replaceAll('"', '');

function text(host: StackHost, item: string, context: number): string | undefined {
  const name = unquoted(host.tlsSetting(item, context));
  const file = name === '' ? undefined : host.file(name);
  return file === undefined ? undefined : Buffer.from(file).toString('latin1');
}

/**
 * What `AT+QSSLCFG` of a context asks for; the error when it cannot be. With `checkhost` 1 the certificate has to be for
 * the name that was given to `AT+QSSLOPEN`, whether that goes out as SNI or not.
 */
export function tlsFor(host: StackHost, context: number, serverName: string): NetworkTls | number {
  const level = host.tlsSetting('seclevel', context);
  const range = versions[host.tlsSetting('sslversion', context)];
  if (range === undefined) return handshakeFailed;
  const ca = text(host, 'cacert', context);
  const cert = text(host, 'clientcert', context);
  const key = text(host, 'clientkey', context);
  const verifyChain = level !== '0' && host.verifiesTls;
  const checksName = verifyChain && host.tlsSetting('checkhost', context) === '1';
  if (verifyChain && ca === undefined) return handshakeFailed;
  if (level === '2' && (cert === undefined || key === undefined)) return handshakeFailed;
  // Without a time of its own it thinks that it is 1980: every certificate is of the future.
  const datesCount = host.tlsSetting('ignorelocaltime', context) === '0';
  if (verifyChain && datesCount && !host.clockSet()) return handshakeFailed;
  return {
    verifyChain,
    ...(checksName ? { verifyName: true, expectedName: serverName } : { verifyName: false }),
    minVersion: range[0],
    maxVersion: range[1],
    ...(host.tlsSetting('sni', context) === '1' && { serverName }),
    ...(verifyChain && ca !== undefined && { ca }),
    ...(level === '2' && cert !== undefined && key !== undefined && { cert, key }),
  };
}

/**
 * The same once more for a context that leaves dates aside (`ignorelocaltime` 1), when only the dates were wrong: they
 * are looked at last, so the rest of the chain was found right.
 */
export function withoutDates(
  host: StackHost,
  context: number,
  tls: NetworkTls | undefined,
  detail: string | undefined,
): NetworkTls | undefined {
  if (tls?.verifyChain !== true || detail === undefined || !dateProblems.has(detail)) return undefined;
  return host.tlsSetting('ignorelocaltime', context) === '1' ? { ...tls, verifyChain: false } : undefined;
}
