import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { until } from './pty.test-support.ts';
import { tcpPort, unixSocketPort } from './tcp-port.ts';
import type { CloseReason } from './transport.ts';

const releases: (() => void)[] = [];

afterEach(() => {
  for (const release of releases.splice(0).reverse()) release();
});

interface Listening {
  readonly server: Server;
  readonly peers: Socket[];
}

async function listen(where: { path: string } | { port: number; host: string }): Promise<Listening> {
  const peers: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    peers.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(where, resolve));
  releases.push(() => {
    for (const peer of peers) peer.destroy();
    server.close();
  });
  return { server, peers };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function listener() {
  const chunks: Uint8Array[] = [];
  const closed: CloseReason[] = [];
  return {
    chunks,
    closed,
    onBytes: (chunk: Uint8Array) => void chunks.push(chunk),
    onClosed: (reason: CloseReason) => void closed.push(reason),
  };
}

const all = Uint8Array.from({ length: 256 }, (_, value) => value);

test('TCP carries bytes both ways and closes once', async () => {
  const { server, peers } = await listen({ host: '127.0.0.1', port: 0 });
  const host = listener();
  const transport = await tcpPort('127.0.0.1', portOf(server)).open(host);
  await until(() => peers.length === 1);
  peers[0]?.on('data', (chunk: Buffer) => peers[0]?.write(chunk));
  await transport.write(all);
  await until(() => Buffer.concat(host.chunks).length === 256);
  expect([...Buffer.concat(host.chunks)]).toEqual([...all]);
  expect('controlLines' in transport).toBe(false);
  await Promise.all([transport.close(), transport.close()]);
  expect(host.closed).toEqual([{ kind: 'closed' }]);
  await expect(transport.write(all)).rejects.toMatchObject({ code: 'PORT_CLOSED' });
});

test('a peer that hangs up or breaks off is a loss, told once, and releases a blocked write', async () => {
  for (const end of ['end', 'resetAndDestroy'] as const) {
    const { server, peers } = await listen({ host: '127.0.0.1', port: 0 });
    const host = listener();
    const transport = await tcpPort('127.0.0.1', portOf(server)).open(host);
    await until(() => peers.length === 1);
    peers[0]?.pause();
    const blocked = Promise.allSettled([transport.write(Buffer.alloc(32 * 1024 * 1024))]);
    peers[0]?.[end]();
    await until(() => host.closed.length > 0);
    expect(host.closed).toMatchObject([{ kind: 'lost', error: { code: 'PORT_LOST' } }]);
    expect(await blocked).toMatchObject([{ status: 'rejected', reason: { code: 'PORT_LOST' } }]);
    await transport.close();
    expect(host.closed).toHaveLength(1);
  }
});

test('a Unix socket works the same, and says when nobody listens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'socket-'));
  releases.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'module.sock');
  await expect(unixSocketPort(path).open(listener())).rejects.toMatchObject({
    code: 'PORT_MISSING',
    where: `unix ${path}`,
  });
  const { peers } = await listen({ path });
  const host = listener();
  const transport = await unixSocketPort(path).open(host);
  await until(() => peers.length === 1);
  peers[0]?.write('RDY');
  await until(() => host.chunks.length > 0);
  await transport.close();
});

test('nobody listening, an unanswered attempt and an abort are told apart', async () => {
  const { server } = await listen({ host: '127.0.0.1', port: 0 });
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  await expect(tcpPort('127.0.0.1', port).open(listener())).rejects.toMatchObject({ code: 'PORT_MISSING' });

  const again = await listen({ host: '127.0.0.1', port: 0 });
  const reason = new Error('enough');
  const controller = new AbortController();
  const aborted = tcpPort('127.0.0.1', portOf(again.server)).open(listener(), { signal: controller.signal });
  controller.abort(reason);
  await expect(aborted).rejects.toBe(reason);

  const clock = new VirtualClock();
  const late = tcpPort('127.0.0.1', portOf(again.server), { clock, connectTimeoutMs: 0 }).open(listener());
  const outcome = Promise.allSettled([late]);
  await clock.advance(1);
  await outcome;
  expect(clock.timerCount).toBe(0);
});
