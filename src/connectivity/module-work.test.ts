import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { ModuleWork, type WorkOutcome } from './module-work.ts';

function rig() {
  const clock = new VirtualClock();
  const mistakes: unknown[] = [];
  const work = new ModuleWork(clock, 10_000, (thrown) => mistakes.push(thrown));
  const outcomes: string[] = [];
  const ended = ({ kind }: WorkOutcome): void => void outcomes.push(`${clock.now()} ${kind}`);
  return { clock, work, outcomes, ended, mistakes };
}

const deaf = (): Promise<void> => new Promise(() => {});

describe('a step', () => {
  test('that is aborted in the moment in which it ends is void', async () => {
    const { clock, work, outcomes, ended } = rig();
    let finish = (): void => {};
    const step = (): Promise<void> =>
      new Promise((resolve) => {
        finish = resolve;
      });
    work.add(step, ended);
    await clock.settle();
    finish();
    work.abort('too late');
    await clock.settle();
    expect(outcomes).toEqual(['0 void']);
  });

  test('that is aborted before it starts never does', async () => {
    const { clock, work, outcomes, ended } = rig();
    let started = false;
    const step = async (): Promise<void> => {
      started = true;
    };
    work.add(step, ended);
    work.abort('not wanted');
    await clock.settle();
    expect([started, outcomes]).toEqual([false, ['0 void']]);
  });

  test('that ignores its abort is waited for, but not for ever', async () => {
    const { clock, work, outcomes, ended } = rig();
    work.add(deaf, ended);
    work.add(async () => {}, ended);
    await clock.settle();
    // The one that was added last is the one that is aborted.
    work.abort('not wanted');
    await clock.advance(60_000);
    expect(outcomes).toEqual([]);
    const other = rig();
    other.work.add(deaf, other.ended);
    await other.clock.settle();
    other.work.abort('not wanted');
    await other.clock.advance(60_000);
    expect([other.outcomes, other.clock.timerCount]).toEqual([['10000 void'], 0]);
  });

  test('that passes its deadline has failed', async () => {
    const { clock, work, outcomes, ended } = rig();
    work.add(deaf, ended, { deadlineMs: 3_000 });
    await clock.advance(60_000);
    expect([outcomes, clock.timerCount]).toEqual([['3000 failed'], 0]);
  });

  test('whose end is handled badly does not stop the next one', async () => {
    const { clock, work, outcomes, ended, mistakes } = rig();
    const mistake = new Error('a mistake');
    work.add(
      async () => {},
      () => {
        throw mistake;
      },
    );
    work.add(async () => {}, ended);
    await work.settled();
    expect([mistakes, outcomes, clock.now()]).toEqual([[mistake], ['0 done'], 0]);
  });
});

test('closing leaves no timer, whatever is under way, and starts nothing', async () => {
  const { clock, work, outcomes, ended } = rig();
  work.add(deaf, ended, { deadlineMs: 3_000 });
  await clock.settle();
  work.abort('not wanted');
  expect(clock.timerCount).toBe(2);
  work.close();
  expect(clock.timerCount).toBe(0);
  work.add(async () => {}, ended);
  await clock.advance(60_000);
  expect(outcomes).toEqual([]);
});
