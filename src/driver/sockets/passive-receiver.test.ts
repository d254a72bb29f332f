import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { PassiveReceiver } from './passive-receiver.ts';

/** A receiver over a buffer in the module. */
function setUp() {
  const clock = new VirtualClock();
  const buffered: number[] = [];
  const asked: number[] = [];
  let during: (() => void) | undefined;
  const receiver = new PassiveReceiver({
    clock,
    pollMs: 1000,
    fetch: async (max) => {
      asked.push(max);
      const bytes = Uint8Array.from(buffered.splice(0, max));
      during?.();
      during = undefined;
      return bytes;
    },
  });
  const whileFetching = (happen: () => void): void => {
    during = happen;
  };
  return { clock, buffered, asked, receiver, whileFetching };
}

const never = new AbortController().signal;

/** How a receive ended. */
function noted(work: Promise<Uint8Array | undefined>): { outcome: unknown } {
  const note: { outcome: unknown } = { outcome: 'pending' };
  work.then(
    (bytes) => {
      note.outcome = bytes && [...bytes];
    },
    (thrown: Error) => {
      note.outcome = thrown.message;
    },
  );
  return note;
}

describe('a passive receiver', () => {
  test('fetches what is there, in pieces of what is wanted', async () => {
    const { buffered, receiver } = setUp();
    buffered.push(1, 2, 3);
    expect([...((await receiver.receive(2, never)) ?? [])]).toEqual([1, 2]);
    expect([...((await receiver.receive(2, never)) ?? [])]).toEqual([3]);
  });

  test('waits for the notice, and asks no more than it must', async () => {
    const { asked, buffered, clock, receiver } = setUp();
    const reading = noted(receiver.receive(10, never));
    await clock.advance(900);
    expect([reading.outcome, asked.length]).toEqual(['pending', 1]);
    buffered.push(7);
    receiver.announced();
    await clock.settle();
    expect([reading.outcome, asked.length, clock.timerCount]).toEqual([[7], 2, 0]);
  });

  test('looks without a notice, for one may be lost', async () => {
    const { buffered, clock, receiver } = setUp();
    const reading = noted(receiver.receive(10, never));
    await clock.settle();
    buffered.push(7);
    await clock.advance(1000);
    expect(reading.outcome).toEqual([7]);
  });

  test('a notice that comes while the module is asked counts', async () => {
    const { buffered, clock, receiver, whileFetching } = setUp();
    whileFetching(() => {
      buffered.push(7);
      receiver.announced();
    });
    const reading = noted(receiver.receive(10, never));
    await clock.settle();
    expect(reading.outcome).toEqual([7]);
  });

  test('what came before the end is delivered before it', async () => {
    const { buffered, clock, receiver } = setUp();
    buffered.push(1);
    receiver.ended();
    expect([...((await receiver.receive(10, never)) ?? [])]).toEqual([1]);
    expect(await receiver.receive(10, never)).toBeUndefined();
    expect(await receiver.receive(10, never)).toBeUndefined();
    expect(clock.timerCount).toBe(0);
  });

  test('an end that comes while somebody waits wakes him', async () => {
    const { clock, receiver } = setUp();
    const reading = noted(receiver.receive(10, never));
    await clock.settle();
    receiver.ended();
    await clock.settle();
    expect(reading.outcome).toBeUndefined();
  });

  test('a failure ends it for whoever waits and whoever comes', async () => {
    const { clock, receiver } = setUp();
    const reading = noted(receiver.receive(10, never));
    await clock.settle();
    receiver.fail(new Error('reset'));
    receiver.fail(new Error('later'));
    await clock.settle();
    expect([reading.outcome, clock.timerCount]).toEqual(['reset', 0]);
    await expect(receiver.receive(10, never)).rejects.toThrow('reset');
  });

  test('who gives up takes nothing away', async () => {
    const { buffered, clock, receiver } = setUp();
    const giveUp = new AbortController();
    const reading = noted(receiver.receive(10, giveUp.signal));
    await clock.settle();
    giveUp.abort(new Error('enough'));
    await clock.settle();
    expect([reading.outcome, clock.timerCount]).toEqual(['enough', 0]);
    buffered.push(7);
    receiver.announced();
    expect([...((await receiver.receive(10, never)) ?? [])]).toEqual([7]);
  });
});
