import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';
import {
  authority,
  clientCertificate,
  clientKey,
  expiredCertificate,
  otherAuthority,
  serverCertificate,
  serverKey,
} from './certificates.test-support.ts';
import type { NetworkTls } from './contract.ts';
import { Recorder } from './recorder.test-support.ts';

const bench = new Bench();

afterEach(() => bench.close());

async function handshake(server: TlsOptions, tls: NetworkTls): Promise<readonly string[]> {
  const peer = createTlsServer(server, (socket) => {
    socket.on('error', () => undefined);
    socket.end('secret');
  });
  peer.on('tlsClientError', () => undefined);
  const port = await bench.listening(peer);
  const heard = new Recorder();
  bench
    .network({ routes: { 'example.test:443': `127.0.0.1:${port}` }, hosts: { 'example.test': '192.0.2.7' } })
    .connect({ address: '192.0.2.7', port: 443, tls }, heard);
  await heard.until(({ heard: all }) => all.some((one) => one !== 'opened'));
  return heard.text === '' ? heard.heard : [...heard.heard.slice(0, 1), heard.text];
}

const served = { cert: serverCertificate, key: serverKey } as const;
const ca = authority;
const everything = { verifyChain: true, verifyName: true, serverName: 'example.test' } as const;

test('TLS verifies what it was told to verify', async () => {
  expect(await handshake(served, { ...everything, ca })).toEqual(['opened', 'secret']);
  expect(await handshake(served, everything)).toEqual(['failed TLS UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  expect(await handshake(served, { ...everything, ca: otherAuthority })).toEqual([
    'failed TLS UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ]);
  expect(await handshake(served, { verifyChain: false, verifyName: false })).toEqual(['opened', 'secret']);
  const wrongName = { ...everything, serverName: 'other.test' };
  expect(await handshake(served, { ...wrongName, ca })).toEqual(['failed TLS ERR_TLS_CERT_ALTNAME_INVALID']);
  expect(await handshake(served, { ...wrongName, ca, verifyName: false })).toEqual(['opened', 'secret']);
  expect(await handshake(served, { ...wrongName, verifyChain: false })).toEqual([
    'failed TLS ERR_TLS_CERT_ALTNAME_INVALID',
  ]);
  expect(await handshake(served, { ...wrongName, ca, expectedName: 'example.test' })).toEqual(['opened', 'secret']);
});

test('TLS refuses what has expired, and a version too old', async () => {
  expect(await handshake({ cert: expiredCertificate, key: serverKey }, { ...everything, ca })).toEqual([
    'failed TLS CERT_HAS_EXPIRED',
  ]);
  const old = { ...served, maxVersion: 'TLSv1.2' } as const;
  expect(await handshake(old, { ...everything, ca, minVersion: 'TLSv1.3' })).toEqual([
    'failed TLS ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  ]);
});

test('TLS shows the client certificate, and a certificate that is none fails the handshake', async () => {
  const strict = {
    ...served,
    ca: otherAuthority,
    requestCert: true,
    rejectUnauthorized: true,
    maxVersion: 'TLSv1.2',
  } as const;
  const shown = { ...everything, ca, cert: clientCertificate, key: clientKey };
  expect(await handshake(strict, shown)).toEqual(['opened', 'secret']);
  expect((await handshake(strict, { ...everything, ca })).at(-1)).toMatch(/^failed TLS /);
  expect((await handshake(strict, { ...shown, cert: 'nonsense' })).at(-1)).toMatch(/^failed TLS ERR_OSSL/);
});
