import { expect, test } from '@jest/globals';
import { AtChannel } from '../../src/at/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BootWatch } from '../../src/driver/boot-watch.ts';
import { bootSigns } from './boot-signs.ts';

test.each([
  ['Ready', 'Ready\r\n'],
  ['+CEReady', '\r\n+CEReady\r\n'],
  ['INIT ERROR', 'INIT ERROR\r\n'],
  ['#XMODEM: INIT', '\r\n#XMODEM: INIT\r\n'],
])('%s in mid-session means that everything is lost', (line, bytes) => {
  const channel = new AtChannel({ clock: new VirtualClock(), write: async () => undefined });
  const restarts: string[] = [];
  new BootWatch(channel, bootSigns).begin((heard) => restarts.push(heard));
  channel.receive(Buffer.from(bytes, 'latin1'));
  expect(restarts).toEqual([line]);
});

test.each(['+CPIN: READY\r\n', '+XYZ: "Ready"\r\n', 'Ready to go\r\n'])('%j means nothing of the kind', (bytes) => {
  const channel = new AtChannel({ clock: new VirtualClock(), write: async () => undefined });
  const restarts: string[] = [];
  new BootWatch(channel, bootSigns).begin((heard) => restarts.push(heard));
  channel.receive(Buffer.from(bytes, 'latin1'));
  expect(restarts).toEqual([]);
});
