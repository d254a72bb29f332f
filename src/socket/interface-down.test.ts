import { describe, expect, test } from '@jest/globals';
import { silentLog } from '../base/log.ts';
import { VirtualClock } from '../base/virtual-clock.ts';
import { MemoryProvider } from './memory-provider.test-support.ts';
import { eventsOf, rigOf } from './rig.test-support.ts';
import { nodeSockets } from './socket-layer.ts';

function setUp() {
  const clock = new VirtualClock();
  const provider = new MemoryProvider({ clock });
  provider.serve('192.0.2.1:80', (peer) => peer.pipe(peer));
  return { ...rigOf(provider, clock), provider };
}

const there = { host: '192.0.2.1', port: 80 };

describe('sockets and the state of their interface', () => {
  test('what is not up: ENETDOWN at once', async () => {
    const { clock, down, lte0 } = setUp();
    down();
    const errors: unknown[] = [];
    lte0.connect(there).on('error', (error) => errors.push(error));
    await clock.settle();
    expect(errors).toMatchObject([{ code: 'ENETDOWN', syscall: 'connect', where: 'lte0', address: '192.0.2.1' }]);
    await expect(lte0.sockets.resolve('example.com')).rejects.toMatchObject({ code: 'ENETDOWN' });
    await expect(lte0.sockets.ping('192.0.2.1')).rejects.toMatchObject({ code: 'ENETDOWN' });
  });

  test('waitForUp waits, and not for ever when a time is given', async () => {
    const { clock, down, lte0, up } = setUp();
    down();
    const patient = eventsOf(lte0.connect({ ...there, waitForUp: true }));
    const limited = eventsOf(lte0.connect({ ...there, waitForUp: 1000 }));
    const given = lte0.connect({ ...there, waitForUp: true });
    const givenUp = eventsOf(given);
    await clock.advance(1001);
    expect([patient, limited]).toEqual([[], ['error ENETDOWN', 'close true']]);
    given.destroy();
    up();
    await clock.settle();
    expect([patient, givenUp]).toEqual([['connect', 'ready'], ['close false']]);
    expect(clock.timerCount).toBe(0);
  });

  test('goes down: everything ends at once with ENETDOWN', async () => {
    const { clock, down, lte0, provider } = setUp();
    const open = eventsOf(lte0.connect(there));
    const opening = eventsOf(lte0.connect({ ...there, port: 65_000 }));
    const datagrams: unknown[] = [];
    const udp = lte0.sockets.createSocket('udp4').on('error', ({ code }) => datagrams.push(code));
    udp.on('close', () => datagrams.push('close')).bind();
    const server: unknown[] = [];
    const listening = lte0.sockets.createServer().on('error', ({ code }) => server.push(code));
    listening.on('close', () => server.push('close')).listen(80);
    await clock.settle();
    expect(provider.used).toBe(4);
    down();
    await clock.settle();
    expect(open.slice(2)).toEqual(['error ENETDOWN', 'close true']);
    expect(opening).toEqual(['error ENETDOWN', 'close true']);
    expect(datagrams).toEqual(['ENETDOWN', 'close']);
    expect(server).toEqual(['ENETDOWN', 'close']);
    expect(provider.used).toBe(0);
  });

  test('an interface whose implementation has no sockets says so', async () => {
    const { clock, lte0 } = rigOf(undefined);
    const errors: unknown[] = [];
    lte0.connect(there).on('error', (error) => errors.push(error));
    await clock.settle();
    expect(errors).toMatchObject([
      { code: 'EOPNOTSUPP', message: 'connect EOPNOTSUPP: nothing that is bound to lte0 offers sockets' },
    ]);
  });

  test('use keeps the interface from being idle', async () => {
    const { clock, lte0, manager } = setUp();
    const idle: unknown[] = [];
    manager.on('idle-timeout', () => idle.push('idle'));
    manager.setIdleTimeout(lte0, 10);
    const socket = lte0.connect(there);
    for (let turn = 0; turn < 5; turn++) {
      await clock.advance(8000);
      socket.write('x');
    }
    expect(idle).toEqual([]);
    await clock.advance(12_000);
    expect(idle).toEqual(['idle']);
  });

  test('use is told once in a second, however much is sent', async () => {
    const { clock, provider } = setUp();
    let told = 0;
    const sockets = nodeSockets({
      name: 'lte0',
      clock,
      log: silentLog,
      isUp: true,
      provider: () => provider,
      watch: () => {},
      used: () => {
        told++;
      },
    });
    const socket = sockets.connect(there);
    for (let count = 0; count < 30; count++) {
      socket.write('x');
      await clock.advance(100);
    }
    expect(told).toBe(3);
    await Promise.all([sockets.close(), clock.advance(1000)]);
  });

  test('closing the manager closes everything, without an error', async () => {
    const { clock, lte0, manager, provider } = setUp();
    const open = eventsOf(lte0.connect(there));
    const waiting = eventsOf(lte0.connect({ ...there, port: 65_000 }));
    lte0.sockets.createSocket('udp4').bind();
    lte0.sockets.createServer().listen(80);
    await clock.settle();
    await manager.close();
    await clock.settle();
    expect([open.slice(2), waiting]).toEqual([['close false'], ['close false']]);
    expect([provider.used, clock.timerCount]).toEqual([0, 0]);
    expect(() => lte0.connect(there)).toThrow(expect.objectContaining({ code: 'CLOSED' }));
  });
});
