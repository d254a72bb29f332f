import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../base/clock.ts';
import { type Holder, ownPlace, startOf } from '../../base/holder.ts';
import { tryToTake } from '../../base/lease-file.ts';
import { leaseFolder } from '../../base/lease-folder.ts';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { type Lease, type LeaseRequest, takeLease } from './lease.ts';
import { moduleKeys } from './module-keys.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlink-lease-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const take = (more: Partial<LeaseRequest> = {}): Promise<Lease> =>
  takeLease({ keys: ['imei-1'], name: 'lte0', folder, clock: systemClock, ...more });

const holderOf = (more: Partial<Holder>): Holder => ({
  pid: process.pid,
  place: ownPlace(),
  program: 'another',
  since: '2026-03-01T14:03:22.000Z',
  token: 'theirs',
  ...more,
});

/** Another process that is alive as long as `work` runs. */
async function withProcess<Result>(work: (pid: number, end: () => Promise<void>) => Promise<Result>): Promise<Result> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(child, 'exit');
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return await work(child.pid ?? 0, end);
  } finally {
    await end();
  }
}

describe('a lease', () => {
  test('is one’s alone until it is given back', async () => {
    const lease = await take();
    await expect(take()).rejects.toMatchObject({
      code: 'PORT_BUSY',
      message: expect.stringMatching(/^lte0: the module is taken by .* \(this very process\), since .* UTC$/),
    });
    await lease.release();
    await lease.release();
    await (await take()).release();
  });

  test('of another module is nobody’s business', async () => {
    const lease = await take();
    await (await take({ keys: ['imei-2'] })).release();
    await lease.release();
  });

  test('is refused with the name of whoever holds it', async () => {
    await withProcess(async (pid) => {
      await tryToTake(folder, 'imei-1', holderOf({ pid, program: 'atlink up' }));
      await expect(take()).rejects.toThrow(
        `lte0: the module is taken by atlink up (process ${pid}), since 2026-03-01 14:03:22 UTC`,
      );
    });
  });

  test('ends with the process that took it', async () => {
    await withProcess(async (pid, end) => {
      await tryToTake(folder, 'imei-1', holderOf({ pid }));
      await expect(take()).rejects.toThrow('is taken');
      await end();
      await (await take()).release();
    });
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('ends although its process id was given out again', async () => {
    await tryToTake(folder, 'imei-1', holderOf({ started: `${startOf(process.pid)}9` }));
    await (await take()).release();
  });

  test('of another machine or container counts until a person removes it', async () => {
    await tryToTake(folder, 'imei-1', holderOf({ pid: 999_999_999, place: 'elsewhere' }));
    await expect(take()).rejects.toMatchObject({
      message: expect.stringContaining('on elsewhere'),
      hint: expect.stringContaining(join(folder, 'imei-1.1.lease')),
    });
    await rm(join(folder, 'imei-1.1.lease'));
    await (await take()).release();
  });

  test.each([
    ['nothing', ''],
    ['half a line', '{'],
    ['no holder', '{"pid":-1}'],
    ['far too much', '\0'.repeat(9000)],
  ])('is free where its file holds %s', async (_, content) => {
    await writeFile(join(folder, 'imei-1.7.lease'), content);
    await (await take()).release();
    expect(await readdir(folder)).toEqual(['imei-1.8.lease']);
  });

  test('is waited for, and the wait has an end', async () => {
    const clock = new VirtualClock();
    const lease = await take();
    const said: string[] = [];
    let outcome = '';
    take({ clock, waitMs: 3000, onWait: (holder) => said.push(holder) }).catch(({ message }) => {
      outcome = message;
    });
    for (let turn = 0; turn < 500_000 && outcome === ''; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      // While it looks at the files, time stands still.
      if (clock.timerCount > 0) await clock.advance(250);
    }
    expect(outcome).toMatch(/waited \d s for it$/);
    expect(said).toEqual([expect.stringContaining('this very process')]);
    await lease.release();
  });

  test('comes to one who waits as soon as it is given back', async () => {
    const lease = await take();
    const next = take({ waitMs: 60_000, onWait: () => void lease.release() });
    await (await next).release();
  });

  test('stops being waited for on an abort', async () => {
    const lease = await take();
    const abort = new AbortController();
    const waiting = take({ waitMs: 60_000, signal: abort.signal, onWait: () => abort.abort(new Error('enough')) });
    await expect(waiting).rejects.toThrow('enough');
    await lease.release();
  });

  test('of several names is had whole or not at all', async () => {
    const lease = await take({ keys: ['usb-port-1-1'] });
    await expect(take({ keys: ['imei-1', 'usb-port-1-1'] })).rejects.toThrow('is taken');
    await (await take({ keys: ['imei-1'] })).release();
    await lease.release();
  });

  test('is given to one of many who want it at once, over a dead one’s', async () => {
    for (let round = 0; round < 20; round += 1) {
      const key = `imei-${round}`;
      await tryToTake(folder, key, holderOf({ place: ownPlace(), pid: 999_999_999 }));
      const tries = await Promise.allSettled(Array.from({ length: 16 }, () => take({ keys: [key] })));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  test('says where the folder is to be when it cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(take({ folder: join(folder, 'file', 'leases') })).rejects.toMatchObject({
      code: 'PORT_FAILED',
      hint: expect.stringContaining('ATLINK_LEASES'),
    });
  });
});

test('leases are where the environment says, else this user’s own', () => {
  expect(leaseFolder({ ATLINK_LEASES: '/srv/leases' })).toBe('/srv/leases');
  expect(leaseFolder({ ATLINK_LEASES: 'relative', XDG_RUNTIME_DIR: '/run/user/1' })).toBe('/run/user/1/atlink/leases');
});

test('a module is leased under all that it is known by', () => {
  expect(moduleKeys({ mac: '24:6F:28:aa:BB:cc', usbSerial: 'A/B', usbPort: '1-1', portPath: '1-1.4' })).toEqual([
    'mac-246f28aabbcc',
    'usb-serial-A_B',
    'usb-port-1-1.4',
  ]);
  expect(moduleKeys({ path: 'tcp:192.0.2.1:4000' })).toEqual(['port-tcp_192.0.2.1_4000']);
});
