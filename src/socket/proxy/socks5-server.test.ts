import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../base/clock.ts';
import type { SocketErrorCode } from '../../base/errors.ts';
import { SocketError, type SocketErrorDetails } from '../../base/socket-error.ts';
import { seeded } from '../seeded.test-support.ts';
import { FakeRoute, helloServer, portOf } from './fake-route.test-support.ts';
import { ProxyServer } from './proxy-server.ts';
import type { ProxyOptions } from './proxy-types.ts';

let proxy: ProxyServer;
let hello: Awaited<ReturnType<typeof helloServer>>;
let port = 0;
const clients: Socket[] = [];

beforeAll(async () => {
  hello = await helloServer();
  port = portOf(hello);
});
afterAll(() => void hello.close());
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
});

async function start(options: Partial<ProxyOptions> = {}): Promise<FakeRoute> {
  const route = new FakeRoute();
  proxy = await ProxyServer.open({
    clock: systemClock,
    routes: [route],
    socks: { host: '127.0.0.1', port: 0 },
    ...options,
  });
  return route;
}

/** Sends bytes, piece by piece, and gives everything that came until the proxy closed, or until enough came. */
async function told(pieces: readonly Uint8Array[], enough = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const [host, at] = proxy.listeners[0]?.at.split(':') ?? [];
  const client = connectTcp(Number(at), host);
  clients.push(client);
  client.setNoDelay(true);
  client.on('error', () => undefined);
  let heard = Buffer.alloc(0);
  const done = new Promise<void>((resolve) => {
    client.once('close', () => resolve());
    client.on('data', (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes]);
      if (heard.length >= enough) resolve();
    });
  });
  for (const piece of pieces) {
    if (client.destroyed) break;
    await new Promise<void>((resolve) => void client.write(piece, () => resolve()));
  }
  await done;
  return heard;
}

const request = (to = port, name = 'example.test'): Buffer =>
  Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), Buffer.from(name), Buffer.from([to >> 8, to & 0xff])]);
const noAuthentication = Buffer.from([5, 1, 0]);
const bytewise = (bytes: Buffer): Buffer[] => [...bytes].map((byte) => Buffer.from([byte]));
const success = Buffer.from([5, 0, 5, 0, 0, 1, 127, 0, 0, 1]);

describe('SOCKS 5', () => {
  test.each([
    ['in one piece', (bytes: Buffer) => [bytes]],
    ['byte by byte', bytewise],
  ])('the same comes of a handshake %s, with data right behind it', async (_how, cut) => {
    const route = await start();
    const heard = await told(cut(Buffer.concat([noAuthentication, request(), Buffer.from('behind')])), 12 + 11);
    expect(heard.subarray(0, 10)).toEqual(success);
    expect(heard.subarray(12).toString()).toBe('hellobehind');
    expect(route.asked).toEqual([`example.test:${port}`]);
  });

  test.each<[SocketErrorCode, number]>([
    ['ECONNREFUSED', 5],
    ['EHOSTUNREACH', 4],
    ['ENOTFOUND', 4],
    ['ENETUNREACH', 3],
    ['ENETDOWN', 3],
    ['ETIMEDOUT', 6],
    ['ECONNABORTED', 1],
  ])('%s is reply %i', async (code, reply) => {
    const route = await start();
    const details: SocketErrorDetails = { syscall: 'connect' };
    route.failure = new SocketError(code, `connect ${code}`, details);
    expect(await told([noAuthentication, request()])).toEqual(Buffer.from([5, 0, 5, reply, 0, 1, 0, 0, 0, 0, 0, 0]));
    expect(proxy.statistics).toMatchObject({ failed: 1, connected: 0, open: 0 });
  });

  test('an interface that is not connected is reply 3', async () => {
    const route = await start();
    route.ready = false;
    expect((await told([noAuthentication, request()]))[3]).toBe(3);
    expect(route.asked).toEqual([]);
  });

  test('BIND, an address of no known type and port 0 are refused', async () => {
    await start();
    const [bind, type, zero] = [request(), request(), request(0)];
    bind[1] = 2;
    type[3] = 9;
    expect((await told([noAuthentication, bind]))[3]).toBe(7);
    expect((await told([noAuthentication, type]))[3]).toBe(8);
    expect((await told([noAuthentication, zero]))[3]).toBe(5);
    expect(proxy.statistics.refused).toBe(3);
  });

  test('with a password: the right one, a wrong one, none', async () => {
    await start({ credentials: { user: 'me', password: 'söcret' } });
    const secret = (user: string, password: string): Buffer => {
      const [one, two] = [Buffer.from(user), Buffer.from(password)];
      return Buffer.concat([Buffer.from([5, 2, 0, 2, 1, one.length]), one, Buffer.from([two.length]), two]);
    };
    const right = await told(bytewise(Buffer.concat([secret('me', 'söcret'), request()])), 14 + 5);
    expect(right.subarray(0, 5)).toEqual(Buffer.from([5, 2, 1, 0, 5]));
    expect(right.subarray(14).toString()).toBe('hello');
    for (const [user, password] of [
      ['me', 'secret'],
      ['you', 'söcret'],
      ['', ''],
    ] as const) {
      expect(await told([secret(user, password), request()])).toEqual(Buffer.from([5, 2, 1, 1]));
    }
    expect(await told([noAuthentication, request()])).toEqual(Buffer.from([5, 0xff]));
    expect(proxy.statistics).toMatchObject({ connected: 1, refused: 4 });
  });

  test('a client that says nothing is sent away in time', async () => {
    await start({ limits: { handshakeMs: 20 } });
    expect(await told([Buffer.from([5])])).toEqual(Buffer.alloc(0));
    expect(proxy.statistics.refused).toBe(1);
  });

  test('no more clients than are let in', async () => {
    await start({ limits: { clients: 1 } });
    await told([noAuthentication, request()], 17);
    expect(await told([noAuthentication])).toEqual(Buffer.alloc(0));
    expect(proxy.statistics).toMatchObject({ open: 1, refused: 1 });
  });

  test('whatever is said to it, it answers or closes, and serves the next one', async () => {
    const seed = Number(process.env.SEED ?? 20_260_611);
    const random = seeded(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    await start({ limits: { handshakeMs: 50 } });
    const good = Buffer.concat([noAuthentication, request()]);
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(round % 3 === 0 ? Array.from({ length: 1 + below(40) }, () => below(256)) : good);
      if (round % 3 !== 0) bytes[below(bytes.length)] = below(256);
      const cut = below(bytes.length);
      const client = connectTcp(Number(proxy.listeners[0]?.at.split(':')[1]), '127.0.0.1');
      clients.push(client);
      client.on('error', () => undefined);
      client.resume();
      client.write(bytes.subarray(0, cut));
      if (round % 5 === 0) client.destroy();
      else client.end(bytes.subarray(cut));
      await once(client, 'close');
    }
    const heard = await told([good], 17);
    if (!heard.subarray(0, 10).equals(success)) throw new Error(`no longer serves after seed ${seed}`);
    expect(proxy.statistics.connected + proxy.statistics.refused + proxy.statistics.failed).toBeGreaterThan(100);
  }, 60_000);
});
