import { afterEach, describe, expect, test } from '@jest/globals';
import type { MemoryNetworkOptions } from '../../../mocks/index.ts';
import type { StreamRequest } from '../../../src/driver/index.ts';
import { closed } from '../rig.test-support.ts';
import { never } from './scripted.test-support.ts';
import { bench, personalities, readAll } from './simulated.test-support.ts';

afterEach(closed);

const pem = (letter: string): string =>
  `-----BEGIN CERTIFICATE-----\n${letter.repeat(40)}\n-----END CERTIFICATE-----\n`;

describe('TLS inside the module', () => {
  const servers: MemoryNetworkOptions['servers'] = {
    'good.test:443': { tls: { ca: pem('A'), names: ['good.test'] }, serve: 'echo' },
    'other.test:443': { tls: { ca: pem('A'), names: ['elsewhere.test'] }, serve: 'echo' },
    'foreign.test:443': { tls: { ca: pem('B'), names: ['foreign.test'] }, serve: 'echo' },
    'plain.test:443': 'refused',
  };
  const hosts = {
    'good.test': '10.0.1.1',
    'other.test': '10.0.1.2',
    'foreign.test': '10.0.1.3',
    'plain.test': '10.0.1.4',
  } as const;
  const request = (host: string, verify: boolean, ca?: string): StreamRequest => ({
    host,
    port: 443,
    tls: { verify, serverName: host, ...(ca !== undefined && { ca }) },
  });

  test.each(personalities)('%s: not verified, whoever it is', async (personality) => {
    const all = await bench(personality, servers, { hosts });
    for (const host of ['good.test', 'other.test', 'foreign.test']) {
      const socket = await all.done(all.sockets.open(request(host, false), never));
      await all.done(socket.send(Buffer.from('ping')));
      expect((await all.done(readAll(socket, 4))).toString()).toBe('ping');
      await all.done(socket.close());
    }
    expect(await all.code(all.sockets.open(request('plain.test', false), never))).toBe('ECONNREFUSED');
  });

  test.each(['esp32-c6', 'esp32-at4', 'esp32-c61'])('%s: verified with a CA that was given', async (personality) => {
    const all = await bench(personality, servers, { hosts });
    const socket = await all.done(all.sockets.open(request('good.test', true, pem('A')), never));
    await all.done(socket.send(Buffer.from('ping')));
    expect((await all.done(readAll(socket, 4))).toString()).toBe('ping');
    for (const host of ['other.test', 'foreign.test']) {
      expect(await all.code(all.sockets.open(request(host, true, pem('A')), never))).toBe('EPROTO');
    }
    expect(await all.code(all.sockets.open(request('plain.test', true, pem('A')), never))).toBe('ECONNREFUSED');
  });

  test('with the CA that the module was flashed with', async () => {
    const all = await bench('esp32-at4', servers, { hosts, certificates: { 'client_ca.0': pem('A') } });
    await all.done(all.sockets.open(request('good.test', true), never));
    expect(await all.code(all.sockets.open(request('foreign.test', true), never))).toBe('EPROTO');
  });
});
