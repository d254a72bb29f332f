import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Nrf91Options } from './options.ts';
import { nrf91Personalities } from './personalities.table.ts';
import { SimulatedNrf91 } from './simulated-nrf91.ts';

/** Every nRF91 module that can be played: its name, and one line for a list. */
export const nrf91PersonalityInfos: readonly { readonly name: string; readonly description: string }[] =
  nrf91Personalities.map(({ description, name }) => ({ name, description }));

/** As the module's own options; the clock is the system's unless given. */
export interface SimulatedNrf91Options extends Omit<Nrf91Options, 'personality' | 'clock'> {
  readonly clock?: Clock;
}

/**
 * Makes a simulated nRF91 module, switched off. `powerOn()` starts it.
 * @throws UsageError for a personality that is not known
 */
export function simulatedNrf91(personality: string, options: SimulatedNrf91Options = {}): SimulatedNrf91 {
  return new SimulatedNrf91({ ...options, personality, clock: options.clock ?? systemClock });
}
