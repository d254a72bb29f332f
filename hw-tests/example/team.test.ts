/**
 * What a team's own test looks like: two lines take a module of the rig and give it back. With a rig's file it runs on
 * hardware; here, and wherever ATLINK_SIMULATED=1, on a simulated module.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
// In a project of its own: from 'atlink/rig'.
import { type TakenModule, takeModule } from '../../src/rig-entry.ts';

let module: TakenModule;

beforeAll(async () => {
  // A team sets ATLINK_SIMULATED in its pipeline; this project has no hardware at all.
  const env = { ...process.env, ATLINK_SIMULATED: '1', ATLINK_RIG: undefined };
  module = await takeModule({ labels: ['lte-m'] }, { env });
}, 600_000);

afterAll(() => module.release());

test('our device gets an address', async () => {
  await module.connected();
  expect(module.iface.addresses[0]?.family).toBe('IPv4');
});

test('and is told when it loses it', async () => {
  await module.connected();
  const lost = new Promise((resolve) => module.manager.on('l4-disconnected', resolve, module.iface));
  module.manager.disconnect(module.iface);
  await lost;
  expect(module.iface.hasAddress()).toBe(false);
});
