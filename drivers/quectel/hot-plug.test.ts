import { expect, test } from '@jest/globals';
import { MemoryNetwork, PortDirectory, SimulatedQuectel } from '../../mocks/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { ConnectionManager } from '../../src/connectivity/index.ts';
import type { Port } from '../../src/transport/transport.ts';
import { quectel } from './quectel.ts';

/** A module whose port is wherever it is plugged in, as a port that is found by identity is. */
function plugged() {
  const clock = new VirtualClock();
  const internet = new MemoryNetwork({ clock, servers: { '192.0.2.10:7': 'echo' } });
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock, internet });
  const directory = new PortDirectory();
  const plug = directory.plug('/dev/ttyUSB0', module, { clock });
  const port: Port = {
    name: 'the module',
    open: (handlers, options) => directory.port(directory.paths[0] ?? '/dev/ttyUSB0').open(handlers, options),
  };
  const manager = new ConnectionManager({ clock });
  const counts = { lost: 0, connected: 0 };
  manager.on('module-lost', () => counts.lost++);
  manager.on('l4-connected', () => counts.connected++);
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  module.powerOn();
  const binding = manager.bind(lte0, quectel, { port });
  manager.setFlag(lte0, 'PERSISTENT', true);
  return { binding, clock, counts, lte0, manager, module, plug };
}

test('a hundred unplugs in mid-transfer, each under another path: one loss and one recovery each, nothing is left', async () => {
  const { binding, clock, counts, lte0, manager, module, plug } = plugged();
  const { sockets } = binding.context;
  manager.connect(lte0);
  expect(await clock.until(() => manager.isReady(lte0), 120_000)).toBe(true);
  const never = new AbortController().signal;
  const timers: number[] = [];
  for (let round = 1; round <= 100; round++) {
    const endings: string[] = [];
    const transfer = async (): Promise<void> => {
      const socket = await sockets.open({ host: '192.0.2.10', port: 7 }, never);
      endings.push('open');
      await socket.send(Buffer.alloc(200_000));
    };
    const ended = (): boolean => endings.length > 1;
    transfer().then(
      () => endings.push('sent'),
      () => endings.push('failed'),
    );
    await clock.until(() => endings.includes('open'), 60_000);
    await clock.advance(1 + (round % 40));
    plug.unplug();
    expect(await clock.until(() => ended() && counts.lost === round, 10_000)).toBe(true);
    expect(endings).toEqual(['open', 'failed']);
    await clock.advance(1000 + round * 10);
    plug.replug({ path: `/dev/ttyUSB${round % 7}` });
    expect(await clock.until(() => manager.isReady(lte0), 120_000)).toBe(true);
    await clock.advance(500);
    expect(counts).toEqual({ lost: round, connected: round + 1 });
    timers.push(clock.timerCount);
  }
  // Each life sets the same timers: what is left over from earlier ones would add up.
  expect(Math.max(...timers.slice(50))).toBeLessThanOrEqual(Math.max(...timers.slice(0, 50)) + 2);
  const closed = manager.close();
  await clock.advance(5000);
  await closed;
  module.close();
  await clock.settle();
  expect(clock.timerCount).toBe(0);
});

test('a connect that was asked for while the module is not there is carried out when it comes', async () => {
  const { clock, lte0, manager, module, plug } = plugged();
  plug.unplug();
  manager.connect(lte0);
  await clock.advance(600_000);
  expect(manager.isReady(lte0)).toBe(false);
  plug.replug({ path: '/dev/ttyUSB5' });
  expect(await clock.until(() => manager.isReady(lte0), 120_000)).toBe(true);
  const closed = manager.close();
  await clock.advance(5000);
  await closed;
  module.close();
});
