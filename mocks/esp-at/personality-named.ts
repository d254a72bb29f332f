import { UsageError } from '../../src/base/errors.ts';
import { espAtPersonalities } from './personalities.table.ts';
import type { Personality } from './personality.ts';

/** The firmware called `name`. @throws UsageError when there is none */
export function personalityNamed(name: string): Personality {
  const found = espAtPersonalities.find((personality) => personality.name === name.toLowerCase());
  if (found === undefined) {
    const known = espAtPersonalities.map((personality) => personality.name).join(', ');
    throw new UsageError(`no ESP-AT module is called ${name}`, { hint: `There are ${known}.` });
  }
  return found;
}
