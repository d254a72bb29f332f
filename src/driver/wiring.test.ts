import { describe, expect, test } from '@jest/globals';
import { AtChannel, fixedUrc } from '../at/index.ts';
import { VirtualClock } from '../base/virtual-clock.ts';
import type { ControlLines } from '../transport/transport.ts';
import { awaitBoot, clearLines, pulseReset } from './wiring.ts';

function recorder(): { readonly lines: ControlLines; readonly set: unknown[] } {
  const set: unknown[] = [];
  const lines: ControlLines = {
    set: async (wanted) => {
      set.push(wanted);
    },
    get: async () => ({ cts: false, dsr: false, dcd: false }),
  };
  return { lines, set };
}

describe('after opening', () => {
  test('both lines are cleared in one step', async () => {
    const { lines, set } = recorder();
    expect(await clearLines({ controlLines: lines }, 'esp-auto-reset')).toBe(true);
    expect(set).toEqual([{ dtr: false, rts: false }]);
  });

  test('they are left alone where they do nothing, and where there are none', async () => {
    const { lines, set } = recorder();
    expect(await clearLines({ controlLines: lines })).toBe(false);
    expect(await clearLines({}, 'esp-auto-reset')).toBe(false);
    expect(set).toEqual([]);
  });

  test('a module is given the time to boot, and no more when it says so', async () => {
    const clock = new VirtualClock();
    const channel = new AtChannel({ write: async () => undefined, clock });
    const waits = [awaitBoot(channel, [fixedUrc('ready')], clock, new AbortController().signal)];
    await clock.advance(600);
    channel.receive(Buffer.from('\r\nready\r\n'));
    await Promise.all(waits);
    expect(clock.timerCount).toBe(0);
    let over = false;
    void awaitBoot(channel, [fixedUrc('ready')], clock, new AbortController().signal).then(() => {
      over = true;
    });
    await clock.advance(1400);
    expect(over).toBe(false);
    await clock.advance(200);
    expect(over).toBe(true);
  });
});

describe('a reset', () => {
  test('is RTS alone for a moment, and then neither', async () => {
    const clock = new VirtualClock();
    const { lines, set } = recorder();
    const reset = pulseReset(lines, 'esp-auto-reset', clock, new AbortController().signal);
    await clock.advance(100);
    await reset;
    expect(set).toEqual([
      { dtr: false, rts: true },
      { dtr: false, rts: false },
    ]);
  });

  test('that is given up does not leave the module held', async () => {
    const clock = new VirtualClock();
    const { lines, set } = recorder();
    const giveUp = new AbortController();
    const reset = pulseReset(lines, 'esp-auto-reset', clock, giveUp.signal);
    await clock.advance(10);
    giveUp.abort(new Error('closed'));
    await expect(reset).rejects.toThrow('closed');
    expect(set.at(-1)).toEqual({ dtr: false, rts: false });
  });

  test('is refused where no lines do that', async () => {
    const { signal } = new AbortController();
    const { lines } = recorder();
    await expect(pulseReset(lines, 'none', new VirtualClock(), signal)).rejects.toMatchObject({
      code: 'FEATURE_MISSING',
    });
    await expect(pulseReset(undefined, 'esp-auto-reset', new VirtualClock(), signal)).rejects.toMatchObject({
      code: 'FEATURE_MISSING',
    });
  });
});
