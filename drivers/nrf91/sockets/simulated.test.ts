import { afterEach, describe, expect, test } from '@jest/globals';
import type { StreamSocket } from '../../../src/driver/index.ts';
import { awkwardBytes, never, readAll, SocketBench, type SocketRig } from './simulated.test-support.ts';

/** Sockets through the simulated modules, each with the firmware's own ways. */

const bench = new SocketBench();

afterEach(async () => expect(await bench.close()).toBe(0));

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytesOf = (from: string): Uint8Array => Buffer.from(from, 'latin1');
const seed = Number(process.env.SEED ?? 20_261_122);
const digest = (bytes: Uint8Array): string =>
  `${bytes.length} bytes, sum ${bytes.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7)}`;

/** Sends, and reads what comes back, at once. */
async function roundTrip({ done }: SocketRig, socket: StreamSocket, bytes: Uint8Array): Promise<Uint8Array> {
  const [got] = await done(Promise.all([readAll(socket, bytes.length), socket.send(bytes)]), 3600);
  return got;
}

/** URCs now and then, for as long as the work takes. */
function chatter({ rig }: SocketRig): () => void {
  const lines = ['+CSCON: 1', '+CSCON: 0', '%CESQ: 60,2,20,3', '+CEREG: 5,"0901","02024720",7,,,"11100000","11100000"'];
  let state = seed;
  let timer = rig.clock.after(100, say);
  function say(): void {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    rig.module.injectUrc(lines[(state >>> 8) % lines.length] ?? '');
    timer = rig.clock.after(50 + ((state >>> 8) % 900), say);
  }
  return () => timer.cancel();
}

test('the AT client sample says that it has no sockets, and what to do', async () => {
  const { provider } = await bench.start('nrf9160-at-host');
  await expect(provider.open({ host: '192.0.2.10', port: 7 }, never)).rejects.toMatchObject({
    code: 'EOPNOTSUPP',
    message: expect.stringContaining('flash the Serial Modem'),
  });
});

