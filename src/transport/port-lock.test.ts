import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ownHolder } from '../base/holder.ts';
import { tryToTake } from '../base/lease-file.ts';
import { lockPort } from './port-lock.ts';
import { until } from './pty.test-support.ts';
import { tcpPort, unixSocketPort } from './tcp-port.ts';

let folder: string;
const releases: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlink-lock-'));
});

afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
  rmSync(folder, { recursive: true });
});

async function listen(where: { path: string } | { host: string; port: number }): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    releases.push(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(where, resolve));
  releases.push(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const handlers = { onBytes: () => undefined, onClosed: () => undefined };
const locked = () => ({ lockFolder: folder });

test('a TCP port is for one at a time, by whatever name of its host; the next has it as soon as it is closed', async () => {
  const port = await listen({ host: '127.0.0.1', port: 0 });
  const first = await tcpPort('localhost', port, locked()).open(handlers);
  await expect(tcpPort('127.0.0.1', port, locked()).open(handlers)).rejects.toMatchObject({
    code: 'PORT_BUSY',
    message: `tcp 127.0.0.1:${port} is in use`,
    hint: 'This very process has it open: close it first.',
  });
  await (await tcpPort('127.0.0.1', port, { lock: false }).open(handlers)).close();
  await first.close();
  await (await tcpPort('127.0.0.1', port, locked()).open(handlers)).close();
});

test('a Unix socket is, by whatever path; a port that could not be opened is not held', async () => {
  const path = join(folder, 'module.sock');
  await expect(unixSocketPort(path, locked()).open(handlers)).rejects.toMatchObject({ code: 'PORT_MISSING' });
  await listen({ path });
  symlinkSync(path, join(folder, 'link.sock'));
  const first = await unixSocketPort(join(folder, 'link.sock'), locked()).open(handlers);
  await expect(unixSocketPort(path, locked()).open(handlers)).rejects.toMatchObject({ code: 'PORT_BUSY' });
  await first.close();
  await (await unixSocketPort(path, locked()).open(handlers)).close();
});

test('a program that holds it is named without its secrets, and one that was killed holds nothing', async () => {
  const port = await listen({ host: '127.0.0.1', port: 0 });
  // Stands in for a program that has the port open: what counts is that it runs.
  const other = spawn('sleep', ['600']);
  await once(other, 'spawn');
  releases.push(() => other.kill('SIGKILL'));
  const holder = { ...ownHolder(new Date('2026-03-01T14:03:22Z'), 'atlink up --option ...'), pid: other.pid ?? 0 };
  const { started: _, ...unstarted } = holder;
  await tryToTake(folder, `line-tcp-127.0.0.1-${port}`, unstarted);
  await expect(tcpPort('127.0.0.1', port, locked()).open(handlers)).rejects.toMatchObject({
    code: 'PORT_BUSY',
    hint: `Held by atlink up --option ... (process ${other.pid}), since 2026-03-01 14:03:22 UTC: end it, or use another port.`,
  });
  other.kill('SIGKILL');
  await once(other, 'exit');
  await (await tcpPort('127.0.0.1', port, locked()).open(handlers)).close();
});

test('without a folder that can be written to there is no lock, and the port opens', async () => {
  writeFileSync(join(folder, 'file'), '');
  const port = await listen({ host: '127.0.0.1', port: 0 });
  const options = { lockFolder: join(folder, 'file', 'leases') };
  await (await tcpPort('127.0.0.1', port, options).open(handlers)).close();
});

test('locks of long ago are swept away, those that are held are not', async () => {
  const swept = join(folder, 'swept');
  mkdirSync(swept);
  const old = new Date(Date.now() - 7_200_000);
  for (const [name, content] of [
    ['line-tcp-1.3.lease', ''],
    ['line-tcp-2.9.lease', 'held'],
  ] as const) {
    writeFileSync(join(swept, name), content);
    utimesSync(join(swept, name), old, old);
  }
  const unlock = await lockPort('a port', ['tcp-3'], swept);
  await until(() => readdirSync(swept).length === 2);
  expect(readdirSync(swept).sort()).toEqual(['line-tcp-2.9.lease', 'line-tcp-3.1.lease']);
  await unlock();
});

test('many who want it at once: one gets it', async () => {
  for (let round = 0; round < 10; round++) {
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockPort('it', ['a', 'b'], folder)));
    const won = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    // Two that both find the other in their way may both let go; never do two have it.
    expect(won.length).toBeLessThanOrEqual(1);
    for (const unlock of won) await unlock();
  }
});
