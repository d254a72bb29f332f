import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { spawnAtlink } from './spawn-atlink.test-support.ts';

// The first start of a clone compiles it.
jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'atlink-config-e2e-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function configured(text: string): string {
  const file = join(folder, `${count++}.yaml`);
  writeFileSync(file, text);
  return file;
}

// It would be switched on, and that would be said, if anything were begun before all was checked.
const good = '  good: { module: { simulate: quectel-bg95 } }\n';

test.each([
  ['a board that is not known', '  a: { module: { board: quectel-ec52 } }\n', 'there is no board "quectel-ec52"'],
  [
    'two interfaces on one module',
    '  a: { module: { imei: 490154203237518 } }\n  b: { module: { imei: 490154203237518 } }\n',
    'this is the module of a already',
  ],
  ['a bad IMEI', '  a: { module: { imei: 490154203237519 } }\n', 'an IMEI is 15 digits'],
  [
    'a variable that is not set',
    '  a: { module: { simulate: esp32-c3 }, options: { passphrase: { env: NO_SUCH_VARIABLE } } }\n',
    'the environment variable NO_SUCH_VARIABLE is not set',
  ],
])('%s is refused before anything is opened', async (_what, wrong, message) => {
  const file = configured(`interfaces:\n${good}${wrong}`);
  const run = spawnAtlink(['up', '--config', file]);
  expect(await run.ended).toBe(2);
  expect(run.err()).toContain(message);
  expect(run.err()).toMatch(new RegExp(`^atlink: ${file}:[34]:\\d+: interfaces\\.`, 'm'));
  expect(run.err()).not.toContain('simulated Quectel');
  expect(run.err()).not.toMatch(/^\s+at /m);
  expect(run.out()).toBe('');
});

test('three families come up at once, and other commands reach them', async () => {
  const env = { XDG_RUNTIME_DIR: folder };
  const file = join(folder, 'three.yaml');
  const models = ['quectel-bg95', 'nrf9160-slm', 'esp32-c3'].flatMap((model) => ['--simulate', model]);
  expect(await spawnAtlink(['init', file, ...models], env).ended).toBe(0);
  const up = spawnAtlink(['up', '--config', file, '--speed', '20'], env);
  const ended = async (...args: string[]) => {
    const run = spawnAtlink(args, env);
    return { code: await run.ended, out: run.out(), err: run.err() };
  };
  try {
    await up.prints('lte0');
    await up.prints('l4-connected');
    const names = ['lte0', 'lte1', 'wlan0'];
    expect(await ended('connect', '--all', '--wait')).toMatchObject({ code: 0 });
    const status = (await ended('status', '--json')).out.trim().split('\n');
    expect(status.map((line) => JSON.parse(line))).toMatchObject(names.map((name) => ({ name, state: 'connected' })));
    expect(await ended('disconnect', 'lte1', '--wait')).toMatchObject({ code: 0, out: 'lte1: down\n' });
    expect((await ended('status', 'lte1')).code).toBe(3);
    expect((await ended('status', 'lte0')).code).toBe(0);
    expect(await ended('status', 'lte7')).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean') });
    expect(await ended('set', 'lte0', 'timeout=90')).toMatchObject({ code: 0 });
    expect(await ended('get', 'lte0', 'timeout')).toMatchObject({ code: 0, out: '90\n' });
    expect(await ended('set', 'lte0', 'apm=x')).toMatchObject({ code: 2 });
    expect(await ended('scan', 'lte0')).toMatchObject({ code: 1 });
    expect(JSON.parse((await ended('signal', 'lte0', '--json')).out)).toMatchObject({ iface: 'lte0' });
    expect((await ended('complete', '--', 'connect', '')).out.split('\n').filter(Boolean)).toEqual(names);
  } finally {
    up.process.kill('SIGINT');
  }
  expect(await up.ended).toBe(130);
  expect((await ended('status')).code).toBe(4);
});
