import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { Bench, loopback } from './bench.test-support.ts';
import { hostNetwork } from './host-network.ts';
import { Recorder } from './recorder.test-support.ts';

const bench = new Bench();

afterEach(() => bench.close());

test('data goes both ways, and each side ends for itself', async () => {
  const port = await bench.serve((socket) => {
    socket.on('data', (bytes) => socket.write(`<${bytes.toString()}>`));
    socket.on('end', () => socket.end('bye'));
  });
  const heard = new Recorder();
  const stream = bench.network().connect(loopback(port), heard);
  expect(heard.heard).toEqual([]);
  await heard.hears('opened');
  expect(heard.remote).toEqual({ address: '127.0.0.1', port, family: 4 });
  let taken = false;
  stream.send(Buffer.from('hello'), () => {
    taken = true;
  });
  expect(taken).toBe(false);
  await heard.until(({ text }) => text === '<hello>');
  expect(taken).toBe(true);
  stream.end();
  await heard.hears('closed');
  expect(heard.text).toBe('<hello>bye');
  expect(heard.heard).toEqual(['opened', 'ended', 'closed']);
});

test('destinations lead where the routes say, and the module sees what it asked for', async () => {
  const port = await bench.serve((socket) => socket.end('routed'));
  const made = bench.network({
    routes: {
      '192.0.2.10:80': `127.0.0.1:${port}`,
      'example.test:443': `127.0.0.1:${port}`,
      '192.0.2.11:1': 'refused',
      '192.0.2.11:2': 'unreachable',
      '192.0.2.11:3': 'timeout',
    },
    connectTimeoutMs: 20,
  });
  const names: (readonly string[])[] = [];
  made.resolve('EXAMPLE.test', (found) => names.push(found));
  made.resolve('nobody.test', (found) => names.push(found));
  expect(names).toEqual([]);
  await Promise.resolve();
  const [[example = ''] = [], nobody] = names;
  expect(nobody).toEqual([]);
  for (const to of [
    { address: '192.0.2.10', port: 80 },
    { address: example, port: 443 },
  ]) {
    const heard = new Recorder();
    made.connect(to, heard);
    await heard.hears('ended');
    expect(heard.remote).toMatchObject(to);
    expect(heard.text).toBe('routed');
  }
  const failures = ['ECONNREFUSED', 'EHOSTUNREACH', 'ETIMEDOUT'];
  for (const [index, failure] of failures.entries()) {
    const heard = new Recorder();
    made.connect({ address: '192.0.2.11', port: index + 1 }, heard);
    await heard.hears('failed');
    expect(heard.heard).toEqual([`failed ${failure}`]);
  }
});

test('nothing beyond this machine is reached unless it is allowed', async () => {
  const heard = new Recorder();
  bench.network().connect({ address: '192.0.2.1', port: 80 }, heard);
  await heard.hears('failed');
  expect(heard.heard).toEqual(['failed ENETUNREACH']);
});

test('a port where nobody listens refuses', async () => {
  const server = createServer();
  const port = await bench.listening(server);
  server.close();
  const heard = new Recorder();
  bench.network().connect(loopback(port), heard);
  await heard.hears('failed');
  expect(heard.heard).toEqual(['failed ECONNREFUSED']);
});

