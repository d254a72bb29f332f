import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { NetworkTls } from './contract.ts';
import { MemoryNetwork, type MemoryNetworkOptions } from './memory-network.ts';
import { Recorder } from './recorder.test-support.ts';

let clock: VirtualClock;
const made: MemoryNetwork[] = [];

beforeEach(() => {
  clock = new VirtualClock();
});

afterEach(() => {
  for (const network of made.splice(0)) network.close();
  expect(clock.timerCount).toBe(0);
});

function memory(options: Omit<MemoryNetworkOptions, 'clock'> = {}): MemoryNetwork {
  const network = new MemoryNetwork({ clock, ...options });
  made.push(network);
  return network;
}

async function connected(network: MemoryNetwork, port: number, tls?: NetworkTls) {
  const heard = new Recorder();
  const stream = network.connect({ address: '192.0.2.10', port, ...(tls && { tls }) }, heard);
  expect(heard.heard).toEqual([]);
  await clock.advance(40);
  return { heard, stream };
}

test('an echo takes a round trip for the connection and one for the data', async () => {
  const { heard, stream } = await connected(memory({ servers: { '192.0.2.10:7': 'echo' } }), 7);
  expect(heard.heard).toEqual(['opened']);
  expect(heard.local).toEqual({ address: '192.0.2.1', port: 49_152, family: 4 });
  stream.send(Buffer.from('hello'));
  await clock.advance(19);
  expect(heard.text).toBe('');
  await clock.advance(1);
  expect(heard.text).toBe('hello');
  stream.end();
  await clock.advance(20);
  expect(heard.heard).toEqual(['opened', 'ended', 'closed']);
});

test('each failure has its name', async () => {
  const network = memory({
    servers: { '192.0.2.10:1': 'refused', '192.0.2.10:2': 'unreachable', '192.0.2.10:3': 'timeout' },
  });
  const seen: string[] = [];
  for (const port of [1, 2, 3, 4]) {
    const { heard } = await connected(network, port);
    await clock.advance(20_000);
    seen.push(...heard.heard);
  }
  const nowhere = new Recorder();
  network.connect({ address: '192.0.2.77', port: 1 }, nowhere);
  await clock.advance(20);
  expect([...seen, ...nowhere.heard]).toEqual([
    'failed ECONNREFUSED',
    'failed EHOSTUNREACH',
    'failed ETIMEDOUT',
    'failed ECONNREFUSED',
    'failed EHOSTUNREACH',
  ]);
});

test('a source sends all that it has, but no more than the window while nobody reads', async () => {
  const { heard, stream } = await connected(memory({ servers: { '192.0.2.10:19': { source: 200_000 } } }), 19);
  stream.pause();
  await clock.advance(1_000);
  const before = heard.bytes.length;
  expect(before).toBeLessThan(200_000);
  await clock.advance(60_000);
  expect(heard.bytes.length).toBe(before);
  stream.resume();
  await clock.advance(1_000);
  const { bytes } = heard;
  expect(bytes.length).toBe(200_000);
  expect(bytes.every((byte, index) => byte === index % 256)).toBe(true);
  expect(heard.heard).toEqual(['opened', 'ended']);
});

test('a peer that does not read holds the sender back', async () => {
  const network = memory();
  network.serve('192.0.2.10:9', (peer) => {
    peer.pause();
    return { data: () => undefined };
  });
  const { stream } = await connected(network, 9);
  let taken = 0;
  const more = (): void =>
    stream.send(Buffer.alloc(10_000), () => {
      taken += 1;
      if (taken < 20) more();
    });
  more();
  await clock.advance(10_000);
  expect(taken).toBe(6);
});

test('servers end or reset after so many bytes', async () => {
  const network = memory({ servers: { '192.0.2.10:1': { closeAfter: 4 }, '192.0.2.10:2': { resetAfter: 4 } } });
  for (const [port, end] of [
    [1, 'ended'],
    [2, 'closed ECONNRESET'],
  ] as const) {
    const { heard, stream } = await connected(network, port);
    stream.send(Buffer.from('123456'));
    await clock.advance(100);
    expect(heard.heard).toEqual(['opened', end]);
  }
});

