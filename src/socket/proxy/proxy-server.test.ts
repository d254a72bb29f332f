import { once } from 'node:events';
import { connect as connectTcp, createServer } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../base/clock.ts';
import { SocketError } from '../../base/socket-error.ts';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { Dialler } from './dialler.ts';
import { FakeRoute, helloServer, portOf } from './fake-route.test-support.ts';
import { at, curl, families, ProxyRig, webServer } from './proxy-rig.test-support.ts';
import { ProxyServer } from './proxy-server.ts';
import { defaultLimits } from './proxy-types.ts';

jest.setTimeout(60_000);

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const [bg95, , esp] = families;
const never = (): AbortSignal => new AbortController().signal;

describe('several interfaces', () => {
  test('the first that is connected is used; the next when it goes; the first again when it is back', async () => {
    const rig = new ProxyRig();
    ends.push(() => rig.close());
    const [one, two] = [await webServer(), await webServer()];
    ends.push(
      () => one.close(),
      () => two.close(),
    );
    if (bg95 === undefined || esp === undefined) throw new Error('no families');
    const lte0 = await rig.add('lte0', bg95, { 'example.test:80': `127.0.0.1:${portOf(one)}` });
    const wifi0 = await rig.add('wifi0', esp, { 'example.test:80': `127.0.0.1:${portOf(two)}` });
    let came: number[] = [];
    one.on('connection', () => came.push(1));
    two.on('connection', () => came.push(2));
    const proxy = await rig.proxy({ routes: rig.routes(lte0.iface, wifi0.iface) });
    const fetched = async () => (await curl('-x', `http://${at(proxy, 'HTTP')}`, 'http://example.test/'))?.out;
    if ((await fetched()) === undefined) return;
    expect(came).toEqual([1]);
    rig.manager.disconnect(lte0.iface);
    await rig.ready(lte0.iface, false);
    expect(await fetched()).toBe('GET / 0');
    expect(came).toEqual([1, 2]);
    rig.manager.disconnect(wifi0.iface);
    await rig.ready(wifi0.iface, false);
    expect(await fetched()).toBe('connect ENETDOWN: none of lte0, wifi0 is connected\n');
    rig.manager.connect(lte0.iface);
    await rig.ready(lte0.iface);
    came = [];
    expect(await fetched()).toBe('GET / 0');
    expect(came).toEqual([1]);
  });

  test('one that goes down while it connects is passed over; an answer of the network is the answer', async () => {
    const hello = await helloServer();
    ends.push(() => hello.close());
    const [first, second] = [new FakeRoute('lte0'), new FakeRoute('wifi0')];
    const dialler = new Dialler(systemClock, [first, second], defaultLimits);
    first.failure = new SocketError('ENETDOWN', 'connect ENETDOWN: lte0 went down');
    const socket = await dialler.connect({ host: 'example.test', port: portOf(hello) }, never());
    expect([first.asked.length, second.asked.length]).toEqual([1, 1]);
    socket.destroy();
    first.failure = new SocketError('ECONNREFUSED', 'connect ECONNREFUSED');
    await expect(dialler.connect({ host: 'example.test', port: 1 }, never())).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    expect(second.asked.length).toBe(1);
  });
});

describe('a module without a free socket', () => {
  test('the next client waits for one, and gets it', async () => {
    const hello = await helloServer();
    ends.push(() => hello.close());
    const clock = new VirtualClock();
    const dialler = new Dialler(clock, [new FakeRoute('lte0', 1)], defaultLimits);
    const to = { host: 'example.test', port: portOf(hello) };
    const first = await dialler.connect(to, never());
    const second = dialler.connect(to, never());
    await clock.settle();
    first.destroy();
    // No time has passed: it was woken.
    (await second).destroy();
    expect(clock.now()).toBe(0);
    expect(clock.timerCount).toBe(0);
  });

  test('it is refused when none becomes free in time', async () => {
    const clock = new VirtualClock();
    const dialler = new Dialler(clock, [new FakeRoute('lte0', 0)], defaultLimits);
    const refused = dialler.connect({ host: 'example.test', port: 80 }, never()).catch((thrown: unknown) => thrown);
    await clock.until(() => false, 16_000);
    expect(await refused).toMatchObject({ code: 'EMFILE' });
    expect(clock.timerCount).toBe(0);
  });

  // A failed try ends a socket that never was one of the module's: it wakes nobody, or they would wake each other forever.
  test('those who wait try seldom, and are served in the order in which they came', async () => {
    const hello = await helloServer();
    ends.push(() => hello.close());
    const clock = new VirtualClock();
    const route = new FakeRoute('lte0', 1);
    const dialler = new Dialler(clock, [route], defaultLimits);
    const to = { host: 'example.test', port: portOf(hello) };
    const first = await dialler.connect(to, never());
    const served: number[] = [];
    const others = [1, 2, 3, 4].map(async (number) => {
      const socket = await dialler.connect(to, never());
      served.push(number);
      socket.destroy();
    });
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(route.asked.length).toBe(5);
    await clock.until(() => route.asked.length >= 7, 1000);
    await clock.settle();
    first.destroy();
    await Promise.all(others);
    expect(served).toEqual([1, 2, 3, 4]);
  });

  test('a client that goes away waits no longer', async () => {
    const clock = new VirtualClock();
    const gone = new AbortController();
    const dialler = new Dialler(clock, [new FakeRoute('lte0', 0)], defaultLimits);
    const waiting = dialler.connect({ host: 'example.test', port: 80 }, gone.signal).catch((thrown: unknown) => thrown);
    await clock.settle();
    gone.abort(new Error('gone'));
    expect(await waiting).toMatchObject({ message: 'gone' });
    expect(clock.timerCount).toBe(0);
  });
});

