/** How many letters must be changed, added or removed to make one word of the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const replaced = (previous[j - 1] ?? 0) + same;
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** 0 is as good as the same word; from 1 on it is only similar; undefined is another word altogether. */
function unlikeness(wanted: string, candidate: string): number | undefined {
  const [a, b] = [wanted.toLowerCase(), candidate.toLowerCase()];
  // The part after the maker is what people remember: "bg96" for "quectel-bg96".
  const tail = b.slice(b.indexOf('-') + 1);
  if (a === b || a === tail) return 0;
  if (a.length >= 3 && b.includes(a)) return 1;
  const distance = Math.min(editDistance(a, b), editDistance(a, tail));
  return distance <= Math.max(1, Math.floor(Math.min(a.length, b.length) / 3)) ? distance : undefined;
}

/** What was probably meant by a name that does not exist: the most similar, at most three. */
export function nearest(wanted: string, candidates: readonly string[]): readonly string[] {
  const similar = candidates.flatMap((candidate) => {
    const score = unlikeness(wanted, candidate);
    return score === undefined ? [] : [{ candidate, score }];
  });
  const best = Math.min(...similar.map(({ score }) => score));
  return similar
    .filter(({ score }) => score === best)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

const listed = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' or $1');

/** The hint for a name that does not exist: what was probably meant, otherwise everything that there is. */
export function didYouMean(wanted: string, candidates: readonly string[]): string {
  const similar = nearest(wanted, candidates);
  if (similar.length > 0) return `Did you mean ${listed(similar)}?`;
  return candidates.length === 0 ? 'There are none.' : `There are: ${candidates.join(', ')}.`;
}
