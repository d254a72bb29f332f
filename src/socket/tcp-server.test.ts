import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { MemoryProvider } from './memory-provider.test-support.ts';
import { rigOf } from './rig.test-support.ts';

function setUp() {
  const clock = new VirtualClock();
  const provider = new MemoryProvider({ clock });
  return { ...rigOf(provider, clock), provider };
}

describe('a server on a module', () => {
  test('listens, takes connections, and closes when the last has ended', async () => {
    const { clock, lte0, provider } = setUp();
    const seen: unknown[] = [];
    const server = lte0.sockets.createServer((socket) => {
      seen.push([socket.remoteAddress, socket.readyState]);
      socket.on('data', (bytes: Buffer) => socket.end(`heard ${bytes.toString()}`));
    });
    server.on('close', () => seen.push('close'));
    server.listen(8080, () => seen.push(server.address()));
    expect([server.listening, server.address()]).toEqual([false, null]);
    await clock.settle();
    const caller = provider.dial(8080);
    const answer: string[] = [];
    caller.on('data', (bytes: Buffer) => answer.push(bytes.toString()));
    await clock.settle();
    server.close((error) => seen.push(['closed', error]));
    await clock.settle();
    expect(seen).toEqual([{ address: '10.0.0.2', family: 'IPv4', port: 8080 }, ['198.51.100.7', 'open']]);
    caller.end('hello');
    await clock.advance(1000);
    expect(answer).toEqual(['heard hello']);
    expect(seen.slice(2)).toEqual(['close', ['closed', undefined]]);
    expect([provider.used, clock.timerCount]).toEqual([0, 0]);
  });

  test('drops what is beyond maxConnections', async () => {
    const { clock, lte0, provider } = setUp();
    const seen: unknown[] = [];
    const server = lte0.sockets.createServer(() => seen.push('connection')).listen({ port: 80 });
    server.maxConnections = 1;
    server.on('drop', (from: { remoteAddress: string }) => seen.push(from.remoteAddress));
    await clock.settle();
    provider.dial(80);
    provider.dial(80);
    await clock.settle();
    expect(seen).toEqual(['connection', '198.51.100.7']);
    expect(provider.used).toBe(2);
    server.getConnections((_, count) => seen.push(count));
    await clock.settle();
    expect(seen.at(-1)).toBe(1);
  });

  test('says what is wrong: a port that is taken, a call that comes twice or too late', async () => {
    const { clock, lte0 } = setUp();
    lte0.sockets.createServer().listen(80);
    await clock.settle();
    const errors: unknown[] = [];
    const second = lte0.sockets.createServer().on('error', (error) => errors.push(error));
    second.listen(80);
    expect(() => second.listen(81)).toThrow(expect.objectContaining({ code: 'ERR_SERVER_ALREADY_LISTEN' }));
    await clock.settle();
    expect(errors).toMatchObject([{ code: 'EADDRINUSE', syscall: 'listen' }]);
    second.close((error) => errors.push(error));
    await clock.settle();
    expect(errors[1]).toMatchObject({ code: 'ERR_SERVER_NOT_RUNNING' });
  });

  test('ends with its signal', async () => {
    const { clock, lte0, provider } = setUp();
    const stop = new AbortController();
    const closed: unknown[] = [];
    lte0.sockets
      .createServer()
      .on('close', () => closed.push('close'))
      .listen({ port: 80, signal: stop.signal });
    await clock.settle();
    stop.abort();
    await clock.settle();
    expect([closed, provider.used]).toEqual([['close'], 0]);
  });
});
