import { existsSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { type Spawned, spawnAtlink } from './spawn-atlink.test-support.ts';

// The first start of a clone compiles it.
jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'atlink-e2e-'));
const started: Spawned[] = [];

function atlink(args: readonly string[], env: Record<string, string> = {}): Spawned {
  const spawned = spawnAtlink(args, env);
  started.push(spawned);
  return spawned;
}

const simulated = ['up', '--simulate', 'quectel-bg95', '--speed', '20'];

afterEach(async () => {
  for (const { process: child } of started) child.kill('SIGKILL');
  await Promise.all(started.splice(0).map(({ ended }) => ended));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('atlink up', () => {
  test('connects a simulated module and tells it in JSON, in order', async () => {
    const run = atlink([...simulated, '--until', 'connected', '--json']);
    expect(await run.ended).toBe(0);
    const lines = run.out().trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { event: string; address?: string; iface: string });
    const wanted = ['module-ready', 'carrier-on', 'dormant-off', 'address-added', 'l4-connected'];
    expect(events.map(({ event }) => event).filter((event) => wanted.includes(event))).toEqual(wanted);
    expect(events.find(({ event }) => event === 'address-added')?.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(new Set(events.map(({ iface }) => iface))).toEqual(new Set(['lte0']));
    expect(run.err()).toContain('simulated Quectel BG95');
  });

  test('fails after --timeout with what is missing', async () => {
    const run = atlink(['up', '/dev/ttyUSB99', '--until', 'connected', '--timeout', '0.5']);
    expect(await run.ended).toBe(1);
    expect(run.err()).toContain('lte0 was not connected within 0.5 s: the module is not there');
  });

  test('disconnects on Ctrl-C and ends with 130', async () => {
    const run = atlink(simulated);
    await run.prints('l4-connected');
    run.process.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect(run.out()).toContain('l4-disconnected');
    expect(run.out()).toContain('iface-admin-down');
  });

  test('a PIN from the environment unlocks the SIM and is never printed', async () => {
    const link = join(folder, 'locked');
    const module = atlink(['simulate', 'quectel-bg95', '--link', link, '--speed', '20', '--sim-pin', '7391']);
    await module.prints('\n');
    const log = ['--log-level', 'trace', '--json', '--verbose'];
    const run = atlink(['up', link, '--until', 'connected', '--option-env', 'pin=SIM_PIN', ...log], {
      SIM_PIN: '7391',
    });
    expect(await run.ended).toBe(0);
    expect(run.out() + run.err()).not.toContain('7391');
  });

  test('a wrong PIN ends it with the reason', async () => {
    const link = join(folder, 'refused');
    const module = atlink(['simulate', 'quectel-bg95', '--link', link, '--speed', '20', '--sim-pin', '7391']);
    await module.prints('\n');
    const run = atlink(['up', link, '--option', 'pin=1111']);
    expect(await run.ended).toBe(1);
    expect(run.err()).toContain('lte0 cannot be connected: the SIM refused the PIN');
    expect(run.err()).not.toContain('1111');
    // However often it is started: the card is not asked again, and keeps the attempts that it has.
    for (let start = 0; start < 3; start++) {
      const again = atlink(['up', link, '--option', 'pin=1111']);
      expect(await again.ended).toBe(1);
      expect(again.err()).toContain('this SIM refused this PIN before');
    }
    const right = atlink(['up', link, '--option', 'pin=7391', '--until', 'connected', '--timeout', '30']);
    expect(await right.ended).toBe(0);
  }, 30_000);

  test.each([
    [['up', '--jsn'], 'Did you mean --json?'],
    [['up', '--simulate', 'bg95'], 'Did you mean quectel-bg95?'],
    [['up', '/dev/nope'], 'there is no port /dev/nope'],
    [['up', 'tcp:host'], 'tcp:HOST:PORT'],
    [['up', '--simulate', 'quectel-bg95', '--option', 'apm=x'], 'The options are apn'],
    [['upp'], 'Did you mean up?'],
  ])('%j is refused with 2 and no stack trace', async (args, text) => {
    const run = atlink(args);
    expect(await run.ended).toBe(2);
    expect(run.err()).toContain(text);
    expect(run.err()).not.toMatch(/^\s+at /m);
    expect(run.out()).toBe('');
  });
});

describe('atlink simulate', () => {
  test.each([
    ['a pseudo-terminal', (place: string) => place, []],
    ['a link', (place: string) => place, ['--link', join(folder, 'link')]],
    ['a Unix socket', (place: string) => `unix:${place}`, ['--socket', join(folder, 'socket')]],
    ['a TCP port', (place: string) => `tcp:${place}`, ['--tcp', '0']],
  ])('plays a module at %s, for another process', async (_, address, where) => {
    const module = atlink(['simulate', 'quectel-bg95', '--speed', '20', ...where]);
    await module.prints('\n');
    const place = module.out().split('\n')[0] ?? '';
    const run = atlink(['up', address(place), '--until', 'connected', '--timeout', '30', '--json']);
    expect(await run.ended).toBe(0);
    expect(run.out()).toContain('"event":"l4-connected"');
    module.process.kill('SIGTERM');
    expect(await module.ended).toBe(143);
  });

  test('takes its link away, and refuses one that is in use', async () => {
    const link = join(folder, 'mine');
    const module = atlink(['simulate', 'quectel-bg95', '--link', link]);
    await module.prints(link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    const second = atlink(['simulate', 'quectel-bg95', '--link', link]);
    expect(await second.ended).toBe(2);
    expect(second.err()).toContain('is there already');
    module.process.kill('SIGINT');
    expect(await module.ended).toBe(130);
    expect(existsSync(link)).toBe(false);
  });

  test('a TCP port that is taken is one clear line', async () => {
    const module = atlink(['simulate', 'quectel-bg95', '--tcp', '0']);
    await module.prints('\n');
    const port = module.out().trim().split(':')[1] ?? '';
    const second = atlink(['simulate', 'quectel-bg95', '--tcp', port]);
    expect(await second.ended).toBe(1);
    expect(second.err()).toContain(`TCP port ${port} is in use`);
  });
});

test('a reader that goes away is no error', async () => {
  const run = atlink([...simulated, '--json']);
  await run.prints('module-opening');
  run.process.stdout?.destroy();
  expect(await run.ended).toBe(0);
  expect(run.err()).not.toMatch(/EPIPE|^\s+at /m);
});