describe.each(['nrf9160-slm', 'nrf9151-serial-modem'])('%s', (personality) => {
  const servers = { '192.0.2.10:7': 'echo' } as const;

  test('echo, with what would end data mode, a text, a line or an answer', async () => {
    const rig = await bench.start(personality, { servers });
    const socket = await rig.open('192.0.2.10:7');
    for (const each of [
      'hello',
      '{"a": "b"}',
      '+++',
      'a+++b',
      'x+',
      '\0\xff\r\n',
      '\r\nOK\r\n',
      'AT+CFUN=0\r\n',
      '+'.repeat(50),
    ]) {
      expect(text(await roundTrip(rig, socket, bytesOf(each)))).toBe(each);
    }
    await rig.done(socket.close());
  });

  test(`a megabyte both ways at once, with URCs in between (seed ${seed})`, async () => {
    const rig = await bench.start(personality, { servers });
    const socket = await rig.open('192.0.2.10:7');
    const bytes = awkwardBytes(1_000_000, seed);
    const quiet = chatter(rig);
    try {
      expect(digest(await roundTrip(rig, socket, bytes))).toBe(digest(bytes));
    } finally {
      quiet();
    }
    expect(rig.rig.manager.isReady(rig.rig.lte0)).toBe(true);
  }, 60_000);

  test('a peer that closes: what is unread comes first, then the end', async () => {
    const rig = await bench.start(personality, { servers: { '192.0.2.10:19': { source: 10_000 } } });
    const socket = await rig.open('192.0.2.10:19');
    await rig.rig.clock.advance(5000);
    const got = await rig.done(readAll(socket));
    expect(got.length).toBe(10_000);
    expect(got.every((byte, index) => byte === index % 256)).toBe(true);
    await rig.done(socket.close());
  });

  test('a peer that resets is an error, not an end', async () => {
    const rig = await bench.start(personality, { servers: { '192.0.2.10:7': { resetAfter: 4 } } });
    const socket = await rig.open('192.0.2.10:7');
    const reading = readAll(socket, 100);
    const failed = expect(rig.done(reading)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await Promise.all([failed, rig.done(socket.send(bytesOf('12345678'))).catch(() => undefined)]);
  });

  test('refused, unknown, and not answered are three things', async () => {
    const rig = await bench.start(personality, {
      hosts: { 'here.example': '192.0.2.10' },
      servers: { '192.0.2.10:1': 'refused', '192.0.2.10:2': 'timeout' },
    });
    await expect(rig.open('here.example:1')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      address: '192.0.2.10',
      port: 1,
    });
    await expect(rig.open('nowhere.example:1')).rejects.toMatchObject({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    await expect(rig.open('192.0.2.10:2')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('a hundred sockets one after another leave none behind', async () => {
    const rig = await bench.start(personality, { servers });
    for (let round = 0; round < 100; round++) {
      const socket = await rig.open('192.0.2.10:7');
      expect(socket.id).toBeLessThan(8);
      await rig.done(socket.close());
    }
    const open = await Promise.all(Array.from({ length: 7 }, () => rig.open('192.0.2.10:7')));
    expect(new Set(open.map(({ id }) => id)).size).toBe(7);
    await expect(rig.open('192.0.2.10:7')).rejects.toMatchObject({ code: 'EMFILE' });
    await rig.done(Promise.all(open.map((socket) => socket.close())));
  }, 30_000);

  test('two sockets at once keep to themselves', async () => {
    const rig = await bench.start(personality, { servers });
    const [first, second] = [await rig.open('192.0.2.10:7'), await rig.open('192.0.2.10:7')];
    const [one, two] = [awkwardBytes(20_000, seed), awkwardBytes(20_000, seed + 1)];
    const both = [roundTrip(rig, first, one), roundTrip(rig, second, two)];
    expect((await rig.done(Promise.all(both))).map(digest)).toEqual([digest(one), digest(two)]);
  });

  test('a reboot in the middle of a transfer ends it, and the next life has sockets again', async () => {
    const rig = await bench.start(personality, { servers });
    const socket = await rig.open('192.0.2.10:7');
    const sending = socket.send(awkwardBytes(200_000, seed));
    const failed = expect(sending).rejects.toMatchObject({ code: 'ENETDOWN' });
    await rig.rig.clock.advance(300);
    rig.rig.module.reboot();
    await rig.rig.until(() => !rig.rig.manager.isReady(rig.rig.lte0));
    await failed;
    await rig.rig.until(() => rig.rig.manager.isReady(rig.rig.lte0), 300);
    const next = await rig.open('192.0.2.10:7');
    expect(text(await roundTrip(rig, next, bytesOf('again')))).toBe('again');
  });

  test('a lost PDN ends every socket, and their numbers are free afterwards', async () => {
    const rig = await bench.start(personality, { servers });
    const sockets = [await rig.open('192.0.2.10:7'), await rig.open('192.0.2.10:7')];
    const waiting = sockets.map((socket) =>
      expect(socket.receive(100, never)).rejects.toMatchObject({ code: 'ENETDOWN' }),
    );
    await rig.rig.clock.advance(1000);
    rig.rig.module.deactivatePdn();
    await rig.rig.clock.advance(2000);
    await Promise.all(waiting);
    await rig.rig.until(() => rig.rig.manager.isReady(rig.rig.lte0), 300);
    const next = await Promise.all(Array.from({ length: 7 }, () => rig.open('192.0.2.10:7')));
    expect(next).toHaveLength(7);
  });

  test('datagrams there and back', async () => {
    const rig = await bench.start(personality, { datagrams: { '192.0.2.53:53': 'echo' } });
    const socket = await rig.done(rig.provider.openDatagram?.({ family: 4 }, never) ?? Promise.reject());
    for (const each of ['plain', 'a,b', '\0binary\xff+', 'x'.repeat(1200)]) {
      await rig.done(socket.send(bytesOf(each), { host: '192.0.2.53', port: 53 }));
      const { bytes, from } = await rig.done(socket.receive(never));
      expect({ text: text(bytes), from }).toEqual({ text: each, from: { address: '192.0.2.53', port: 53, family: 4 } });
    }
    await rig.done(socket.close());
  });

  test('a server: a peer comes, speaks, and goes', async () => {
    const rig = await bench.start(personality);
    const server = await rig.done(rig.provider.listen?.({ port: 8080 }, never) ?? Promise.reject());
    for (const each of ['one', 'two']) {
      const accepting = rig.done(server.accept(never));
      await rig.rig.clock.advance(1000);
      const heard: string[] = [];
      const peer = rig.internet.dial(8080, () => ({ data: (bytes) => heard.push(text(bytes)) }));
      const socket = await accepting;
      peer.send(bytesOf(each));
      expect(text(await rig.done(readAll(socket, each.length)))).toBe(each);
      await rig.done(socket.send(bytesOf(`${each} back`)));
      await rig.rig.clock.advance(500);
      expect(heard.join('')).toBe(`${each} back`);
      await rig.done(socket.close());
    }
    await rig.done(server.close());
  });

  test('notices that get lost cost time, and no data', async () => {
    const rig = await bench.start(personality, { servers }, { misbehaviours: { pollNoticesLost: 3 } });
    const socket = await rig.open('192.0.2.10:7');
    expect(text(await roundTrip(rig, socket, bytesOf('hello')))).toBe('hello');
  });
});
