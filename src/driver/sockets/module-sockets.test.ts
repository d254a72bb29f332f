import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../base/virtual-clock.ts';
import type { StreamSocket } from '../../connectivity/index.ts';
import { MemoryProvider } from '../../socket/memory-provider.test-support.ts';
import { ModuleSockets } from './module-sockets.ts';

const there = { host: '192.0.2.1', port: 80 };
const never = new AbortController().signal;
const cause = { kind: 'urc', text: 'RDY' } as const;

function setUp(limits = {}) {
  const clock = new VirtualClock();
  const provider = new MemoryProvider({ limits });
  provider.serve('192.0.2.1:80', () => {});
  const sockets = new ModuleSockets('quectel on ttyUSB2');
  return { clock, provider, sockets };
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (thrown: { code?: unknown; message?: unknown }) => thrown.code ?? thrown.message,
  );

describe('the sockets of a binding', () => {
  test('before the module is ready, and between its lives: ENETDOWN; then they work again', async () => {
    const { provider, sockets } = setUp();
    const early = sockets.open(there, never);
    await expect(early).rejects.toMatchObject({
      code: 'ENETDOWN',
      message: 'connect ENETDOWN: the module is not ready',
      where: 'quectel on ttyUSB2',
      hint: 'Wait for the event iface-up.',
    });
    sockets.begin(provider);
    expect(sockets.limits).toEqual(provider.limits);
    const stream = await sockets.open(there, never);
    expect([stream.id, stream.remote.address, stream.local?.port]).toEqual([0, '192.0.2.1', 50_000]);
    sockets.end(cause);
    expect(await codeOf(sockets.open(there, never))).toBe('ENETDOWN');
    sockets.begin(provider);
    expect(await codeOf(sockets.open(there, never))).toBe('done');
  });

  test.each([
    ['this firmware has no sockets', 'connect EOPNOTSUPP: this firmware has no sockets'],
    [undefined, 'connect EOPNOTSUPP: this driver has no sockets'],
  ])('a module that has none says why: %s', async (why, message) => {
    const { sockets } = setUp();
    sockets.begin(why);
    await expect(sockets.open(there, never)).rejects.toMatchObject({ code: 'EOPNOTSUPP', message });
  });

  test('what the family left out is EOPNOTSUPP, in words', async () => {
    const { provider, sockets } = setUp();
    sockets.begin({ limits: provider.limits, open: (...given) => provider.open(...given) });
    await expect(sockets.ping({ host: 'a', count: 1, timeoutMs: 1 }, () => {}, never)).rejects.toMatchObject({
      code: 'EOPNOTSUPP',
      message: 'ping EOPNOTSUPP: quectel on ttyUSB2 does not offer ping',
    });
    expect(await codeOf(sockets.openDatagram({ family: 4 }, never))).toBe('EOPNOTSUPP');
    expect(await codeOf(sockets.listen({ port: 80 }, never))).toBe('EOPNOTSUPP');
    expect(await codeOf(sockets.resolve('a', undefined, never))).toBe('EOPNOTSUPP');
  });

  test('the module is lost: whatever waits is rejected at once, and what is asked later', async () => {
    const { clock, provider, sockets } = setUp();
    sockets.begin(provider);
    const stream = await sockets.open(there, never);
    const udp = await sockets.openDatagram({ family: 4 }, never);
    const server = await sockets.listen({ port: 80 }, never);
    const waiting = [
      stream.receive(10, never),
      udp.receive(never),
      server.accept(never),
      sockets.open({ ...there, port: 65_000 }, never),
    ].map(codeOf);
    await clock.settle();
    sockets.end(cause);
    expect(await Promise.all(waiting)).toEqual(['ENETDOWN', 'ENETDOWN', 'ENETDOWN', 'ENETDOWN']);
    await expect(stream.send(Buffer.from('x'))).rejects.toMatchObject({
      code: 'ENETDOWN',
      syscall: 'write',
      message: 'write ENETDOWN: the module was lost (RDY)',
    });
    await Promise.all([stream.close(), udp.close(), server.close()]);
  });

  test('the next life of the module has all its numbers, though the last one never closed a socket', async () => {
    const { provider, sockets } = setUp({ sockets: 1 });
    const stream = await provider.open(there, never);
    const stubborn = Object.assign(Object.create(stream) as StreamSocket, { close: () => new Promise<void>(() => {}) });
    sockets.begin({ limits: provider.limits, open: async () => stubborn });
    await sockets.open(there, never);
    sockets.end(cause);
    sockets.begin({ limits: provider.limits, open: async () => stubborn });
    expect(await codeOf(sockets.open(there, never))).toBe('done');
  });

  test('the bearer is lost: the same, and the numbers are freed at the module', async () => {
    const { clock, provider, sockets } = setUp({ sockets: 1 });
    sockets.begin(provider);
    const stream = await sockets.open(there, never);
    const reading = codeOf(stream.receive(10, never));
    sockets.bearerLost({ kind: 'urc', text: 'NO CARRIER' });
    expect(await reading).toBe('ENETDOWN');
    await clock.settle();
    expect(provider.used).toBe(0);
    expect(await codeOf(sockets.open(there, never))).toBe('done');
  });

  test('a connection that is made although nobody waits is closed', async () => {
    const { clock, provider, sockets } = setUp();
    let arrive: ((stream: StreamSocket) => void) | undefined;
    const slow = new Promise<StreamSocket>((resolve) => {
      arrive = resolve;
    });
    sockets.begin({ limits: provider.limits, open: () => slow });
    const opening = codeOf(sockets.open(there, never));
    await clock.settle();
    sockets.bearerLost(cause);
    expect(await opening).toBe('ENETDOWN');
    arrive?.(await provider.open(there, never));
    await clock.settle();
    expect(provider.used).toBe(0);
  });

  test('no more than the module has: EMFILE until one is closed', async () => {
    const { provider, sockets } = setUp({ sockets: 2 });
    sockets.begin(provider);
    const first = await sockets.open(there, never);
    await sockets.open(there, never);
    await expect(sockets.open(there, never)).rejects.toMatchObject({
      code: 'EMFILE',
      message: 'connect EMFILE: all 2 sockets of the module are in use',
    });
    await first.close();
    await first.close();
    expect(await codeOf(sockets.open(there, never))).toBe('done');
  });

  test('closing waits for the module, and not for ever', async () => {
    const { clock, provider, sockets } = setUp();
    const stream = await provider.open(there, never);
    const stubborn: StreamSocket = {
      id: 1,
      local: undefined,
      remote: stream.remote,
      send: async () => {},
      receive: async () => undefined,
      close: () => new Promise(() => {}),
    };
    sockets.begin({ limits: provider.limits, open: async () => stubborn });
    await sockets.open(there, never);
    let closed = false;
    void sockets.close(clock).then(() => {
      closed = true;
    });
    await clock.advance(19_000);
    expect(closed).toBe(false);
    await clock.advance(1001);
    expect([closed, clock.timerCount]).toEqual([true, 0]);
  });
});