describe('where it listens', () => {
  const routes = [new FakeRoute()];
  const open = (options: object) =>
    ProxyServer.open({ clock: systemClock, routes, ...options }).then((proxy) => {
      ends.push(() => proxy.close());
      return proxy;
    });

  test('beyond loopback only with a password, and forwarded ports never', async () => {
    const everywhere = { host: '0.0.0.0', port: 0 };
    await expect(open({ socks: everywhere })).rejects.toThrow('would let everybody in');
    await expect(open({ http: everywhere })).rejects.toThrow('would let everybody in');
    const credentials = { user: 'me', password: 'secret' };
    const forwards = [{ listen: everywhere, to: { host: 'example.test', port: 80 } }];
    await expect(open({ forwards, credentials })).rejects.toThrow('would let everybody in');
    const proxy = await open({ socks: everywhere, credentials });
    expect(proxy.listeners[0]?.at).toMatch(/^0\.0\.0\.0:\d+$/);
  });

  test('a port that is taken is an error that says so, and nothing is left open', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
    ends.push(() => taken.close());
    const socks = { host: '127.0.0.1', port: 0 };
    await expect(open({ socks, http: { host: '127.0.0.1', port: portOf(taken) } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      hint: expect.stringContaining('Another program listens there'),
    });
  });

  test('closing it drops the clients', async () => {
    const proxy = await open({ socks: { host: '127.0.0.1', port: 0 } });
    const client = connectTcp(Number(proxy.listeners[0]?.at.split(':')[1]), '127.0.0.1');
    client.on('error', () => undefined);
    await once(client, 'connect');
    const closed = once(client, 'close');
    await proxy.close();
    client.resume();
    await closed;
  });
});

describe('HTTP', () => {
  async function started(options: object = {}) {
    const hello = await webServer();
    ends.push(() => hello.close());
    const proxy = await ProxyServer.open({
      clock: systemClock,
      routes: [new FakeRoute()],
      http: { host: '127.0.0.1', port: 0 },
      ...options,
    });
    ends.push(() => proxy.close());
    return { proxy, web: portOf(hello) };
  }

  async function said(proxy: ProxyServer, text: string): Promise<string> {
    const client = connectTcp(Number(proxy.listeners[0]?.at.split(':')[1]), '127.0.0.1');
    client.on('error', () => undefined);
    let heard = '';
    client.on('data', (bytes) => {
      heard += String(bytes);
    });
    client.write(text);
    await once(client, 'close');
    return heard;
  }

  test('a password is asked for, and never passed on', async () => {
    const { proxy, web } = await started({ credentials: { user: 'me', password: 'secret' } });
    const proxied = `http://me:wrong@${at(proxy, 'HTTP')}`;
    const url = `http://127.0.0.1:${web}/`;
    const refused = await curl('-x', proxied, '-w', '%{http_code}', url);
    if (refused === undefined) return;
    expect(refused.out).toBe('this proxy wants a user and a password\n407');
    expect((await curl('-x', proxied, '-p', url))?.err).toContain('407');
    const right = await curl('-i', '-x', `http://me:secret@${at(proxy, 'HTTP')}`, url);
    expect(right?.out).toContain('GET / 0');
    expect(right?.out).not.toMatch(/x-fields: .*(proxy|authorization)/i);
  });

  test.each([
    ['a path alone', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '400'],
    ['CONNECT without a port', 'CONNECT example.test HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
    ['a port that there is not', 'CONNECT example.test:99999 HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
    ['a blank in a name', 'CONNECT a b:1 HTTP/1.1\r\n\r\n', '400'],
    ['https without CONNECT', 'GET https://x.test/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '400'],
    ['a field without an end', `GET http://x.test/ HTTP/1.1\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`, '4'],
    ['a TLS handshake', '\x16\x03\x01\r\n\r\n', '400'],
  ])('%s is refused', async (_what, text, status) => {
    const { proxy } = await started();
    expect(await said(proxy, text)).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
    expect(proxy.statistics).toMatchObject({ connected: 0, refused: 1 });
  });
});
