/** One argument as it was typed. */
interface Argument {
  readonly text: string;
  readonly quoted: boolean;
}

/** How a command was put: `AT+X`, `AT+X=1`, `AT+X?`, `AT+X=?`. */
type CommandForm = 'run' | 'set' | 'read' | 'test';

/** One command of a command line. */
export interface Command {
  /** In capitals: `+CREG`, `E`, `&F`, `S3`. */
  readonly name: string;
  readonly form: CommandForm;
  readonly args: readonly Argument[];
}

/** The commands of a line; `broken` when what follows them cannot be read. */
export interface ParsedLine {
  readonly commands: readonly Command[];
  readonly broken: boolean;
}

const noArguments: readonly Argument[] = [];

/** The index of the next `;` outside quotes, or the end. */
function endOfCommand(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === ';' && !quoted) return at;
  }
  return text.length;
}

function splitArguments(text: string): readonly Argument[] | undefined {
  const args: Argument[] = [];
  let rest = text;
  for (;;) {
    const match = /^ *(?:"([^"]*)" *|([^",]*))(,|$)/.exec(rest);
    if (match === null) return undefined;
    const quoted = match[1] !== undefined;
    args.push({ text: quoted ? (match[1] ?? '') : (match[2] ?? '').trim(), quoted });
    if (match[3] === '') return args;
    rest = rest.slice(match[0].length);
  }
}

function extendedCommand(text: string): Command | undefined {
  const match = /^([+^$#*][A-Za-z0-9_!%\-./:]+) *(\?|=\?|=|$)(.*)$/s.exec(text);
  if (match === null) return undefined;
  const name = (match[1] ?? '').toUpperCase();
  const rest = match[3] ?? '';
  if (match[2] === '=') {
    const args = splitArguments(rest);
    return args === undefined ? undefined : { name, form: 'set', args };
  }
  if (rest.trim() !== '') return undefined;
  const form = match[2] === '?' ? 'read' : match[2] === '=?' ? 'test' : 'run';
  return { name, form, args: noArguments };
}

// ITU-T V.250 5.3.1: a letter, or & and a letter, then digits; S-parameters take ? and =. D takes the rest of the line.
const basicCommand = /^(?:(S\d{1,3})(?:(\?)|=(\d*))|(&?[A-Z])(\d*))/i;

function parseBasic(text: string): { readonly command: Command; readonly length: number } | undefined {
  if (/^d/i.test(text)) {
    return { command: { name: 'D', form: 'set', args: [{ text: text.slice(1), quoted: false }] }, length: text.length };
  }
  const match = basicCommand.exec(text);
  if (match === null) return undefined;
  const [whole, parameter, question, value, letter, digits] = match;
  if (parameter !== undefined) {
    const args = question === undefined ? [{ text: value ?? '', quoted: false }] : noArguments;
    const form = question === undefined ? 'set' : 'read';
    return { command: { name: parameter.toUpperCase(), form, args }, length: whole.length };
  }
  const args = digits === undefined || digits === '' ? noArguments : [{ text: digits, quoted: false }];
  return {
    command: { name: (letter ?? '').toUpperCase(), form: args.length === 0 ? 'run' : 'set', args },
    length: whole.length,
  };
}

/**
 * Reads what stands between `AT` and the CR: basic commands one behind the other, extended ones parted by `;`
 * (ITU-T V.250 5.4.1).
 */
export function parseLine(body: string): ParsedLine {
  const commands: Command[] = [];
  let at = 0;
  while (at < body.length) {
    const next = body[at] ?? '';
    if (next === ' ' || next === ';') {
      at += 1;
    } else if (/[A-Za-z&]/.test(next)) {
      const basic = parseBasic(body.slice(at));
      if (basic === undefined) return { commands, broken: true };
      commands.push(basic.command);
      at += basic.length;
    } else {
      const end = endOfCommand(body, at);
      const command = extendedCommand(body.slice(at, end));
      if (command === undefined) return { commands, broken: true };
      commands.push(command);
      at = end + 1;
    }
  }
  return { commands, broken: false };
}
