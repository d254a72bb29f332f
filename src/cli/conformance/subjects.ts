import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { ConformanceSubject } from '../../conformance/index.ts';
import { espAtSubject } from './esp-at-subject.ts';
import { nrf91Subject } from './nrf91-subject.ts';
import { quectelSubject } from './quectel-subject.ts';

type MakeSubject = (personality: string) => ConformanceSubject<never, never>;

/** What is checked of each family: the personalities whose firmware makes a difference. */
const families: Readonly<Record<string, { readonly make: MakeSubject; readonly personalities: readonly string[] }>> = {
  quectel: { make: quectelSubject, personalities: ['quectel-bg95', 'quectel-ec25'] },
  'esp-at': {
    make: espAtSubject,
    personalities: ['esp8266-nonos', 'esp32-at1', 'esp8266-at2', 'esp32-at2', 'esp32-c3', 'esp32-at4', 'esp32-c61'],
  },
  nrf91: { make: nrf91Subject, personalities: ['nrf9160-at-host', 'nrf9160-slm', 'nrf9151-serial-modem'] },
};

const familyNames: readonly string[] = Object.keys(families);

/**
 * The subjects of the named families; of all, when none is named.
 * @throws UsageError for an unknown name
 */
export function subjectsOf(names: readonly string[]): readonly ConformanceSubject<never, never>[] {
  const chosen = names.length === 0 ? familyNames : names;
  return chosen.flatMap((name) => {
    const family = Object.hasOwn(families, name) ? families[name] : undefined;
    if (family !== undefined) return family.personalities.map(family.make);
    throw new UsageError(`there is no family ${JSON.stringify(name)} to check`, {
      hint: didYouMean(name, familyNames),
    });
  });
}
