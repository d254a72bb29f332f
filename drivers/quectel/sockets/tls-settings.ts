import { isIP } from 'node:net';
import type { ModuleTls, TlsVersion } from '../../../src/driver/index.ts';
import { type Call, socketError } from './failure.ts';

const versions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** The numbers of `AT+QSSLCFG="sslversion"`; 4 is all of them, SSL 3 with them. */
const versionNumbers = { TLSv1: 1, 'TLSv1.1': 2, 'TLSv1.2': 3 } as const;
const allVersions = 4;

/**
 * The module takes one version, or all. A range of more than one is its highest, but for the range that leaves nothing
 * out; and without a range it is TLS 1.2, as Node.js has it.
 *
 * @throws SocketError `EOPNOTSUPP` for TLS 1.3 alone
 */
export function versionNumber({ maxVersion, minVersion }: ModuleTls, call: Call): number {
  const from = versions.indexOf(minVersion ?? 'TLSv1.2');
  const to = versions.indexOf(maxVersion ?? 'TLSv1.3');
  const wanted = versions.slice(from, to + 1);
  if (wanted.includes('TLSv1') && wanted.includes('TLSv1.2')) return allVersions;
  const highest = (['TLSv1.2', 'TLSv1.1', 'TLSv1'] as const).find((version) => wanted.includes(version));
  if (highest !== undefined) return versionNumbers[highest];
  throw refused(call, `the module has no TLS from ${versions[from]} to ${versions[to]}`, 'It has TLS 1.0 to 1.2.');
}

/** `AT+QSSLCFG="seclevel"`: nobody is verified, the server is, or both are. */
export type SecurityLevel = 0 | 1 | 2;

/** @throws SocketError `EOPNOTSUPP` for what the module has no words for */
export function securityLevel({ ca, cert, key, verify }: ModuleTls, call: Call): SecurityLevel {
  if ((cert === undefined) !== (key === undefined)) {
    throw refused(call, 'a client certificate needs its key, and a key its certificate', 'Give both, or neither.');
  }
  if (verify && ca === undefined) {
    throw refused(call, 'the module has no certificates of its own to verify with', 'Give the certificate of the CA.');
  }
  if (!verify && cert !== undefined) {
    throw refused(call, 'the module shows a client certificate only to a server that it verifies', 'Verify it.');
  }
  if (!verify) return 0;
  return cert === undefined ? 1 : 2;
}

/** The name that is sent and verified is that of the host, and no other can be given. @throws SocketError */
export function checkServerName({ serverName }: ModuleTls, host: string, call: Call): void {
  if (serverName === undefined || (isIP(host) === 0 && serverName.toLowerCase() === host.toLowerCase())) return;
  throw refused(
    call,
    `the module sends and verifies the name that it connects to, and no other (${serverName})`,
    'Connect to the host by that name.',
  );
}

function refused(call: Call, text: string, hint: string) {
  return socketError('EOPNOTSUPP', call, text, { hint });
}