test('a dropped stream hears nothing more, and its peer hears the end', async () => {
  const told: string[] = [];
  const network = memory();
  network.serve('192.0.2.10:5', () => ({ closed: () => told.push('closed') }));
  const { heard, stream } = await connected(network, 5);
  stream.destroy();
  await clock.advance(100);
  expect(heard.heard).toEqual(['opened']);
  expect(told).toEqual(['closed']);
});

test('TLS is verified as it was configured', async () => {
  const tls = { ca: 'authority', names: ['*.example.test'] };
  const network = memory({
    servers: { '192.0.2.10:443': { tls, serve: 'echo' }, '192.0.2.10:80': 'echo' },
  });
  const asked = { verifyChain: true, verifyName: true, serverName: 'www.example.test', ca: 'authority' } as const;
  const outcome = async (port: number, given: NetworkTls) => (await connected(network, port, given)).heard.heard;
  expect(await outcome(443, asked)).toEqual(['opened']);
  expect(await outcome(443, { ...asked, ca: 'other' })).toEqual(['failed TLS UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  expect(await outcome(443, { ...asked, serverName: 'example.test' })).toEqual([
    'failed TLS ERR_TLS_CERT_ALTNAME_INVALID',
  ]);
  expect(await outcome(443, { verifyChain: false, verifyName: false })).toEqual(['opened']);
  expect(await outcome(80, asked)).toEqual(['failed TLS ERR_SSL_WRONG_VERSION_NUMBER']);
});

test('a test dials the module, and sends it datagrams', async () => {
  const network = memory({ datagrams: { '192.0.2.53:53': 'echo' } });
  const heard: string[] = [];
  const accepted = new Recorder();
  expect(() => network.dial(8080, () => ({}))).toThrow('the module does not listen on port 8080');
  network.listen(
    { port: 8080, family: 4 },
    {
      listening: ({ port }) => heard.push(`listening ${port}`),
      failed: (failure) => heard.push(failure),
      incoming: ({ address }) => (address === '192.0.2.99' ? accepted : undefined),
    },
  );
  const peer = network.dial(8080, () => ({}));
  network.dial(8080, () => ({ closed: () => heard.push('turned away') }), '192.0.2.66:1');
  await clock.advance(20);
  peer.send('hi');
  await clock.advance(20);
  expect(accepted.text).toBe('hi');
  const socket = network.bind(
    { port: 2222, family: 4 },
    {
      bound: ({ port }) => heard.push(`bound ${port}`),
      failed: (failure) => heard.push(failure),
      message: (bytes, { address, port }) => heard.push(`${Buffer.from(bytes).toString()} ${address}:${port}`),
    },
  );
  socket.send(Buffer.from('ask'), { address: '192.0.2.53', port: 53 });
  network.sendDatagram(2222, 'out of the blue', '192.0.2.54:9');
  await clock.advance(20);
  expect(heard).toEqual([
    'listening 8080',
    'turned away',
    'bound 2222',
    'out of the blue 192.0.2.54:9',
    'ask 192.0.2.53:53',
  ]);
});

test('names are resolved by the table, pings answered for what is there', async () => {
  const network = memory({ hosts: { 'six.test': ['2001:db8::7', '192.0.2.7'] }, servers: { 'new.test:80': 'echo' } });
  const told: unknown[] = [];
  for (const name of ['SIX.test', 'new.test', 'nobody.test', '192.0.2.7'])
    network.resolve(name, (found) => told.push(found));
  await clock.advance(20);
  expect(told).toEqual([['192.0.2.7'], ['2001:db8::7', '192.0.2.7'], [expect.stringMatching(/^203\.0\.113\./)], []]);
  network.ping('192.0.2.7', (time) => told.push(time));
  network.ping('192.0.2.8', (time) => told.push(time));
  await clock.advance(20);
  expect(told.slice(4)).toEqual([undefined, 20]);
});
