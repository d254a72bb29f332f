import { expect, test } from '@jest/globals';
import type { Clock } from '../../src/base/clock.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { Timers } from './timers.ts';

/** A clock whose timers come only when they are let go, in the order given. */
function lateClock(): { clock: Clock; fire: (index: number) => void } {
  const fires: (() => void)[] = [];
  const clock = {
    now: () => 0,
    after: (_ms: number, fire: () => void) => {
      fires.push(fire);
      return { cancel: () => undefined };
    },
  } as unknown as Clock;
  return { clock, fire: (index) => fires[index]?.() };
}

test('what is due earlier comes earlier, whatever order the event loop calls in', () => {
  const { clock, fire } = lateClock();
  const timers = new Timers(clock);
  const came: string[] = [];
  timers.after(20, () => came.push('found'));
  timers.after(10, () => came.push('ready'));
  timers.after(30, () => came.push('up'));
  fire(2);
  fire(0);
  fire(1);
  expect(came).toEqual(['ready', 'found', 'up']);
});

test('a life that ends in one of them ends the later ones', async () => {
  const clock = new VirtualClock();
  const timers = new Timers(clock);
  const came: string[] = [];
  timers.after(10, () => {
    came.push('reboot');
    timers.cancelAll();
  });
  timers.after(10, () => came.push('nothing'));
  timers.soon(() => came.push('soon'));
  await clock.advance(20);
  expect([came, clock.timerCount]).toEqual([['soon', 'reboot'], 0]);
});
