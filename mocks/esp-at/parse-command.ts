import { errorCode } from './answer.ts';

/** One argument as it was typed; an empty one holds a place. */
export interface Argument {
  readonly text: string;
  readonly quoted: boolean;
}

/** How a command was put: `AT+X`, `AT+X=1`, `AT+X?`, `AT+X=?`. */
export type CommandForm = 'run' | 'set' | 'read' | 'test';

/** A command line that could be read. */
export interface Command {
  /** Without `AT`: `+CWJAP`, `E0`, and nothing for `AT` itself. */
  readonly name: string;
  readonly form: CommandForm;
  readonly args: readonly Argument[];
}

/** A command, or the error code of a line that is none. */
export type ParsedLine = Command | { readonly code: number };

const empty: Argument = { text: '', quoted: false };

/** The end of the quoted string that begins at `from`, and its text without escapes; undefined when it has no end. */
function quoted(text: string, from: number): { readonly argument: Argument; readonly end: number } | undefined {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '"') return { argument: { text: value, quoted: true }, end: at + 1 };
    // A comma inside quotes has to be escaped like quotes and backslashes (ESP-AT user guide, AT command introduction).
    if (letter === ',') return undefined;
    if (letter === '\\') at += 1;
    value += text.charAt(at);
  }
  return undefined;
}

function unquoted(text: string, from: number): { readonly argument: Argument; readonly end: number } {
  const comma = text.indexOf(',', from);
  const end = comma === -1 ? text.length : comma;
  const value = text.slice(from, end);
  return { argument: value === '' ? empty : { text: value, quoted: false }, end };
}

/** The arguments, or the index of the one that cannot be read. */
function splitArguments(text: string): readonly Argument[] | number {
  const args: Argument[] = [];
  let at = 0;
  for (;;) {
    const part = text[at] === '"' ? quoted(text, at) : unquoted(text, at);
    if (part === undefined || (part.end < text.length && text[part.end] !== ',')) return args.length;
    args.push(part.argument);
    if (part.end >= text.length) return args;
    at = part.end + 1;
  }
}

/**
 * Reads a line without its CR LF. `anyCase` is whether `at+gmr` is understood as well.
 *
 * Source: ESP-AT user guide, "AT Command Types" and the notes on strings, escapes and omitted parameters.
 */
export function parseCommand(line: string, anyCase: boolean): ParsedLine {
  if (!(anyCase ? /^at/i : /^AT/).test(line)) return { code: errorCode.noAt };
  if (line.length === 2) return { name: '', form: 'run', args: [] };
  const match = /^(E[01]|\+[A-Z0-9_]+)(\?|=\?|=|)(.*)$/s.exec(anyCase ? upperHead(line.slice(2)) : line.slice(2));
  if (match === null) return { code: errorCode.unsupported };
  const [, name = '', mark, rest = ''] = match;
  if (mark === '=') {
    const args = splitArguments(rest);
    return typeof args === 'number' ? { code: errorCode.parse | args } : { name, form: 'set', args };
  }
  if (rest !== '') return { code: errorCode.unsupported };
  return { name, form: mark === '?' ? 'read' : mark === '=?' ? 'test' : 'run', args: [] };
}

/** The name in capitals; what follows it as it is. */
function upperHead(text: string): string {
  const head = /^[^=?]*/.exec(text)?.[0] ?? '';
  return head.toUpperCase() + text.slice(head.length);
}
