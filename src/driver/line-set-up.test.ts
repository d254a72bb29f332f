import { expect, test } from '@jest/globals';
import { silentLog } from '../base/log.ts';
import { VirtualClock } from '../base/virtual-clock.ts';
import type { ControlLines, Transport } from '../transport/transport.ts';
import { setUpLine } from './line-set-up.ts';

const never = new AbortController().signal;

function line(set: ControlLines['set']): Transport {
  const get = async () => ({ cts: true, dsr: true, dcd: true });
  return { name: 'test', write: async () => undefined, close: async () => undefined, controlLines: { set, get } };
}

test('DTR is set, and the time to settle is waited for', async () => {
  const clock = new VirtualClock();
  const seen: unknown[] = [];
  let settled = false;
  void setUpLine(
    line(async (lines) => void seen.push(lines)),
    { dtr: 'assert', settleMs: 600 },
    clock,
    silentLog,
    never,
  ).then(() => {
    settled = true;
  });
  await clock.advance(599);
  expect([seen, settled]).toEqual([[{ dtr: true }], false]);
  await clock.advance(1);
  expect(settled).toBe(true);
});

test('a line that is not to be touched is not, and nothing is waited for', async () => {
  const seen: unknown[] = [];
  await setUpLine(
    line(async (lines) => void seen.push(lines)),
    { settleMs: 600 },
    new VirtualClock(),
    silentLog,
    never,
  );
  expect(seen).toEqual([]);
});

test('a line that cannot set DTR is used all the same', async () => {
  const refusing = line(async () => {
    throw new Error('not supported');
  });
  await setUpLine(refusing, { dtr: 'assert' }, new VirtualClock(), silentLog, never);
});

test('the wait ends with its signal', async () => {
  const ending = new AbortController();
  const clock = new VirtualClock();
  const set = setUpLine(
    line(async () => undefined),
    { dtr: 'assert', settleMs: 600 },
    clock,
    silentLog,
    ending.signal,
  );
  const rejected = expect(set).rejects.toThrow('enough');
  await clock.settle();
  ending.abort(new Error('enough'));
  await rejected;
  expect(clock.timerCount).toBe(0);
});
