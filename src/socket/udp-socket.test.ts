import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { MemoryProvider } from './memory-provider.test-support.ts';
import { rigOf } from './rig.test-support.ts';

function setUp(limits = {}) {
  const clock = new VirtualClock();
  const provider = new MemoryProvider({ clock, limits });
  const rig = rigOf(provider, clock);
  const udp = rig.lte0.sockets.createSocket('udp4');
  const seen: unknown[] = [];
  udp.on('listening', () => seen.push('listening'));
  udp.on('message', (message: Buffer, from: object) => seen.push([message.toString(), from]));
  udp.on('error', ({ code }: NodeJS.ErrnoException) => seen.push(`error ${code}`));
  udp.on('close', () => seen.push('close'));
  return { ...rig, provider, udp, seen };
}

const told =
  (into: unknown[]) =>
  (error: NodeJS.ErrnoException | null, bytes: number): void =>
    void into.push(error?.code ?? bytes);

describe('a datagram socket', () => {
  test('binds, sends, hears, closes', async () => {
    const { clock, provider, seen, udp } = setUp();
    udp.bind(5683, () => seen.push(udp.address()));
    await clock.settle();
    udp.send('ping', 7, '192.0.2.9');
    await clock.settle();
    udp.close(() => seen.push('closed'));
    await clock.settle();
    expect(seen).toEqual([
      'listening',
      { address: '10.0.0.2', family: 'IPv4', port: 5683 },
      ['ping', { address: '192.0.2.9', family: 'IPv4', port: 7, size: 4 }],
      'close',
      'closed',
    ]);
    expect(provider.used).toBe(0);
    expect(() => udp.send('x', 7)).toThrow(expect.objectContaining({ code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' }));
  });

  test('takes every form of send that dgram has', async () => {
    const { clock, provider, udp } = setUp();
    const done: unknown[] = [];
    const bytes = Buffer.from('abcdef');
    udp.send(bytes, 53, 'a');
    udp.send(bytes, 53, 'b', told(done));
    udp.send(bytes, 53, told(done));
    udp.send(bytes, 1, 2, 53, 'c', told(done));
    udp.send(bytes, 1, 2, 53, told(done));
    udp.send(['a', Buffer.from('b')], 53, 'd');
    await clock.settle();
    const sent = provider.datagrams.map((each) => [Buffer.from(each.bytes).toString(), each.host, each.port]);
    expect(sent).toEqual([
      ['abcdef', 'a', 53],
      ['abcdef', 'b', 53],
      ['abcdef', '127.0.0.1', 53],
      ['bc', 'c', 53],
      ['bc', '127.0.0.1', 53],
      ['ab', 'd', 53],
    ]);
    expect(done).toEqual([6, 6, 2, 2]);
    provider.datagrams.length = 0;
    udp.connect(7, '192.0.2.7');
    await clock.settle();
    udp.send(bytes, told(done));
    udp.send(bytes, 0, 3, told(done));
    expect(udp.remoteAddress()).toEqual({ address: '192.0.2.7', family: 'IPv4', port: 7 });
    expect(() => udp.send(bytes, 53, 'x')).toThrow(/connected/);
    await clock.settle();
    expect(provider.datagrams.map((each) => each.host)).toEqual(['192.0.2.7', '192.0.2.7']);
    udp.disconnect();
    expect(() => udp.remoteAddress()).toThrow(expect.objectContaining({ code: 'ERR_SOCKET_DGRAM_NOT_CONNECTED' }));
    expect(() => udp.send(bytes)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => udp.send(bytes, 4, 4, 53)).toThrow(/do not fit/);
  });

  test('keeps the bytes as they were when it was called', async () => {
    const { clock, provider, udp } = setUp();
    const bytes = Buffer.from('first');
    udp.send(bytes, 53, 'a');
    bytes.fill('x');
    await clock.settle();
    expect(Buffer.from(provider.datagrams[0]?.bytes ?? []).toString()).toBe('first');
  });

  test('tells what could not be sent: to the callback, else as an event', async () => {
    const { clock, seen, udp } = setUp();
    const done: unknown[] = [];
    udp.send(Buffer.alloc(1461), 53, 'a', told(done));
    udp.send('x', 9, 'a', told(done));
    udp.send('x', 53, '2001:db8::1', told(done));
    udp.send('x', 9, 'a');
    await clock.settle();
    expect(done).toEqual(['EMSGSIZE', 'EHOSTUNREACH', 'EADDRNOTAVAIL']);
    expect(seen).toEqual(['listening', 'error EHOSTUNREACH']);
  });

  test('does not pile up without end', async () => {
    const { clock, provider, udp } = setUp();
    const done: unknown[] = [];
    for (let count = 0; count < 300; count++) udp.send(Buffer.alloc(1000), 53, 'a', told(done));
    await clock.settle();
    await clock.settle();
    expect(done.filter((each) => each === 'ENOBUFS')).toHaveLength(38);
    expect(provider.datagrams).toHaveLength(262);
  });

  test('without a number left: EMFILE', async () => {
    const { clock, seen, udp } = setUp({ sockets: 0 });
    udp.bind();
    await clock.settle();
    expect(seen).toEqual(['error EMFILE', 'close']);
  });
});
