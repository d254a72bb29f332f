/** One argument as it was typed. */
export interface Argument {
  readonly text: string;
  readonly quoted: boolean;
}

/** How a command was put: `AT+X`, `AT+X=1`, `AT+X?`, `AT+X=?`. */
export type CommandForm = 'run' | 'set' | 'read' | 'test';

/** One command, and there is only one in a line. */
export interface Command {
  /** In capitals with its sign: `+CFUN`, `%XSIM`, `#XRESET`; empty for a bare `AT`. */
  readonly name: string;
  readonly form: CommandForm;
  readonly args: readonly Argument[];
}

const noArguments: readonly Argument[] = [];

function splitArguments(text: string): readonly Argument[] | undefined {
  const args: Argument[] = [];
  let rest = text;
  for (;;) {
    // Text in quotes may hold line ends: that is how certificates come.
    const match = /^ *(?:"([^"]*)" *|([^",]*))(,|$)/.exec(rest);
    if (match === null) return undefined;
    const quoted = match[1] !== undefined;
    args.push({ text: quoted ? (match[1] ?? '') : (match[2] ?? '').trim(), quoted });
    if (match[3] === '') return args;
    rest = rest.slice(match[0].length);
  }
}

/** Reads one command line from `AT` on; undefined when it is none. */
export function parseCommand(line: string): Command | undefined {
  const match = /^AT(?:([+%#][A-Z0-9_]+)(\?|=\?|=|)([\s\S]*))?$/i.exec(line.trim());
  if (match === null) return undefined;
  const name = (match[1] ?? '').toUpperCase();
  const rest = match[3] ?? '';
  if (match[2] === '=') {
    const args = splitArguments(rest);
    return args === undefined ? undefined : { name, form: 'set', args };
  }
  if (rest !== '') return undefined;
  const form = match[2] === '?' ? 'read' : match[2] === '=?' ? 'test' : 'run';
  return { name, form, args: noArguments };
}

/** The text of argument `index`; undefined when it is missing or empty without quotes. */
export function textAt(command: Command, index: number): string | undefined {
  const argument = command.args[index];
  if (argument === undefined) return undefined;
  return argument.text === '' && !argument.quoted ? undefined : argument.text;
}

/** A whole number from `lowest` to `highest`; undefined when it is anything else. */
export function numberAt(command: Command, index: number, lowest: number, highest: number): number | undefined {
  const argument = command.args[index];
  if (argument === undefined || argument.quoted || !/^\d{1,10}$/.test(argument.text)) return undefined;
  const value = Number(argument.text);
  return value >= lowest && value <= highest ? value : undefined;
}

/** A whole number that may be negative; undefined when it is anything else. */
export function integerAt(command: Command, index: number, lowest: number, highest: number): number | undefined {
  const argument = command.args[index];
  if (argument === undefined || argument.quoted || !/^-?\d{1,10}$/.test(argument.text)) return undefined;
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
