import { spawnSync } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { lstat, mkdtemp, open, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadStream } from 'node:tty';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { SimulatedModule } from '../simulated-module.ts';
import { openPty, ptyMeans } from './pty.ts';
import type { PtyMaster, PtyMeans } from './pty-contract.ts';
import { servePty } from './serve-pty.ts';

const closers: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** A client that opens the slave as any program would, without setting any mode. */
class Client {
  readonly #file: FileHandle;
  readonly #reader: ReadStream;
  readonly chunks: Buffer[] = [];
  ended = false;

  constructor(file: FileHandle) {
    this.#file = file;
    this.#reader = new ReadStream(file.fd);
    this.#reader.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.#reader.on('error', () => {
      this.ended = true;
    });
    this.#reader.on('end', () => {
      this.ended = true;
    });
  }

  static async open(path: string): Promise<Client> {
    return new Client(await open(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK));
  }

  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      try {
        at += (await this.#file.write(bytes, at, bytes.length - at)).bytesWritten;
      } catch (thrown) {
        if ((thrown as { code?: string }).code !== 'EAGAIN') throw thrown;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  async close(): Promise<void> {
    this.#reader.destroy();
    await until(() => this.#reader.closed);
    await this.#file.close().catch(() => undefined);
  }
}

const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);
const available = new Set(
  ptyMeans
    .filter(({ name }) => name === '@lydell/node-pty' || spawnSync(name, ['-V']).error === undefined)
    .map(({ name }) => name),
);

describe.each(ptyMeans.map((means) => [means.name, means] as const))('a pseudo-terminal of %s', (name, means) => {
  const when = available.has(name) ? test : test.skip;

  async function start(): Promise<{ master: PtyMaster; received: () => Buffer; lost: Error[] }> {
    const chunks: Uint8Array[] = [];
    const lost: Error[] = [];
    const master = await openPty({ onBytes: (bytes) => chunks.push(bytes), onLost: (error) => lost.push(error) }, [
      means,
    ]);
    closers.push(() => master.close());
    return { master, received: () => Buffer.concat(chunks), lost };
  }

  when('passes every byte value both ways, for a client that sets no modes', async () => {
    const { master, received } = await start();
    const client = await Client.open(master.path);
    closers.push(() => client.close());
    master.write(everyByte);
    await until(() => client.received.length >= 256);
    expect(client.received).toEqual(Buffer.from(everyByte));
    await client.write(everyByte);
    await until(() => received().length >= 256);
    expect(received()).toEqual(Buffer.from(everyByte));
  });

  when('lives on when clients come and go', async () => {
    const { master, received, lost } = await start();
    for (let count = 1; count <= 3; count++) {
      const client = await Client.open(master.path);
      await client.write(Buffer.from('AT\r'));
      await until(() => received().length === 3 * count);
      master.write(Buffer.from('OK\r\n'));
      await until(() => client.received.toString('latin1').includes('OK\r\n'));
      await client.close();
    }
    expect(lost).toEqual([]);
  });

  when('carries 1 MiB each way without loss, also to a client that starts late', async () => {
    const { master, received } = await start();
    const big = Buffer.alloc(1024 * 1024);
    for (let index = 0; index < big.length; index++) big[index] = (index * 31 + (index >> 8)) & 0xff;
    for (let at = 0; at < big.length; at += 5000) master.write(big.subarray(at, at + 5000));
    const client = await Client.open(master.path);
    closers.push(() => client.close());
    const length = (): number => client.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    await until(() => length() >= big.length);
    expect(client.received.equals(big)).toBe(true);
    await client.write(big);
    await until(() => received().length >= big.length);
    expect(received().equals(big)).toBe(true);
  });

  when('hangs up', async () => {
    const { master, lost } = await start();
    const client = await Client.open(master.path);
    closers.push(() => client.close());
    await master.close();
    await master.close();
    await until(() => client.ended);
    master.write(Buffer.from('late'));
    expect(lost).toEqual([]);
  });
});

/** Answers each byte with the same byte. */
class EchoModule implements SimulatedModule {
  readonly personality = 'echo';
  transmit: ((bytes: Uint8Array) => void) | undefined;
  receive(bytes: Uint8Array): void {
    this.transmit?.(bytes);
  }
  attach(transmit: (bytes: Uint8Array) => void): () => void {
    this.transmit = transmit;
    return () => {
      this.transmit = undefined;
    };
  }
  powerOn(): void {}
  powerOff(): void {}
  close(): void {}
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'atlink-pty-'));
  closers.push(() => rm(path, { recursive: true }));
  return path;
}

