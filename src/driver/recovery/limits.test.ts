import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { AttemptsFile } from './attempts-file.ts';
import { fallSilent, ready } from './rescue.test-support.ts';

const directories: string[] = [];
afterAll(() => {
  for (const each of directories) rmSync(each, { recursive: true });
});

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'atlink-recovery-'));
  directories.push(made);
  return made;
}

test('the caps of a day hold over a restart of the program, and end after a day', async () => {
  const place = directory();
  const clock = new VirtualClock();
  let cycles = 0;
  const day = async (): Promise<void> => {
    const attempts = new AttemptsFile(place, (text) => {
      throw new Error(text);
    });
    const bench = await ready({
      clock,
      attempts,
      recovery: { limits: { 'power-cycle': { perDay: 2, apartMs: 0 } } },
      power: { cycle: async () => void cycles++ },
    });
    await fallSilent(bench);
    await bench.minutes(30);
    bench.session.rearm();
    await bench.minutes(30);
    bench.session.rearm();
    await bench.minutes(30);
    await bench.close();
  };
  await day();
  expect(cycles).toBe(2);
  await day();
  expect(cycles).toBe(2);
  await clock.advance(24 * 3_600_000);
  await day();
  expect(cycles).toBe(4);
  // Who the modules are is not in it.
  expect(readFileSync(join(place, 'recovery.json'), 'utf8')).not.toContain('490154203237518');
});

test('what was used up is named when it is given up', async () => {
  const bench = await ready({
    recovery: { limits: { 'power-cycle': { perDay: 1, apartMs: 0 } } },
    power: { cycle: async () => undefined },
  });
  await fallSilent(bench);
  await bench.minutes(30);
  bench.session.rearm();
  await bench.minutes(30);
  expect(bench.fatal[1]).toContain('power cycle (1 of 1 in 24 hours are used)');
  await bench.close();
});

test('a file that cannot be read is told, and the counting goes on in memory', () => {
  const notices: string[] = [];
  const file = new AttemptsFile('/dev/null/nowhere', (text) => notices.push(text));
  file.add('a module', 'power-cycle', 1000);
  expect(file.recent('a module', 2000)).toEqual([{ rung: 'power-cycle', atMs: 1000 }]);
  expect(file.recent('another', 2000)).toEqual([]);
  expect(notices.join()).toContain('could not be');
});
