import { expect } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { MemoryNetwork, type MemoryNetworkOptions } from '../network/memory-network.ts';
import type { EspAtOptions } from './options.ts';
import { Rig } from './rig.test-support.ts';

/** A module that has joined, before a network in memory; its echo is off. */
export async function joinedBefore(
  world: Omit<MemoryNetworkOptions, 'clock'> = {},
  { personality = 'esp32-at4', ...options }: Partial<Omit<EspAtOptions, 'clock'>> = {},
): Promise<{ readonly rig: Rig; readonly network: MemoryNetwork }> {
  const clock = new VirtualClock(new Date('2021-10-19T17:47:55Z'));
  const network = new MemoryNetwork({ clock, ...world });
  const rig = await Rig.joined(personality, { ...options, network, clock });
  await rig.ask('ATE0');
  return { rig, network };
}

/** Ends both; nothing may be left running. */
export function closeBoth(rig: Rig, network: MemoryNetwork): void {
  rig.module.close();
  network.close();
  expect(rig.clock.timerCount).toBe(0);
}