describe('serving at a link', () => {
  test('the link follows unplugging and plugging in', async () => {
    const link = join(await folder(), 'modem');
    await symlink('/nowhere', link);
    const module = new EchoModule();
    const served = await servePty(module, { link });
    closers.push(() => served.close());
    expect(served.path).toBe(link);
    const client = await Client.open(link);
    await client.write(everyByte);
    await until(() => client.received.length >= 256);
    expect(client.received).toEqual(Buffer.from(everyByte));
    await served.unplug();
    await until(() => client.ended);
    await client.close();
    expect(existsSync(link)).toBe(false);
    expect(module.transmit).toBeUndefined();
    await served.replug();
    expect(await readlink(link)).toMatch(/^\/dev\//);
    const again = await Client.open(link);
    await again.write(Buffer.from('AT'));
    await until(() => again.received.length >= 2);
    await again.close();
    await served.close();
    await expect(lstat(link)).rejects.toThrow('ENOENT');
  });

  test('it comes back under another name', async () => {
    const [link, other] = [join(await folder(), 'ttyUSB2'), join(await folder(), 'ttyUSB5')];
    const served = await servePty(new EchoModule(), { link });
    await served.unplug();
    await served.replug({ path: other });
    expect(served.path).toBe(other);
    expect(existsSync(link)).toBe(false);
    const client = await Client.open(other);
    await client.write(Buffer.from('AT'));
    await until(() => client.received.length >= 2);
    await client.close();
    await served.unplug();
    await served.replug();
    expect(served.path).toBe(other);
    await served.close();
    await expect(lstat(other)).rejects.toThrow('ENOENT');
  });

  test('what is there and no link is left alone', async () => {
    const link = join(await folder(), 'precious');
    await writeFile(link, 'text');
    await expect(servePty(new EchoModule(), { link })).rejects.toMatchObject({
      code: 'USAGE',
      message: `${link} is there and is not a symbolic link`,
    });
  });

  test('a terminal that dies by itself takes the link with it', async () => {
    const link = join(await folder(), 'modem');
    const module = new EchoModule();
    let die = (): void => undefined;
    let closed = 0;
    const mortal: PtyMeans = {
      name: 'mortal',
      open: async ({ onLost }) => {
        die = () => onLost(new Error('gone'));
        return {
          path: '/dev/null',
          write: () => true,
          pause: () => undefined,
          resume: () => undefined,
          close: async () => {
            closed += 1;
          },
        };
      },
    };
    const served = await servePty(module, { link, means: [mortal] });
    expect(await readlink(link)).toBe('/dev/null');
    die();
    await until(() => closed === 1);
    expect(existsSync(link)).toBe(false);
    expect(module.transmit).toBeUndefined();
    await Promise.all([served.replug(), served.unplug(), served.replug()]);
    expect(existsSync(link)).toBe(true);
    await served.close();
    expect(closed).toBe(3);
    expect(existsSync(link)).toBe(false);
  });

  test('every means is named when none works', async () => {
    const broken = ['@lydell/node-pty', 'socat', 'python3'].map((name) => ({
      name,
      open: () => Promise.reject(new Error('not here')),
    }));
    await expect(servePty(new EchoModule(), { means: broken })).rejects.toMatchObject({
      code: 'PORT_FAILED',
      message: expect.stringMatching(/node-pty: not here; socat: not here; python3: not here/),
    });
  });
});