test('a reset is told as one', async () => {
  const port = await bench.serve((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const heard = new Recorder();
  const stream = bench.network().connect(loopback(port), heard);
  stream.send(Buffer.from('x'));
  await heard.hears('closed');
  expect(heard.heard).toEqual(['opened', 'closed ECONNRESET']);
});

test('a paused stream holds its peer back, and everything arrives once it reads again', async () => {
  const total = 8 * 1024 * 1024;
  let left = false;
  const port = await bench.serve((socket) => {
    socket.end(Buffer.alloc(total, 7), () => {
      left = true;
    });
  });
  const heard = new Recorder();
  const stream = bench.network().connect(loopback(port), heard);
  stream.pause();
  await heard.hears('opened');
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(heard.bytes.length).toBe(0);
  expect(left).toBe(false);
  stream.resume();
  await heard.hears('ended');
  expect(heard.bytes.length).toBe(total);
});

test('a peer that does not read holds the stream back', async () => {
  const peer = new Promise<Socket>((resolve) => {
    void bench
      .serve((socket) => {
        socket.pause();
        resolve(socket);
      })
      .then((port) => {
        const heard = new Recorder();
        const stream = made.connect(loopback(port), heard);
        const chunk = Buffer.alloc(65_536);
        const more = (): void => stream.send(chunk, () => (++taken < 256 ? more() : undefined));
        more();
      });
  });
  const made = bench.network();
  let taken = 0;
  const socket = await peer;
  let before = -1;
  while (before !== taken) {
    before = taken;
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(taken).toBeLessThan(256);
  socket.resume();
  while (taken < 256) await new Promise((resolve) => setImmediate(resolve));
});

test('what is unread when the stream is dropped resets the peer', async () => {
  let outcome: string | undefined;
  const port = await bench.serve((socket) => {
    socket.removeAllListeners('error');
    socket.on('error', (error) => {
      outcome = error.message;
    });
    socket.write(Buffer.alloc(100_000));
  });
  const heard = new Recorder();
  const stream = bench.network().connect(loopback(port), heard);
  stream.pause();
  await heard.hears('opened');
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  stream.destroy();
  await heard.until(() => outcome !== undefined);
  expect(outcome).toContain('ECONNRESET');
  expect(heard.heard).toEqual(['opened']);
});

test('a listener takes peers, and turns away those that the module does not want', async () => {
  const made = bench.network();
  const seen: string[] = [];
  const accepted = new Recorder();
  let port = 0;
  made.listen(
    { port: 0, family: 4 },
    {
      listening: (local) => {
        port = local.port;
      },
      failed: (failure) => seen.push(failure),
      incoming: (remote, stream) => {
        seen.push(remote.address);
        if (seen.length > 1) return undefined;
        queueMicrotask(() => stream.send(Buffer.from('welcome')));
        return accepted;
      },
    },
  );
  expect(port).toBe(0);
  await accepted.until(() => port > 0);
  const first = dial(port, '127.0.0.1');
  bench.later(() => first.destroy());
  const [said] = await once(first, 'data');
  expect(String(said)).toBe('welcome');
  first.write('thanks');
  await accepted.until(({ text }) => text === 'thanks');
  const second = dial(port, '127.0.0.1');
  second.resume();
  await once(second, 'close');
  expect(seen).toEqual(['127.0.0.1', '127.0.0.1']);
  expect(accepted.heard).toEqual(['opened']);
  made.listen(
    { port, family: 4 },
    { listening: () => undefined, failed: (failure) => seen.push(failure), incoming: () => undefined },
  );
  await accepted.until(() => seen.length === 3);
  expect(seen[2]).toBe('EADDRINUSE');
});

test('datagrams keep their bounds, and an answer over a route carries the address asked', async () => {
  const server = createSocket('udp4');
  bench.later(() => server.close());
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  server.on('message', (bytes, { address, port }) => server.send(`<${bytes.toString()}>`, port, address));
  const real = server.address().port;
  const heard: string[] = [];
  const socket = bench.network({ routes: { '192.0.2.10:53': `127.0.0.1:${real}` } }).bind(
    { port: 0, family: 4 },
    {
      bound: ({ port }) => heard.push(port > 0 ? 'bound' : 'no port'),
      failed: (failure) => heard.push(failure),
      message: (bytes, from) => heard.push(`${Buffer.from(bytes).toString()} ${from.address}:${from.port}`),
    },
  );
  expect(heard).toEqual([]);
  while (heard.length < 1) await new Promise((resolve) => setImmediate(resolve));
  const routed = { address: '192.0.2.10', port: 53 };
  for (const [text, to] of [
    ['a', loopback(real)],
    ['', loopback(real)],
    ['b', routed],
  ] as const) {
    socket.send(Buffer.from(text), to);
    const count = heard.length;
    while (heard.length === count) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(heard).toEqual(['bound', `<a> 127.0.0.1:${real}`, `<> 127.0.0.1:${real}`, '<b> 192.0.2.10:53']);
});

test('ping answers for what is known, after its round trip', async () => {
  const clock = new VirtualClock();
  const made = bench.network({ clock, roundTripMs: 35, hosts: { 'gateway.test': '192.0.2.1' } });
  const told: unknown[] = [];
  for (const address of ['192.0.2.1', '192.0.2.2'])
    made.ping(address, (time) => told.push([address, time, clock.now()]));
  await clock.advance(100);
  expect(told).toEqual([
    ['192.0.2.2', undefined, 0],
    ['192.0.2.1', 35, 35],
  ]);
});

test('close drops everything and says nothing', async () => {
  let over = 0;
  const port = await bench.serve((socket) => socket.resume().once('close', () => over++));
  const made = bench.network();
  const heard = new Recorder();
  made.connect(loopback(port), heard);
  await heard.hears('opened');
  made.close();
  made.connect(loopback(port), heard);
  await heard.hears('failed');
  expect(heard.heard).toEqual(['opened', 'failed ENETUNREACH']);
});

test('a route that is not one is refused in words', () => {
  expect(() => hostNetwork({ routes: { 'example.test': '127.0.0.1:80' } })).toThrow(
    '"example.test" is not a host and a port',
  );
  expect(() => hostNetwork({ routes: { 'example.test:80': 'local:80' } })).toThrow(
    'nobody knows the address of "local"',
  );
});
