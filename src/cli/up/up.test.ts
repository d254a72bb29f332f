import { describe, expect, test } from '@jest/globals';
import { type StartedRun, startRun } from '../run.test-support.ts';

const events = (run: StartedRun): string[] =>
  run
    .out()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).event);

/** Lets real loading happen until something is printed. */
async function printing(run: StartedRun, text: string): Promise<void> {
  for (let turn = 0; turn < 50_000 && run.clock.timerCount === 0; turn += 1) await run.clock.settle();
  await run.clock.until(() => run.out().includes(text), 60_000);
  expect(run.out()).toContain(text);
}

describe('atlink up', () => {
  test('--until connected ends with 0, after the events in their order', async () => {
    const run = startRun(['up', '--until', 'connected', '--json']);
    expect(await run.finished()).toBe(0);
    const wanted = ['module-ready', 'carrier-on', 'dormant-off', 'address-added', 'l4-connected'];
    expect(events(run).filter((event) => wanted.includes(event))).toEqual(wanted);
    expect(events(run)).not.toContain('l4-disconnected');
    expect(run.err()).toContain('lte0: no module was found, so one is simulated');
    expect(run.err()).toContain('/dev/pts/7');
  });

  test('a recognised module is used, and said', async () => {
    const device = { board: 'Quectel BG95', role: 'modem', main: true, mayOpen: true, holders: [] };
    const found = [
      { ...device, path: '/dev/ttyUSB2' },
      { ...device, path: '/dev/ttyUSB6' },
    ];
    const run = startRun(['up', '--until', 'connected', '--name', 'wwan3'], { found });
    expect(await run.finished()).toBe(0);
    expect(run.err()).toContain('wwan3: Quectel BG95 on /dev/ttyUSB2\n');
    expect(run.err()).toContain('also attached: Quectel BG95 on /dev/ttyUSB6');
  });

  test.each([
    ['absent', 'the module is not there'],
    ['searching', 'no carrier: the module is ready but not on a network (registration: searching; +CEREG: 2)'],
  ] as const)('--timeout says what is missing: %s', async (stuck, message) => {
    const run = startRun(['up', '--until', 'connected', '--timeout', '5'], { module: { stuck } });
    expect(await run.finished()).toBe(1);
    expect(run.err()).toContain(`lte0 was not connected within 5 s: ${message}`);
  });

  test('a fatal error ends it with the reason, and without the secret', async () => {
    const run = startRun(['up', '--option-env', 'pin=SIM_PIN'], {
      module: { stuck: 'pin' },
      env: { SIM_PIN: '4321' },
    });
    expect(await run.finished()).toBe(1);
    expect(run.err()).toContain('lte0 was given up: the SIM refused the PIN ***');
    expect(run.out() + run.err()).not.toContain('4321');
  });

  test('a missing option ends it: nobody could set it any more', async () => {
    const run = startRun(['up'], { module: { stuck: 'no-pin' } });
    expect(await run.finished()).toBe(1);
    expect(run.err()).toContain('lte0 cannot be connected: the SIM wants its PIN\n  Options are given as --option');
  });

  test('a signal disconnects, waits for the release and ends', async () => {
    let closed = 0;
    const run = startRun(['up'], { closed: () => closed++ });
    await printing(run, 'l4-connected');
    run.signal('SIGINT');
    expect(await run.finished()).toBe(130);
    expect(run.out()).toContain('l4-disconnected');
    expect(run.out()).toMatch(/attempt-phase {2}idle\n$/);
    expect(closed).toBe(1);
  });

  test('a release that is never confirmed holds it for ten seconds at most', async () => {
    const run = startRun(['up'], { module: { neverReleases: true } });
    await printing(run, 'l4-connected');
    const before = run.clock.now();
    run.signal('SIGTERM');
    expect(await run.finished()).toBe(143);
    expect(run.clock.now() - before).toBeLessThanOrEqual(12_000);
    expect(run.err()).toContain('not confirmed within 10 s');
  });

  test('a second signal does not wait', async () => {
    const run = startRun(['up'], { module: { neverReleases: true } });
    await printing(run, 'l4-connected');
    run.signal('SIGINT');
    run.signal('SIGINT');
    expect(run.exits).toEqual([130]);
    await run.finished();
  });

  test('a reader that goes away ends it in good order', async () => {
    const run = startRun(['up', '--json']);
    await printing(run, 'l4-connected');
    run.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(await run.finished()).toBe(0);
    expect(run.err()).not.toContain('EPIPE');
  });

  test('a port that is not there yet is waited for, and that is said', async () => {
    const run = startRun(['up', '/dev/ttyUSB99'], { module: { stuck: 'absent' } });
    await printing(run, 'module-opening');
    expect(run.err()).toContain('/dev/ttyUSB99 is not there yet: waiting for it');
    run.signal('SIGINT');
    expect(await run.finished()).toBe(130);
  });
});
