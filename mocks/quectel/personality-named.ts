import { UsageError } from '../../src/base/errors.ts';
import { quectelPersonalities } from './personalities.table.ts';
import type { Personality } from './personality.ts';

/** The model called `name`. @throws UsageError when there is none */
export function personalityNamed(name: string): Personality {
  const found = quectelPersonalities.find((personality) => personality.name === name);
  if (found === undefined) throw new UsageError(`no Quectel module is called ${name}`);
  return found;
}
