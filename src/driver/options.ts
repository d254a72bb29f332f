import { ControlError } from '../base/errors.ts';

/** One option of a driver: what it takes, and whether it is a secret. */
export interface OptionDefinition<Value> {
  /** What it means and takes, for messages and `--help`: `the access point name, up to 100 characters`. */
  readonly title: string;
  /** Never shown, logged, or given back. */
  readonly secret?: boolean;
  /** Makes the value out of what was given, or throws an {@link OptionRefusal}. */
  readonly read: (given: unknown) => Value;
}

/** A table of options; its keys are the names. */
export type OptionTable<Values> = { readonly [Name in keyof Values]: OptionDefinition<Values[Name]> };

/** Thrown by `read`: what would be right. */
export class OptionRefusal extends Error {
  readonly code: 'EINVAL' | 'ENOBUFS';

  constructor(wanted: string, code: 'EINVAL' | 'ENOBUFS' = 'EINVAL') {
    super(wanted);
    this.code = code;
  }
}

/** The options of one module, each settable before connect and changeable at any time (G3, G4). */
export class Options<Values extends object> {
  readonly #table: OptionTable<Values>;
  readonly #where: string;
  #values: Partial<Values> = {};

  /** @param where whose they are, for messages */
  constructor(table: OptionTable<Values>, where: string, initial: Readonly<Record<string, unknown>> = {}) {
    this.#table = table;
    this.#where = where;
    for (const [name, value] of Object.entries(initial)) if (value !== undefined) this.set(name, value);
  }

  /** @throws ControlError `ENOPROTOOPT`, `EINVAL`, `ENOBUFS`; the value itself never stands in the message */
  set(name: string, given: unknown): void {
    const key = this.#known(name);
    const definition = this.#table[key];
    try {
      this.#values = { ...this.#values, [key]: definition.read(given) };
    } catch (thrown) {
      if (!(thrown instanceof OptionRefusal)) throw thrown;
      const shown = definition.secret === true ? '' : ` ${JSON.stringify(given)}`;
      throw new ControlError(thrown.code, `the option ${name} does not take${shown || ' this value'}`, {
        where: this.#where,
        hint: `It takes ${thrown.message}.`,
      });
    }
  }

  /** What was set; a secret comes back as `***`. @throws ControlError `ENOPROTOOPT` */
  shown(name: string): unknown {
    const key = this.#known(name);
    const value = this.#values[key];
    return value !== undefined && this.#table[key].secret === true ? '***' : value;
  }

  get values(): Partial<Values> {
    return this.#values;
  }

  get names(): readonly string[] {
    return Object.keys(this.#table);
  }

  #known(name: string): keyof Values & string {
    if (Object.hasOwn(this.#table, name)) return name as keyof Values & string;
    throw new ControlError('ENOPROTOOPT', `there is no option ${JSON.stringify(name)}`, {
      where: this.#where,
      hint: `The options are ${this.names.join(', ')}.`,
    });
  }
}

/** A text of at most `maxBytes` bytes of UTF-8 without control characters or double quotes. */
export function textOption(
  title: string,
  maxBytes: number,
  more: { readonly secret?: boolean } = {},
): OptionDefinition<string> {
  return {
    title,
    ...more,
    read: (given) => {
      if (typeof given !== 'string') throw new OptionRefusal('a text');
      if (/[\x00-\x1f\x7f"]/.test(given))
        throw new OptionRefusal('a text without control characters and double quotes');
      if (Buffer.byteLength(given) > maxBytes) throw new OptionRefusal(`at most ${maxBytes} bytes`, 'ENOBUFS');
      return given;
    },
  };
}

/** Digits, between `min` and `max` of them. */
export function digitsOption(
  title: string,
  min: number,
  max: number,
  more: { readonly secret?: boolean } = {},
): OptionDefinition<string> {
  return {
    title,
    ...more,
    read: (given) => {
      const wanted = `${min} to ${max} digits, as a text`;
      if (typeof given !== 'string' || !/^\d+$/.test(given) || given.length < min) throw new OptionRefusal(wanted);
      if (given.length > max) throw new OptionRefusal(wanted, 'ENOBUFS');
      return given;
    },
  };
}

/** One of some words. */
export function choiceOption<Choice extends string>(
  title: string,
  choices: readonly Choice[],
): OptionDefinition<Choice> {
  return {
    title,
    read: (given) => {
      const found = choices.find((choice) => choice === given);
      if (found === undefined) throw new OptionRefusal(`one of ${choices.join(', ')}`);
      return found;
    },
  };
}
