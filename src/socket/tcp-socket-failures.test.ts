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

describe('a connection that fails', () => {
  test('that is refused has the error of Node, and gives its number back', async () => {
    const { clock, open, provider } = setUp();
    const socket = open();
    const seen = eventsOf(socket);
    let error: unknown;
    socket.on('error', (thrown) => {
      error = thrown;
    });
    await clock.settle();
    expect(seen).toEqual(['error ECONNREFUSED', 'close true']);
    expect(error).toMatchObject({
      message: 'connect ECONNREFUSED 192.0.2.1:80',
      code: 'ECONNREFUSED',
      where: 'lte0',
      errno: -111,
      syscall: 'connect',
      address: '192.0.2.1',
      port: 80,
    });
    expect(provider.used).toBe(0);
  });

  test('to a name that nobody knows fails in looking it up', async () => {
    const { clock, lte0, provider } = setUp();
    const errors: unknown[] = [];
    lte0.connect({ host: 'nowhere.test', port: 80 }).on('error', (error) => errors.push(error));
    await clock.settle();
    expect(errors).toMatchObject([
      {
        code: 'ENOTFOUND',
        hostname: 'nowhere.test',
        message: 'getaddrinfo ENOTFOUND nowhere.test',
        syscall: 'getaddrinfo',
      },
    ]);
    expect(provider.used).toBe(0);
  });

  test.each([[{ port: 0 }], [{ port: 65_536 }], [{ port: 'http' }], [{ host: '' }]])('refuses %j at once', (wrong) => {
    const { open } = setUp();
    expect(() => open(wrong)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  test('that is given up gives its number back, by signal and by destroy', async () => {
    const { clock, open, provider } = setUp();
    const giveUp = new AbortController();
    const first = open({ port: 65_000, signal: giveUp.signal });
    const second = open({ port: 65_000 });
    const seen = [eventsOf(first), eventsOf(second)];
    await clock.settle();
    expect(provider.used).toBe(2);
    giveUp.abort();
    second.destroy().destroy();
    await clock.settle();
    expect(seen).toEqual([['error ABORT_ERR', 'close true'], ['close false']]);
    expect(provider.used).toBe(0);
  });

  test('more than there are numbers: EMFILE, and room again when one is closed', async () => {
    const { clock, open, provider } = setUp({ limits: { sockets: 2 } });
    provider.serve('192.0.2.1:80', () => {});
    const sockets = [open(), open(), open()].map((socket) => ({ socket, seen: eventsOf(socket) }));
    await clock.settle();
    expect(sockets.map(({ seen }) => seen.join())).toEqual([
      'connect,ready',
      'connect,ready',
      'error EMFILE,close true',
    ]);
    sockets[0]?.socket.destroy();
    await clock.settle();
    const later = eventsOf(open());
    await clock.settle();
    expect(later).toEqual(['connect', 'ready']);
  });

  test('a peer that breaks off is an error of reading', async () => {
    const { clock, open, provider } = setUp();
    let peer: import('node:stream').Duplex | undefined;
    provider.serve('192.0.2.1:80', (given) => {
      peer = given;
    });
    const seen = eventsOf(open());
    await clock.settle();
    peer?.on('error', () => {}).destroy(new Error('gone'));
    await clock.settle();
    expect(seen).toEqual(['connect', 'ready', 'error ECONNABORTED', 'close true']);
  });

  test('a write that never went out is told so', async () => {
    const { clock, open } = setUp();
    const socket = open({ port: 65_000 });
    socket.on('error', () => {});
    const told: unknown[] = [];
    socket.write('x', (error) => told.push((error as NodeJS.ErrnoException | undefined)?.code));
    await clock.settle();
    socket.destroy();
    await clock.settle();
    expect(told).toEqual(['ERR_SOCKET_CLOSED_BEFORE_CONNECTION']);
  });
});
