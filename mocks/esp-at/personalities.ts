import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { EspAtOptions } from './options.ts';
import { espAtPersonalities } from './personalities.table.ts';
import { SimulatedEspAt } from './simulated-esp-at.ts';

/** A module of this family that can be played, for a list. */
export interface EspAtPersonalityInfo {
  readonly name: string;
  /** A few words. */
  readonly title: string;
  /** One line. */
  readonly description: string;
}

/** Every ESP-AT module that can be played. */
export const espAtPersonalityList: readonly EspAtPersonalityInfo[] = espAtPersonalities.map(
  ({ description, name, title }) => ({ name, title, description }),
);

/** As the module's own options; the clock is the system's unless given. */
export interface SimulatedEspAtOptions extends Omit<EspAtOptions, 'personality' | 'clock'> {
  readonly clock?: Clock;
}

/**
 * Makes a simulated ESP-AT module, switched off. `powerOn()` starts it.
 * @throws UsageError for a personality that is not known
 */
export function simulatedEspAt(name: string, options: SimulatedEspAtOptions = {}): SimulatedEspAt {
  return new SimulatedEspAt({ ...options, personality: name, clock: options.clock ?? systemClock });
}
