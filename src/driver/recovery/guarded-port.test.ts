import { expect, test } from '@jest/globals';
import { rescueBench } from './rescue.test-support.ts';

test('an opening that hangs is abandoned; no third one is begun while two hang', async () => {
  const bench = rescueBench();
  bench.port.hangs = { open: true };
  bench.session.open();
  await bench.minutes(10);
  expect(bench.port.opened).toBe(2);
  expect(bench.notices.join('\n')).toContain('opening the port did not come back within 20 s and was abandoned');
  expect(await bench.close()).toEqual({ isClosed: true, timers: 0 });
});

test('a close that hangs is abandoned, and the port is opened again', async () => {
  const bench = rescueBench({ verify: () => 'not the one' });
  bench.port.hangs = { close: true };
  bench.session.open();
  await bench.minutes(1);
  expect(bench.port.opened).toBeGreaterThan(1);
  expect(bench.notices.join('\n')).toContain('closing the port did not come back');
  expect(await bench.close()).toEqual({ isClosed: true, timers: 0 });
});

test('a write that hangs is found, and the session ends when it is told to', async () => {
  const bench = rescueBench();
  bench.session.open();
  await bench.clock.until(bench.isReady, 10_000);
  bench.port.hangs = { write: true };
  await bench.minutes(10);
  expect(bench.states).toContain('lost');
  expect(bench.notices.join('\n')).toContain('a write to the port did not come back');
  bench.port.hangs = {};
  expect(await bench.clock.until(bench.isReady, 60_000)).toBe(true);
  expect(await bench.close()).toEqual({ isClosed: true, timers: 0 });
});

test('a module that is not the one that is meant is told, and the port is opened again', async () => {
  let isIt = false;
  const bench = rescueBench({
    verify: ({ id }) => (isIt ? undefined : `the module with IMEI ${id} is here, and another is meant`),
  });
  bench.session.open();
  await bench.clock.advance(30_000);
  expect(bench.isReady()).toBe(false);
  expect(bench.notices).toEqual(['the module with IMEI 490154203237518 is here, and another is meant']);
  isIt = true;
  expect(await bench.clock.until(bench.isReady, 30_000)).toBe(true);
  await bench.close();
});
