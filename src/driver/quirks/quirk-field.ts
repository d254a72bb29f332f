import { OptionRefusal } from '../options.ts';

/** One field of a dialect that a quirk may change: what it means, and what it takes. */
export interface QuirkField<Value> {
  /** For people, with its unit: `how long a search may take, in milliseconds`. */
  readonly title: string;
  /** What it takes, for people: `true or false`. */
  readonly takes: string;
  /** @throws OptionRefusal that says what would be right */
  readonly read: (given: unknown) => Value;
}

/** The fields of a dialect that quirks may change. The others say what a module is, and stay as they are. */
export type QuirkFields<Dialect> = { readonly [Name in keyof Dialect]?: QuirkField<Dialect[Name]> };

const oneOf = <Value>(
  title: string,
  takes: string,
  find: (given: unknown) => Value | undefined,
): QuirkField<Value> => ({
  title,
  takes,
  read: (given) => {
    const found = find(given);
    if (found === undefined) throw new OptionRefusal(takes);
    return found;
  },
});

/** Yes or no. */
export const flagField = (title: string): QuirkField<boolean> =>
  oneOf(title, 'true or false', (given) => (typeof given === 'boolean' ? given : undefined));

/** A whole number. */
export const numberField = (title: string, min: number, max: number): QuirkField<number> =>
  oneOf(title, `a whole number from ${min} to ${max}`, (given) =>
    typeof given === 'number' && Number.isInteger(given) && given >= min && given <= max ? given : undefined,
  );

/** One of some words or numbers. */
export const choiceField = <const Choice extends string | number>(
  title: string,
  choices: readonly Choice[],
): QuirkField<Choice> =>
  oneOf(title, `one of ${choices.join(', ')}`, (given) => choices.find((choice) => choice === given));
