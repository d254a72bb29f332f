import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { nothingOverdue, type Overdue, Resync } from './resync.ts';

interface Begun {
  readonly clock: VirtualClock;
  readonly resync: Resync;
  readonly asked: (readonly [line: string, again: boolean])[];
  readonly done: boolean[];
}

function begun(landmarks: readonly string[] = [], overdue: Overdue = nothingOverdue): Begun {
  const clock = new VirtualClock();
  const asked: (readonly [string, boolean])[] = [];
  const done: boolean[] = [];
  const resync = new Resync(
    clock,
    landmarks,
    overdue,
    (line, again) => asked.push([line.wire, again]),
    (inStep) => done.push(inStep),
  );
  resync.start();
  return { clock, resync, asked, done };
}

describe('getting back into step', () => {
  test('asks three times, a second apart, and then gives up', async () => {
    const { clock, asked, done } = begun();
    await clock.advance(2999);
    expect(asked).toEqual([
      ['AT', false],
      ['AT', true],
      ['AT', true],
    ]);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect([asked.length, done, clock.timerCount]).toEqual([3, [false], 0]);
  });

  test('OK, and then quiet', async () => {
    const { clock, resync, asked, done } = begun();
    expect(resync.takeLine('OK')).toBe(true);
    await clock.advance(149);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect([asked.length, done, clock.timerCount]).toEqual([1, [true], 0]);
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

const landmarks = ['+CMEE', '+IPR'];

function say(resync: Resync, ...lines: readonly string[]): void {
  for (const line of lines) expect(resync.takeLine(line)).toBe(true);
}

describe('with an answer overdue', () => {
  const one: Overdue = { finals: 1, landmarks: [] };

  test('both it and that of AT: nothing more is asked', async () => {
    const { clock, resync, asked, done } = begun(landmarks, one);
    say(resync, 'ERROR');
    await clock.advance(900);
    say(resync, 'OK');
    await clock.advance(150);
    expect([asked.length, done]).toEqual([1, [true]]);
  });

  test('one OK may be either: a landmark shows that nothing is behind it', async () => {
    const { clock, resync, asked, done } = begun(landmarks, one);
    say(resync, 'OK');
    await clock.advance(150);
    expect(asked.at(-1)).toEqual(['AT+IPR?', false]);
    say(resync, '+IPR: 115200', 'OK');
    await clock.advance(150);
    expect([asked.length, done, clock.timerCount]).toEqual([2, [true], 0]);
  });

  test('an OK that comes once a landmark is asked for is not its answer', async () => {
    const { clock, resync, asked, done } = begun(landmarks, { finals: 2, landmarks: [] });
    say(resync, 'OK');
    await clock.advance(500);
    say(resync, 'OK');
    await clock.advance(500);
    expect([asked.length, done]).toEqual([2, []]);
    say(resync, '+IPR: 0', 'OK');
    await clock.advance(150);
    expect([asked.length, done]).toEqual([2, [true]]);
  });

  test('a landmark that is late is not taken for the one that was asked for after it', async () => {
    const { clock, resync, asked, done } = begun(landmarks, one);
    say(resync, 'OK');
    await clock.advance(1150);
    expect(asked.slice(1)).toEqual([
      ['AT+IPR?', false],
      ['AT+CMEE?', true],
    ]);
    say(resync, '+IPR: 0', 'OK');
    await clock.advance(500);
    expect(done).toEqual([]);
    say(resync, '+CMEE: 1', 'OK');
    await clock.advance(150);
    expect(done).toEqual([true]);
  });

  test('a landmark that was overdue itself is told first', async () => {
    const { clock, resync, asked, done } = begun(landmarks, { finals: 1, landmarks: ['+IPR'] });
    say(resync, 'OK');
    await clock.advance(150);
    say(resync, '+IPR: 9600', 'OK');
    await clock.advance(150);
    expect([asked.at(-1)?.[0], done]).toEqual(['AT+CMEE?', []]);
    say(resync, '+IPR: 9600', 'OK');
    await clock.advance(500);
    expect(done).toEqual([]);
    say(resync, '+CMEE: 1', 'OK');
    await clock.advance(150);
    expect([asked.length, done]).toEqual([3, [true]]);
  });

  test('landmarks that were lost long ago do not keep it out of step', async () => {
    const lost = Array.from({ length: 11 }, (_, index) => landmarks[index % 2] ?? '');
    const { clock, resync, asked, done } = begun(landmarks, { finals: 14, landmarks: lost });
    say(resync, 'OK');
    for (const name of ['+IPR', '+CMEE', '+IPR']) {
      await clock.advance(150);
      expect([asked.at(-1), done]).toEqual([[`AT${name}?`, false], []]);
      say(resync, `${name}: 0`, 'OK');
    }
    await clock.advance(150);
    expect(done).toEqual([true]);
  });

  test.each(['ERROR', '+CME ERROR: 100', 'OK'])(
    'a model that says %s to each landmark is believed',
    async (refusal) => {
      const { clock, resync, done } = begun(landmarks, one);
      say(resync, 'OK');
      await clock.advance(150);
      for (const _ of landmarks) {
        say(resync, refusal);
        await clock.advance(1000);
      }
      say(resync, refusal);
      await clock.advance(999);
      expect(done).toEqual([]);
      await clock.advance(1);
      expect(done).toEqual([true]);
    },
  );

  test('without landmarks a second of quiet has to do', async () => {
    const { clock, resync, asked, done } = begun([], one);
    say(resync, 'OK');
    await clock.advance(999);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect([asked.length, done]).toEqual([1, [true]]);
  });

  test('a module that says something has more time, and tells what is left when that is over', async () => {
    const { clock, resync, asked, done } = begun(landmarks, { finals: 3, landmarks: [] });
    say(resync, 'OK');
    await clock.advance(11_149);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect([asked.length, done, clock.timerCount]).toEqual([12, [false], 0]);
    expect(resync.overdue.finals).toBe(14);
    expect(resync.overdue.landmarks).toHaveLength(11);
  });

  test('a module that says OK without end is not waited for without end', async () => {
    const { clock, resync, done } = begun();
    for (let said = 0; done.length === 0; said += 1) {
      expect(said).toBeLessThan(400);
      say(resync, 'OK');
      await clock.advance(100);
    }
    expect([done, clock.timerCount]).toEqual([[false], 0]);
  });
});
