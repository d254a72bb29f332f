// The package of the certificates asks for it before anything else.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { CaseName } from './cases.ts';

const dayMs = 86_400_000;
// RSA with SHA-256 is what every module's TLS has; elliptic curves some lack.
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const;

type Keys = webcrypto.CryptoKeyPair;

interface Issuer {
  readonly name: string;
  readonly keys: Keys;
}

interface Wanted {
  readonly subject: string;
  readonly keys: Keys;
  readonly issuer: Issuer;
  readonly from: Date;
  readonly until: Date;
  readonly isAuthority: boolean;
  readonly names: readonly string[];
}

const generate = (): Promise<Keys> => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

/** The whole of what the check needs, made for one run and forgotten with it. */
export interface CheckCertificates {
  /** What the module is given to verify with. */
  readonly authority: string;
  /** Of all servers. */
  readonly key: string;
  readonly servers: Readonly<Record<CaseName, string>>;
}

async function certificate({ from, isAuthority, issuer, keys, names, subject, until }: Wanted): Promise<string> {
  const usage = isAuthority
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment;
  const alternatives = names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value }));
  const made = await X509CertificateGenerator.create({
    // Positive, as RFC 5280 has it.
    serialNumber: `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`,
    subject: `CN=${subject}`,
    issuer: `CN=${issuer.name}`,
    notBefore: from,
    notAfter: until,
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      new KeyUsagesExtension(usage, true),
      ...(isAuthority ? [] : [new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth])]),
      ...(alternatives.length > 0 ? [new SubjectAlternativeNameExtension(alternatives)] : []),
    ],
  });
  return `${made.toString('pem')}\n`;
}

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

/**
 * Makes an authority, another one, and a certificate for each case.
 * @param host the name or the address by which the module reaches the servers
 * @param now the date of the check
 */
export async function checkCertificates(host: string, now: Date): Promise<CheckCertificates> {
  cryptoProvider.set(webcrypto as Crypto);
  const [ours, others, server] = await Promise.all([generate(), generate(), generate()]);
  const authority: Issuer = { name: 'atlink tls-check', keys: ours };
  const stranger: Issuer = { name: 'atlink tls-check, untrusted', keys: others };
  const day = (days: number): Date => new Date(now.getTime() + days * dayMs);
  const usual = { subject: host, keys: server, issuer: authority, isAuthority: false, names: [host] };
  const good = { ...usual, from: day(-30), until: day(30) };
  const other = 'another-name.atlink.test';
  return {
    authority: await certificate({ ...good, subject: authority.name, keys: ours, isAuthority: true, names: [] }),
    key: await pemOfKey(server.privateKey),
    servers: {
      good: await certificate(good),
      expired: await certificate({ ...good, until: day(-1) }),
      'wrong-name': await certificate({ ...good, subject: other, names: [other] }),
      untrusted: await certificate({ ...good, issuer: stranger }),
      'self-signed': await certificate({ ...good, issuer: { name: host, keys: server } }),
    },
  };
}
