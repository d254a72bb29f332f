import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../../base/clock.ts';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { machinePlugging, type UsbEvents } from './plugging.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlink-plugging-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The `usb` package, played. */
function fakeUsb(refuses?: string) {
  const heard = new Set<() => void>();
  const state = { heard, made: 0, attach: () => [...heard].map((tell) => tell()) };
  const events = async (): Promise<UsbEvents> => {
    state.made++;
    let own: (() => void) | undefined;
    return {
      addAttach: async (listener) => {
        if (refuses !== undefined) throw new Error(refuses);
        own = listener;
        heard.add(listener);
      },
      removeAttach: async () => void (own && heard.delete(own)),
    };
  };
  return { state, events };
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

const never = new AbortController().signal;

test.each(['linux', 'win32'] as const)(
  '%s: a device that the USB tells of is looked for when its ports are there',
  async (platform) => {
    const clock = new VirtualClock();
    const { events, state } = fakeUsb();
    let isOver = false;
    void machinePlugging(clock, { platform, events, folder })
      .changed(never)
      .then(() => {
        isOver = true;
      });
    await turns();
    expect(state.heard.size).toBe(1);
    state.attach();
    await turns();
    expect(state.heard.size).toBe(0);
    await clock.advance(999);
    expect(isOver).toBe(false);
    await clock.advance(1);
    await turns();
    expect({ isOver, timers: clock.timerCount }).toEqual({ isOver: true, timers: 0 });
  },
);

test('where the USB cannot be listened to that is said once, and it is looked now and then', async () => {
  const clock = new VirtualClock();
  const { events, state } = fakeUsb('failed to open udev netlink socket');
  const said: string[] = [];
  const plugging = machinePlugging(clock, { platform: 'linux', events, folder, debug: (text) => said.push(text) });
  for (let round = 0; round < 3; round++) {
    const changed = plugging.changed(never);
    await turns();
    await clock.advance(2000);
    await changed;
  }
  expect(state.made).toBe(1);
  expect(said).toEqual([
    'the USB does not tell what is plugged in (failed to open udev netlink socket): it is looked now and then',
  ]);
  expect(clock.timerCount).toBe(0);
});

test('a new name in the folder of devices is told without the USB', async () => {
  const { events, state } = fakeUsb();
  const changed = machinePlugging(systemClock, { platform: 'linux', events, folder }).changed(never);
  await turns();
  writeFileSync(join(folder, 'ttyUSB0'), '');
  await changed;
  await turns();
  expect(state.heard.size).toBe(0);
});

test.each(['linux', 'win32'] as const)('%s: whoever gives up leaves no listener and no timer', async (platform) => {
  const clock = new VirtualClock();
  const { events, state } = fakeUsb();
  const end = new AbortController();
  const changed = machinePlugging(clock, { platform, events, folder }).changed(end.signal);
  await turns();
  end.abort(new Error('enough'));
  await expect(changed).rejects.toThrow('enough');
  await turns();
  expect({ heard: state.heard.size, timers: clock.timerCount }).toEqual({ heard: 0, timers: 0 });
});

test('the package itself: nothing is left when it was listened to', async () => {
  const end = new AbortController();
  const changed = machinePlugging(systemClock, { folder }).changed(end.signal);
  await turns();
  end.abort(new Error('enough'));
  await expect(changed).rejects.toThrow('enough');
});
