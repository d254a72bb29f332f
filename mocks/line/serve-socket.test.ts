import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { SimulatedQuectel } from '../quectel/simulated-quectel.ts';
import { serveSocket } from './serve-socket.ts';

const closers: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function running(clock: VirtualClock): Promise<SimulatedQuectel> {
  const module = new SimulatedQuectel({ personality: 'quectel-ec25', clock });
  closers.push(() => module.close());
  module.powerOn();
  await clock.advance(30_000);
  return module;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'atlink-socket-'));
  closers.push(() => rm(path, { recursive: true }));
  return path;
}

/** Sends AT until the answer is complete. */
async function exchange(client: Socket, clock: VirtualClock): Promise<string> {
  let text = '';
  client.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
  });
  client.write('AT\r');
  while (!text.includes('OK\r\n')) {
    await clock.advance(10);
  }
  return text;
}

test('a Unix socket, for one client at a time', async () => {
  const clock = new VirtualClock();
  const path = join(await folder(), 'modem.sock');
  const served = await serveSocket(await running(clock), { path });
  closers.push(() => served.close());
  expect(served.name).toBe(path);
  const first = connect(path);
  expect(await exchange(first, clock)).toBe('AT\r\r\nOK\r\n');
  const second = connect(path);
  second.on('error', () => undefined);
  second.resume();
  await once(second, 'close');
  expect(second.bytesRead).toBe(0);
  await expect(serveSocket(await running(clock), { path })).rejects.toMatchObject({ code: 'USAGE' });
  await served.unplug();
  await once(first, 'close');
  const third = connect(path);
  expect(await exchange(third, clock)).toBe('AT\r\r\nOK\r\n');
  await served.close();
  expect(existsSync(path)).toBe(false);
});

test('a TCP port of the loopback interface', async () => {
  const clock = new VirtualClock();
  const served = await serveSocket(await running(clock), { port: 0 });
  closers.push(() => served.close());
  const { port } = served;
  expect(served.name).toBe(`127.0.0.1:${port}`);
  const client = connect(port ?? 0, '127.0.0.1');
  expect(await exchange(client, clock)).toBe('AT\r\r\nOK\r\n');
  await expect(serveSocket(await running(clock), { port: port ?? 0 })).rejects.toMatchObject({ code: 'PORT_FAILED' });
});

test('the place must be one, and free', async () => {
  const clock = new VirtualClock();
  const module = await running(clock);
  await expect(serveSocket(module, {})).rejects.toMatchObject({ code: 'USAGE' });
  await expect(serveSocket(module, { path: '/x', port: 1 })).rejects.toMatchObject({ code: 'USAGE' });
  const path = join(await folder(), 'file');
  await writeFile(path, 'text');
  await expect(serveSocket(module, { path })).rejects.toMatchObject({ code: 'USAGE' });
});

test('a socket file that a crash left behind is taken over', async () => {
  const clock = new VirtualClock();
  const path = join(await folder(), 'stale.sock');
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script]), 'exit');
  expect(existsSync(path)).toBe(true);
  const served = await serveSocket(await running(clock), { path });
  closers.push(() => served.close());
  expect(await exchange(connect(path), clock)).toBe('AT\r\r\nOK\r\n');
});
