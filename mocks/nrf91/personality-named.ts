import { UsageError } from '../../src/base/errors.ts';
import { nrf91Personalities } from './personalities.table.ts';
import type { Personality } from './personality.ts';

/** @throws UsageError for a name that is not in the table */
export function personalityNamed(name: string): Personality {
  const found = nrf91Personalities.find((personality) => personality.name === name.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`no module is called ${JSON.stringify(name)}`, {
    hint: `There are ${nrf91Personalities.map((personality) => personality.name).join(', ')}.`,
  });
}
