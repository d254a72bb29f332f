/** A firmware revision that can be compared with others of the same line: `R02A07` of Quectel is 2, 7. */
export interface Revision {
  /** What is counted: a module may have several firmwares, each with a version of its own. */
  readonly of: string;
  readonly numbers: readonly number[];
}

/** For which firmware a quirk holds. Both ends belong to it: `to: 2.1` takes in 2.1.0 and 2.1.9. */
export interface FirmwareRange {
  /** The firmware begins like this: `BG96MAR03`. */
  readonly prefix?: string;
  readonly from?: string;
  readonly to?: string;
}

/** What a family says of its firmware. */
export interface RevisionReader {
  /** Every revision that a text names; none where it names no revision. */
  readonly readRevisions: (text: string) => readonly Revision[];
  /** How one is written, for messages: `R02A07`. */
  readonly revisionExample: string;
}

/** Negative where the module's is older. A bound with fewer numbers says nothing of the others. */
function compare(own: Revision, bound: Revision): number {
  for (const [index, wanted] of bound.numbers.entries()) {
    const difference = (own.numbers[index] ?? 0) - wanted;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a firmware is in a range. One that cannot be read is in none that has an end. */
export function isInRange(firmware: string, { prefix, from, to }: FirmwareRange, reader: RevisionReader): boolean {
  if (prefix !== undefined && !firmware.toLowerCase().startsWith(prefix.toLowerCase())) return false;
  const own = reader.readRevisions(firmware);
  const fits = (bound: string | undefined, isRight: (difference: number) => boolean): boolean => {
    if (bound === undefined) return true;
    const [wanted] = reader.readRevisions(bound);
    const found = own.find((each) => each.of === wanted?.of);
    return wanted !== undefined && found !== undefined && isRight(compare(found, wanted));
  };
  return fits(from, (difference) => difference >= 0) && fits(to, (difference) => difference <= 0);
}

/** A range in words: `R02A07 or later`. */
export function rangeWords({ prefix, from, to }: FirmwareRange): string {
  const ends =
    from === undefined
      ? to === undefined
        ? undefined
        : `${to} or earlier`
      : to === undefined
        ? `${from} or later`
        : `${from} to ${to}`;
  return [prefix === undefined ? undefined : `${prefix}...`, ends].filter((part) => part !== undefined).join(', ');
}
