import { expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { ConnectionManager, type EventType } from '../connectivity/index.ts';
import { referenceImplementation } from './reference/implementation.ts';
import { networkInTheAir, Radio } from './reference/radio.ts';

/** Corners in which manager, attempt and module meet. */
function rig() {
  const clock = new VirtualClock();
  const manager = new ConnectionManager({ clock });
  const radio = new Radio(clock);
  const radio0 = manager.addInterface({ name: 'radio0', technology: 'radio' });
  manager.bind(radio0, referenceImplementation(), { radio, network: networkInTheAir });
  const events: string[] = [];
  const told = ['iface-up', 'iface-down', 'connection-timeout', 'idle-timeout', 'iface-admin-down'] as EventType[];
  for (const type of told) manager.on(type, () => events.push(`${clock.now()} ${type}`));
  radio.arrive();
  return { clock, manager, radio, radio0, events };
}

test('parameters changed while connected count from the next attempt on', async () => {
  const { clock, manager, radio, radio0 } = rig();
  manager.setFlag(radio0, 'PERSISTENT', true);
  manager.connect(radio0);
  await clock.advance(5_000);
  manager.setOption(radio0, 'network', 'another');
  await clock.advance(60_000);
  expect(radio0.isUp).toBe(true);
  radio.reboot();
  await clock.advance(60_000);
  expect([radio0.isUp, radio0.isAdminUp]).toEqual([false, true]);
  expect(manager.explain(radio0)).toContain('waits for other parameters (wrong-network)');
  manager.setOption(radio0, 'network', networkInTheAir);
  await clock.advance(2_000);
  expect(radio0.isUp).toBe(true);
});

test('persistence switched off after a loss does not end the attempt that the loss began', async () => {
  const { clock, manager, radio, radio0 } = rig();
  manager.setFlag(radio0, 'PERSISTENT', true);
  manager.connect(radio0);
  await clock.advance(5_000);
  radio.setService(false);
  await clock.advance(5_000);
  manager.setFlag(radio0, 'PERSISTENT', false);
  radio.setService(true);
  await clock.advance(5_000);
  expect(radio0.isUp).toBe(true);
  radio.setService(false);
  await clock.advance(5_000);
  expect(radio0.isAdminUp).toBe(false);
});

test('persistence switched on during an attempt counts for the connection that it leads to', async () => {
  const { clock, manager, radio, radio0 } = rig();
  manager.connect(radio0);
  manager.setFlag(radio0, 'PERSISTENT', true);
  await clock.advance(5_000);
  radio.reboot();
  await clock.advance(5_000);
  expect(radio0.isUp).toBe(true);
});

test('an interface that idles while it is interrupted gives up its attempt', async () => {
  const { clock, manager, radio, radio0, events } = rig();
  manager.setFlag(radio0, 'PERSISTENT', true);
  manager.setIdleTimeout(radio0, 20);
  manager.connect(radio0);
  await clock.advance(5_000);
  radio.setService(false);
  await clock.advance(30_000);
  radio.setService(true);
  await clock.advance(60_000);
  expect(events).toEqual(['3000 iface-up', '5000 iface-down', '23000 idle-timeout']);
  expect([radio0.isAdminUp, radio.isAssociated]).toEqual([true, false]);
  expect(manager.explain(radio0)).toContain('nothing is being attempted');
});

test('an attempt goes on behind an interface that was taken down, and its timeout is told', async () => {
  const { clock, manager, radio, radio0, events } = rig();
  radio.setService(false);
  manager.setTimeout(radio0, 30);
  manager.connect(radio0);
  manager.down(radio0);
  await clock.advance(60_000);
  expect(events).toEqual(['0 iface-admin-down', '30000 connection-timeout']);
});

test('a connect while the module is leaving the network waits for that, under a timeout of its own', async () => {
  const { clock, manager, radio, radio0, events } = rig();
  manager.setTimeout(radio0, 5);
  manager.connect(radio0);
  await clock.advance(10_000);
  radio.slowMs = 60_000;
  manager.disconnect(radio0);
  manager.connect(radio0);
  await clock.advance(4_999);
  expect(events.at(-1)).toBe('10000 iface-admin-down');
  await clock.advance(1);
  expect(events.slice(-2)).toEqual(['15000 connection-timeout', '15000 iface-admin-down']);
});
