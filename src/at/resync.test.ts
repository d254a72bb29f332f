import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { Resync } from './resync.ts';

function begun(): { clock: VirtualClock; resync: Resync; asked: boolean[]; done: boolean[] } {
  const clock = new VirtualClock();
  const asked: boolean[] = [];
  const done: boolean[] = [];
  const resync = new Resync(
    clock,
    (again) => asked.push(again),
    (inStep) => done.push(inStep),
  );
  resync.start();
  return { clock, resync, asked, done };
}

describe('getting back into step', () => {
  test('asks three times, a second apart, and then gives up', async () => {
    const { clock, asked, done } = begun();
    await clock.advance(2999);
    expect([asked, done]).toEqual([[false, true, true], []]);
    await clock.advance(1);
    expect([asked.length, done, clock.timerCount]).toEqual([3, [false], 0]);
  });

  test('OK, and then quiet', async () => {
    const { clock, resync, asked, done } = begun();
    await clock.advance(1500);
    expect(resync.takeLine('OK')).toBe(true);
    await clock.advance(149);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect([asked.length, done, clock.timerCount]).toEqual([2, [true], 0]);
  });

  test.each(['OK', 'ERROR', '+CME ERROR: 3', '+CMS ERROR: 500'])('%s begins the quiet anew', async (line) => {
    const { clock, resync, done } = begun();
    resync.takeLine('OK');
    await clock.advance(100);
    expect(resync.takeLine(line)).toBe(true);
    await clock.advance(100);
    expect(done).toEqual([]);
    await clock.advance(50);
    expect(done).toEqual([true]);
  });

  test('an error alone is no sign of being in step', async () => {
    const { clock, resync, asked, done } = begun();
    resync.takeLine('ERROR');
    await clock.advance(1000);
    expect([asked.length, done]).toEqual([2, []]);
  });

  test('the echo of AT is taken, other lines are not', () => {
    const { resync } = begun();
    expect(['AT', '+CSQ: 1', 'busy p...', 'OK '].map((line) => resync.takeLine(line))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('may be called off at any time', async () => {
    for (const line of ['', 'OK']) {
      const { clock, resync, done } = begun();
      resync.takeLine(line);
      resync.cancel();
      await clock.advance(5000);
      expect([done, clock.timerCount]).toEqual([[], 0]);
    }
  });
});
