import type { Clock } from '../src/base/clock.ts';
import { systemClock } from '../src/base/clock.ts';
import { UsageError } from '../src/base/errors.ts';
import type { QuectelOptions } from './quectel/options.ts';
import { quectelPersonalities } from './quectel/personalities.table.ts';
import { SimulatedQuectel } from './quectel/simulated-quectel.ts';

/** A module that can be played, for a list. */
export interface PersonalityInfo {
  /** What `simulatedModule` and `atlink simulate` call it. */
  readonly name: string;
  /** One line. */
  readonly description: string;
}

/** Every module that can be played. */
export const personalities: readonly PersonalityInfo[] = quectelPersonalities.map(({ description, name }) => ({
  name,
  description,
}));

/** As the module's own options; the clock is the system's unless given. */
export interface SimulatedModuleOptions extends Omit<QuectelOptions, 'personality' | 'clock'> {
  readonly clock?: Clock;
}

/** How many letters have to be added, taken away or changed to turn one word into the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, otherLetter] of [...other].entries()) {
      const changed = (row[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The names that are most like `name`, at most three. */
function nearest(name: string): readonly string[] {
  const scored = personalities.map((personality) => ({
    name: personality.name,
    // `bg95` is meant to find `quectel-bg95`: the maker's name may be left out.
    score: Math.min(distance(name, personality.name), distance(name, personality.name.replace(/^[a-z]+-/, ''))),
  }));
  return scored
    .sort((a, b) => a.score - b.score)
    .slice(0, 3)
    .map((entry) => entry.name);
}

/**
 * Makes a simulated module, switched off. `powerOn()` starts it.
 * @throws UsageError for a personality that is not known
 */
export function simulatedModule(personality: string, options: SimulatedModuleOptions = {}): SimulatedQuectel {
  const name = personality.toLowerCase();
  if (!personalities.some((known) => known.name === name)) {
    throw new UsageError(`no module is called ${JSON.stringify(personality)}`, {
      hint: `Did you mean ${nearest(name).join(', ')}?`,
    });
  }
  return new SimulatedQuectel({ ...options, personality: name, clock: options.clock ?? systemClock });
}
