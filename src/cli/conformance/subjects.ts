import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { ConformanceSubject } from '../../conformance/index.ts';
import { quectelSubject } from './quectel-subject.ts';

/** The subjects of the built-in drivers, by family: each personality is another firmware. */
const families: Readonly<Record<string, readonly (() => ConformanceSubject<never, never>)[]>> = {
  quectel: ['quectel-bg95', 'quectel-ec25'].map(
    (personality) => () => quectelSubject(personality) as ConformanceSubject<never, never>,
  ),
};

/** The families that can be checked. */
const familyNames: readonly string[] = Object.keys(families);

/**
 * The subjects of the named families; of all, when none is named.
 * @throws UsageError for an unknown name
 */
export function subjectsOf(names: readonly string[]): readonly ConformanceSubject<never, never>[] {
  const chosen = names.length === 0 ? familyNames : names;
  return chosen.flatMap((name) => {
    const family = Object.hasOwn(families, name) ? families[name] : undefined;
    if (family !== undefined) return family.map((make) => make());
    throw new UsageError(`there is no family ${JSON.stringify(name)} to check`, {
      hint: didYouMean(name, familyNames),
    });
  });
}
