import { type Command, command, order, set, token } from '../../src/at/index.ts';
import type { ModuleLine } from '../../src/driver/index.ts';

const shortMs = 2000;

/** The two commands that hold what a module is configured with; the module saves it. */
export type ConfigurationCommand = '+QCFG' | '+QNWPREFCFG';

/** One item of the configuration, with its values as they are written. */
export interface ConfigurationItem {
  readonly command: ConfigurationCommand;
  readonly name: string;
  readonly values: readonly string[];
}

/** `AT+QCFG="<item>"`: the values of an item as texts; undefined where the module says nothing. */
export const readConfiguration = (name: ConfigurationCommand, item: string): Command<readonly string[] | undefined> =>
  command({
    line: set(name, item),
    timeoutMs: shortMs,
    lines: {
      [name]: (params) => {
        if (params.text().toLowerCase() !== item.toLowerCase()) return undefined;
        const values: string[] = [];
        while (params.left > 0) values.push(params.optionalText() ?? '');
        return values;
      },
    },
    result: ({ lines }) => lines[name]?.[0],
  });

const withoutZeros = (value: string): string =>
  value
    .replace(/^0x/i, '')
    .replace(/^0+(?=.)/, '')
    .toLowerCase();

/** A leading zero may be lost in what a module gives back, and hexadecimal come with or without `0x`. */
const isSameValue = (one: string, other: string): boolean => withoutZeros(one) === withoutZeros(other);

/** Writes an item unless it is so already: it is kept in flash, which wears out. The change counts at once. */
export async function configure(line: ModuleLine, item: ConfigurationItem, signal: AbortSignal): Promise<void> {
  const { command: name, name: key, values } = item;
  const now = await line.run(readConfiguration(name, key), signal);
  if (now !== undefined && values.every((value, index) => isSameValue(value, now[index] ?? ''))) return;
  const effect = name === '+QCFG' ? [1] : [];
  await line.run(order(set(name, key, ...values.map(token), ...effect), shortMs), signal);
}
