import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ControlError } from '../../base/errors.ts';
import { ControlClient } from './client.ts';
import { controlFolder, controlPath, controlPlaces, prepareControlPlace } from './places.ts';
import { longestLine } from './protocol.ts';
import { type ControlMethods, ControlServer } from './server.ts';

let folder: string;
const servers: ControlServer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlink-control-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await rm(folder, { recursive: true });
});

let aborted = 0;
const methods: ControlMethods = {
  echo: (params) => params,
  refuse: () => {
    throw new ControlError('EINVAL', 'no', { hint: 'say yes' });
  },
  crash: () => {
    throw new Error('broken');
  },
  never: (_params, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted++;
        reject(signal.reason);
      });
    }),
  events: (_params, { emit }) => {
    emit({ count: 1 });
    emit({ count: 2 });
  },
  flood: (_params, { emit, signal }) => {
    for (let count = 0; count < 64 && !signal.aborted; count++) emit('x'.repeat(256 * 1024));
  },
};

async function serve(pid = 1): Promise<ControlServer> {
  const env = { XDG_RUNTIME_DIR: folder };
  const path = controlPath(env, pid);
  await prepareControlPlace(path, env);
  const server = await ControlServer.listen(path, methods);
  servers.push(server);
  return server;
}

/** Says something by hand, and resolves with all that came back when the other side hangs up. */
function saying(path: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(path, () => socket.write(bytes));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

describe('a running program answers', () => {
  test('calls, with the error that it raised', async () => {
    const client = await ControlClient.connect((await serve()).path);
    expect(await client.call('echo', { a: 1 })).toEqual({ a: 1 });
    const refused = await client.call('refuse').catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(ControlError);
    expect(refused).toMatchObject({ code: 'EINVAL', message: 'no', hint: 'say yes' });
    await expect(client.call('crash')).rejects.toMatchObject({ code: 'EIO', message: 'broken' });
    await expect(client.call('ecko')).rejects.toMatchObject({ code: 'USAGE', hint: 'Did you mean echo?' });
    await expect(client.call('toString')).rejects.toMatchObject({ code: 'USAGE' });
    client.close();
  });

  test('subscriptions', async () => {
    const client = await ControlClient.connect((await serve()).path);
    const events: unknown[] = [];
    await client.subscribe('events', {}, (event) => events.push(event));
    expect(events).toEqual([{ count: 1 }, { count: 2 }]);
    client.close();
  });

  test('many at once, each its own', async () => {
    const { path } = await serve();
    const clients = await Promise.all(Array.from({ length: 40 }, () => ControlClient.connect(path)));
    const answers = await Promise.all(clients.map((client, index) => client.call('echo', index)));
    expect(answers).toEqual(clients.map((_, index) => index));
    for (const client of clients) client.close();
  });

  test('nothing any more when it ends: what waits is told', async () => {
    const server = await serve();
    const client = await ControlClient.connect(server.path);
    const waiting = client.call('never').catch((thrown: unknown) => thrown);
    await client.call('echo');
    await server.close();
    servers.pop();
    expect(await waiting).toMatchObject({ code: 'ENETDOWN' });
    await client.ended;
    await expect(client.call('echo')).rejects.toMatchObject({ code: 'ENETDOWN' });
    await expect(ControlClient.connect(server.path)).rejects.toMatchObject({ code: 'ENETDOWN' });
  });
});

describe('whoever does not keep to the protocol is hung up on, and nobody else', () => {
  test.each([
    ['no JSON', 'GET / HTTP/1.1\r\n\r\n'],
    ['bytes that are no text', Buffer.from([0, 255, 254, 10, 13, 10])],
    ['JSON that is no request', '[1,2,3]\n'],
    ['a request without a number', '{"method":"echo"}\n'],
    ['a line without an end', Buffer.alloc(longestLine + 2, 'x')],
    ['too many calls at once', '{"id":1,"method":"never"}\n'.repeat(65)],
  ])('%s', async (_what, bytes) => {
    const { path } = await serve();
    const good = await ControlClient.connect(path);
    await saying(path, bytes);
    expect(await good.call('echo', 'still here')).toBe('still here');
    good.close();
  });

  test('one that hangs up in the middle ends what it asked for', async () => {
    const { path } = await serve();
    const before = aborted;
    const good = await ControlClient.connect(path);
    const bad = connect(path);
    const written = new Promise<void>((resolve) =>
      bad.write('{"id":1,"method":"never"}\n{"id":2,"meth', () => resolve()),
    );
    await written;
    await good.call('echo');
    bad.destroy();
    for (let turn = 0; turn < 10_000 && aborted === before; turn++) await new Promise(setImmediate);
    expect(aborted).toBe(before + 1);
    expect(await good.call('echo', 1)).toBe(1);
    good.close();
  });

  test('one that does not read', async () => {
    const { path } = await serve();
    const good = await ControlClient.connect(path);
    const lazy = connect(path, () => lazy.write('{"id":1,"method":"flood"}\n'));
    lazy.pause();
    lazy.on('error', () => undefined);
    const closed = new Promise((resolve) => lazy.once('close', resolve));
    await new Promise((resolve) => lazy.once('connect', resolve));
    expect(await good.call('echo', 1)).toBe(1);
    lazy.resume();
    await closed;
    good.close();
  });

  test('more than 64', async () => {
    const { path } = await serve();
    const clients = await Promise.all(Array.from({ length: 64 }, () => ControlClient.connect(path)));
    await Promise.all(clients.map((client) => client.call('echo')));
    expect(await saying(path, '')).toBe('');
    for (const client of clients) client.close();
  });
});

test('a program that answers nonsense breaks no command', async () => {
  const path = join(folder, 'odd.sock');
  const odd = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write('null\n7\n{"id":99,"result":1}\n{"id":1}\nwhat?\n'));
  });
  await new Promise<void>((resolve) => odd.listen(path, resolve));
  const client = await ControlClient.connect(path);
  await client.call('status').catch(() => undefined);
  await client.ended;
  await new Promise((resolve) => odd.close(resolve));
});

describe('the place', () => {
  test('is for this user alone', async () => {
    const { path } = await serve(4711);
    expect((await stat(controlFolder({ XDG_RUNTIME_DIR: folder }))).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(path).toBe(join(folder, 'atlink', '4711.sock'));
  });

  test('is made so again when it was open to others, and a dead socket in the way is removed', async () => {
    const env = { XDG_RUNTIME_DIR: folder };
    await mkdir(controlFolder(env));
    await chmod(controlFolder(env), 0o777);
    await writeFile(controlPath(env, 1), '');
    const { path } = await serve(1);
    expect((await stat(controlFolder(env))).mode & 0o777).toBe(0o700);
    const client = await ControlClient.connect(path);
    client.close();
  });

  test('lists programs by their numbers', async () => {
    await serve(100);
    await serve(9);
    const env = { XDG_RUNTIME_DIR: folder };
    expect(await controlPlaces(env)).toEqual([controlPath(env, 9), controlPath(env, 100)]);
    expect(await controlPlaces({ XDG_RUNTIME_DIR: join(folder, 'none') })).toEqual([]);
  });

  test('that is too long for a socket is refused with what to do', async () => {
    const env = { XDG_RUNTIME_DIR: `/tmp/${'x'.repeat(100)}` };
    await expect(prepareControlPlace(controlPath(env, 1), env)).rejects.toMatchObject({ code: 'USAGE' });
  });
});
