import { afterEach, describe, expect, test } from '@jest/globals';
import { closed } from '../rig.test-support.ts';
import { never } from './scripted.test-support.ts';
import { bench, open, personalities, readAll } from './simulated.test-support.ts';

afterEach(closed);

describe.each(personalities)('%s', (personality) => {
  test('echo, and both ends are named', async () => {
    const all = await bench(personality);
    const socket = await open(all);
    expect(socket.remote).toEqual({ address: '10.0.0.5', port: 7, family: 4 });
    const hostile = Buffer.from('\r\nOK\r\nready\r\n+IPD,0,4:x\0SEND OK\r\n>');
    await all.done(socket.send(hostile));
    expect(await all.done(readAll(socket, hostile.length))).toEqual(hostile);
    await all.done(socket.close());
  });

  test('a peer that closes with much unread: all of it, and then the end', async () => {
    const all = await bench(personality, { '10.0.0.6:9': { source: 5000 } });
    const socket = await open(all, '10.0.0.6', 9);
    await all.rig.clock.advance(3000);
    const bytes = await all.done(readAll(socket, 6000));
    expect(bytes.length).toBe(5000);
    expect(bytes.every((byte, index) => byte === index % 256)).toBe(true);
    expect(await all.done(socket.receive(10, never))).toBeUndefined();
    await all.done(socket.close());
  });

  test('refused, silent, unknown', async () => {
    const all = await bench(personality, { '10.0.0.6:1': 'refused', '10.0.0.6:2': 'timeout' });
    expect(await all.code(all.sockets.open({ host: '10.0.0.6', port: 1 }, never))).toBe('ECONNREFUSED');
    expect(await all.code(all.sockets.open({ host: '10.0.0.6', port: 2 }, never))).toBe('ETIMEDOUT');
    expect(await all.code(all.sockets.open({ host: 'nobody.test', port: 1 }, never))).toBe('ENOTFOUND');
    await open(all);
  });

  test('names, and ping', async () => {
    const all = await bench(personality, {}, { hosts: { 'echo.test': '10.0.0.5' } });
    expect(await all.done(all.sockets.resolve?.('echo.test', undefined, never))).toEqual(['10.0.0.5']);
    const replies: unknown[] = [];
    const request = { host: 'echo.test', count: 2, timeoutMs: 5000 };
    await all.done(all.sockets.ping?.(request, (reply) => void replies.push(reply), never));
    expect(replies).toHaveLength(2);
    expect(replies[0]).toEqual({ address: '10.0.0.5', roundTripMs: expect.any(Number) });
    const socket = await open(all, 'echo.test');
    expect(socket.remote.address).toBe('10.0.0.5');
  });

  test('datagrams keep their boundaries', async () => {
    const all = await bench(personality, {}, { datagrams: { '10.0.0.53:53': 'echo' } });
    const socket = await all.done(all.sockets.openDatagram?.({ family: 4, localPort: 5000 }, never));
    for (const text of ['one', 'two2', '\r\nready\r\n']) {
      await all.done(socket.send(Buffer.from(text), { host: '10.0.0.53', port: 53 }));
    }
    for (const text of ['one', 'two2', '\r\nready\r\n']) {
      const { bytes, from } = await all.done(socket.receive(never));
      expect(Buffer.from(bytes).toString()).toBe(text);
      expect(from).toEqual({ address: '10.0.0.53', port: 53, family: 4 });
    }
    await all.done(socket.close());
  });

  test('a server', async () => {
    const all = await bench(personality);
    const server = await all.done(all.sockets.listen?.({ port: 8080 }, never));
    const accepting = server.accept(never);
    const heard: string[] = [];
    const peer = all.network.dial(8080, (end) => {
      end.send('hello');
      return { data: (bytes) => void heard.push(Buffer.from(bytes).toString()) };
    });
    const socket = await all.done(accepting);
    expect(Buffer.from((await all.done(socket.receive(10, never))) ?? []).toString()).toBe('hello');
    await all.done(socket.send(Buffer.from('welcome')));
    await all.rig.until(() => heard.join('') === 'welcome');
    peer.end();
    expect(await all.done(socket.receive(10, never))).toBeUndefined();
    await all.done(socket.close());
    await all.done(server.close());
  });

  test('100 turns leak no number', async () => {
    const all = await bench(personality);
    for (let turn = 0; turn < 100; turn++) await all.done((await open(all)).close());
    for (let turn = 0; turn < 5; turn++) await open(all);
    expect(await all.code(all.sockets.open({ host: '10.0.0.5', port: 7 }, never))).toBe('EMFILE');
  });

  test('a restart in the middle of a transfer ends it, and sockets go on afterwards', async () => {
    const all = await bench(personality);
    const socket = await open(all);
    const sending = all.code(socket.send(Buffer.alloc(10_000_000)));
    await all.rig.clock.advance(300);
    all.rig.module.reboot();
    expect(await sending).toBe('ENETDOWN');
    expect(await all.code(socket.receive(1, never))).toBe('ENETDOWN');
    all.rig.manager.connect(all.rig.wlan0);
    await all.rig.until(() => all.rig.manager.isReady(all.rig.wlan0));
    const next = await open(all);
    await all.done(next.send(Buffer.from('again')));
    expect((await all.done(readAll(next, 5))).toString()).toBe('again');
  });

  test('a network that is lost ends sockets at once, datagrams too, and their numbers are free', async () => {
    const all = await bench(personality);
    const socket = await open(all);
    const datagrams = await all.done(all.sockets.openDatagram?.({ family: 4 }, never));
    const codes = Promise.all([all.code(socket.receive(1, never)), all.code(datagrams.receive(never))]);
    all.rig.module.deauthenticate();
    expect(await codes).toEqual(['ENETDOWN', 'ENETDOWN']);
    all.rig.manager.connect(all.rig.wlan0);
    await all.rig.until(() => all.rig.manager.isReady(all.rig.wlan0));
    for (let turn = 0; turn < 5; turn++) await open(all);
  });
});

describe('transparent mode', () => {
  test.each(personalities)('%s: raw both ways, alone, and links with numbers afterwards', async (personality) => {
    const all = await bench(personality, {}, { hosts: { 'echo.test': '10.0.0.5' } });
    const request = { host: 'echo.test', port: 7, transparent: true } as const;
    const other = await open(all);
    expect(await all.code(all.sockets.open(request, never))).toBe('EMFILE');
    await all.done(other.close());
    const socket = await all.done(all.sockets.open(request, never));
    const hostile = Buffer.from('\r\nOK\r\nERROR\r\n+IPD,0,4:x\0SEND OK\r\n> +++ and more');
    await all.done(socket.send(hostile));
    expect(await all.done(readAll(socket, hostile.length))).toEqual(hostile);
    expect(await all.code(all.sockets.open({ host: '10.0.0.5', port: 7 }, never))).toBe('EMFILE');
    await all.rig.clock.advance(60_000);
    expect(all.rig.facts().filter((fact) => fact.includes('data mode'))).toEqual([]);
    await all.done(socket.close());
    for (let turn = 0; turn < 5; turn++) await open(all);
  });

  test('a restart amid it ends it, and sockets go on afterwards', async () => {
    const all = await bench('esp32-at4');
    const socket = await all.done(all.sockets.open({ host: '10.0.0.5', port: 7, transparent: true }, never));
    const waiting = all.code(socket.receive(10, never));
    all.rig.module.reboot();
    expect(await waiting).toBe('ENETDOWN');
    all.rig.manager.connect(all.rig.wlan0);
    await all.rig.until(() => all.rig.manager.isReady(all.rig.wlan0));
    await open(all);
  });
});
