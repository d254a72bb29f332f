import type { Command } from './parse-command.ts';

/** The text of argument `index`; undefined when it is missing or empty. */
export function textAt(command: Command, index: number): string | undefined {
  const argument = command.args[index];
  if (argument === undefined) return undefined;
  return argument.text === '' && !argument.quoted ? undefined : argument.text;
}

/** A whole number from `lowest` to `highest`; undefined when it is anything else. */
export function numberAt(command: Command, index: number, lowest: number, highest: number): number | undefined {
  const argument = command.args[index];
  if (argument === undefined || argument.quoted || !/^\d{1,9}$/.test(argument.text)) return undefined;
  const value = Number(argument.text);
  return value >= lowest && value <= highest ? value : undefined;
}

/** A quoted text; undefined when it is missing or not quoted. */
export function quotedAt(command: Command, index: number): string | undefined {
  const argument = command.args[index];
  return argument?.quoted === true ? argument.text : undefined;
}

/** The arguments as they were put, from `index` on. */
export function restAsTyped(command: Command, index: number): string {
  return command.args
    .slice(index)
    .map(({ text, quoted }) => (quoted ? `"${text}"` : text))
    .join(',');
}
