import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import type { ModuleSocket } from '../connectivity/index.ts';
import { MemoryProvider, type MemoryProviderOptions } from './memory-provider.test-support.ts';
import { eventsOf, rigOf } from './rig.test-support.ts';

function setUp(options: MemoryProviderOptions = {}) {
  const clock = new VirtualClock();
  const provider = new MemoryProvider({ hosts: { 'example.com': ['192.0.2.1'] }, clock, ...options });
  const rig = rigOf(provider, clock);
  const open = (more: object = {}): ModuleSocket => rig.lte0.connect({ host: '192.0.2.1', port: 80, ...more });
  return { ...rig, provider, open };
}

/** A server that answers what it hears. */
const echo = (peer: import('node:stream').Duplex): void => {
  peer.pipe(peer);
};

describe('a connection', () => {
  test('comes up with the events of a net.Socket, in their order, and ends with them', async () => {
    const { clock, lte0, provider } = setUp();
    provider.serve('192.0.2.1:80', echo);
    const socket = lte0.connect({ host: 'example.com', port: 80 });
    const seen = eventsOf(socket);
    expect([socket.connecting, socket.pending, socket.readyState, socket.address()]).toEqual([
      true,
      true,
      'opening',
      {},
    ]);
    socket.write('early');
    await clock.settle();
    expect([socket.connecting, socket.pending, socket.readyState]).toEqual([false, false, 'open']);
    expect(socket.address()).toEqual({ address: '10.0.0.2', family: 'IPv4', port: 50_000 });
    expect([socket.remoteAddress, socket.remotePort, socket.remoteFamily]).toEqual(['192.0.2.1', 80, 'IPv4']);
    expect([socket.localAddress, socket.localPort]).toEqual(['10.0.0.2', 50_000]);
    socket.end('late');
    await clock.advance(1000);
    expect(seen).toEqual(['lookup', 'connect', 'ready', 'data early', 'data late', 'finish', 'end', 'close false']);
    expect([socket.bytesRead, socket.bytesWritten, socket.readyState]).toEqual([9, 9, 'closed']);
    expect([provider.used, clock.timerCount]).toEqual([0, 0]);
  });

  test('tells of the address that was looked up', async () => {
    const { clock, lte0, provider } = setUp();
    provider.serve('192.0.2.1:80', echo);
    const socket = lte0.connect({ host: 'example.com', port: '80' });
    const told: unknown[] = [];
    socket.on('lookup', (...given) => told.push(given));
    await clock.settle();
    expect(told).toEqual([[null, '192.0.2.1', 4, 'example.com']]);
  });

  test('uses a lookup that is given, as Node does', async () => {
    const { clock, open, provider } = setUp();
    provider.serve('192.0.2.1:80', echo);
    const socket = open({
      host: 'intranet',
      lookup: (_: string, __: object, done: (...given: unknown[]) => void) => done(null, '192.0.2.1', 4),
    });
    const seen = eventsOf(socket);
    await clock.settle();
    expect(seen).toEqual(['lookup', 'connect', 'ready']);
    expect(provider.requests).toEqual([{ host: '192.0.2.1', port: 80 }]);
  });

  test('what is written in one turn goes out in one piece, and long ones in few', async () => {
    const { clock, open, provider } = setUp();
    provider.serve('192.0.2.1:80', (peer) => peer.resume());
    const socket = open();
    await clock.settle();
    for (const text of ['GET / HTTP/1.1\r\n', 'host: a\r\n', '\r\n']) socket.write(text);
    await clock.settle();
    for (let count = 0; count < 40; count++) socket.write(Buffer.alloc(1000));
    await clock.settle();
    await clock.settle();
    expect(provider.streams[0]?.sends).toEqual([27, 16_000, 16_000, 8000]);
    expect(socket.bytesWritten).toBe(40_027);
  });

  test('reads no more of the module than is wanted', async () => {
    const { clock, open, provider } = setUp();
    provider.serve('192.0.2.1:80', (peer) => peer.write(Buffer.alloc(1_000_000)));
    const socket = open();
    await clock.settle();
    const before = provider.reads;
    expect(before * 1500).toBeLessThan(socket.readableHighWaterMark + 3000);
    await clock.settle();
    expect(provider.reads).toBe(before);
    socket.resume();
    for (let turn = 0; turn < 1000 && socket.bytesRead < 1_000_000; turn++) await clock.settle();
    expect(socket.bytesRead).toBe(1_000_000);
  });

  test('a peer that ends is heard by who has no data listener', async () => {
    const { clock, open, provider } = setUp();
    provider.serve('192.0.2.1:80', (peer) => peer.end());
    const closed: unknown[] = [];
    open().on('close', (hadError: boolean) => closed.push(hadError));
    await clock.settle();
    await clock.settle();
    expect(closed).toEqual([false]);
    expect(provider.used).toBe(0);
  });

  test('half-open only when it is asked for', async () => {
    const { clock, open, provider } = setUp();
    provider.serve('192.0.2.1:80', (peer) => peer.end());
    const socket = open({ allowHalfOpen: true }).resume();
    const seen = eventsOf(socket);
    await clock.settle();
    expect([seen, socket.readyState]).toEqual([['connect', 'ready', 'end'], 'writeOnly']);
    socket.end('bye');
    await clock.settle();
    expect(seen.slice(3)).toEqual(['finish', 'close false']);
  });

  test('ended, it hears the peer out as long as that goes on speaking', async () => {
    const { clock, open, provider } = setUp();
    let peer: import('node:stream').Duplex | undefined;
    provider.serve('192.0.2.1:80', (given) => {
      peer = given;
    });
    const socket = open({ halfCloseMs: 500 });
    const seen = eventsOf(socket);
    socket.end('question');
    await clock.advance(400);
    peer?.write('an');
    await clock.advance(400);
    peer?.write('swer');
    await clock.advance(499);
    expect(seen).toEqual(['connect', 'ready', 'finish', 'data an', 'data swer']);
    await clock.advance(2);
    expect(seen.slice(5)).toEqual(['end', 'close false']);
    expect([provider.used, clock.timerCount]).toEqual([0, 0]);
  });

  test('ended, it gives its number back although nobody reads what came', async () => {
    const { clock, open, provider } = setUp();
    provider.serve('192.0.2.1:80', (peer) => peer.write('unread'));
    const socket = open();
    socket.end('question');
    await clock.advance(1001);
    expect([provider.used, socket.destroyed, socket.readableLength]).toEqual([0, false, 6]);
    const seen = eventsOf(socket);
    await clock.settle();
    expect(seen).toEqual(['data unread', 'end', 'close false']);
  });

  test('tells of a time without activity, and of no other', async () => {
    const { clock, open, provider } = setUp();
    provider.serve('192.0.2.1:80', echo);
    const socket = open();
    const seen = eventsOf(socket);
    socket.setTimeout(1000, () => seen.push('once'));
    await clock.advance(800);
    socket.write('x');
    await clock.advance(800);
    expect(seen).not.toContain('timeout');
    await clock.advance(300);
    expect(seen).toEqual(['connect', 'ready', 'data x', 'timeout', 'once']);
    expect(socket.timeout).toBe(1000);
    socket.setTimeout(0);
    expect(clock.timerCount).toBe(0);
  });

  test('the option timeout counts while it is connecting', async () => {
    const { clock, open } = setUp();
    const socket = open({ port: 65_000, timeout: 5000 });
    const seen = eventsOf(socket);
    socket.on('timeout', () => socket.destroy());
    await clock.advance(5001);
    expect(seen).toEqual(['timeout', 'close false']);
  });

  test('destroySoon sends what is left first; destroy does not wait', async () => {
    const { clock, open, provider } = setUp({ delayMs: 100 });
    const heard: string[] = [];
    provider.serve('192.0.2.1:80', (peer) => peer.on('data', (bytes: Buffer) => heard.push(bytes.toString())));
    const socket = open();
    await clock.advance(150);
    socket.write('all of it');
    socket.destroySoon();
    await clock.advance(400);
    expect([heard, socket.destroyed, provider.used]).toEqual([['all of it'], true, 0]);
    const reset = open();
    const seen = eventsOf(reset);
    await clock.advance(150);
    reset.resetAndDestroy();
    await clock.advance(150);
    expect(seen).toEqual(['connect', 'ready', 'close false']);
  });

  test('TLS of the module: the options by Node’s names, and secureConnect', async () => {
    const { clock, lte0, provider } = setUp();
    provider.serve('192.0.2.1:80', echo);
    const seen: string[] = [];
    const ca = [Buffer.from('-----A-----'), '-----B-----'];
    const tls = { ca, minVersion: 'TLSv1.2', rejectUnauthorized: false } as const;
    const socket = lte0.connect({ host: 'example.com', port: 80, tls }, () => seen.push('secure'));
    lte0.connect({ host: '192.0.2.1', port: 80, tls: true, transparent: true });
    await clock.settle();
    expect(provider.requests).toEqual([
      {
        host: 'example.com',
        port: 80,
        tls: { verify: false, serverName: 'example.com', ca: '-----A-----\n-----B-----', minVersion: 'TLSv1.2' },
      },
      { host: '192.0.2.1', port: 80, tls: { verify: true, serverName: undefined }, transparent: true },
    ]);
    expect(seen).toEqual(['secure']);
    expect(socket.destroyed).toBe(false);
  });
});
