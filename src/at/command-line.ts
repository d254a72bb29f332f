import { UsageError } from '../base/errors.ts';

declare const made: unique symbol;

/** A command line that the grammar made: the only thing a channel sends. Its terminator is the channel's to add. */
export interface CommandLine {
  /** Only the functions of this file make one, so nothing that was concatenated reaches a module. */
  readonly [made]: true;
  /** One character a byte, with the leading `AT`. */
  readonly wire: string;
  /** The same for people: secrets hidden. */
  readonly shown: string;
  /** The hidden values as they go over the wire, so that an echo of them can be hidden too. */
  readonly secrets: readonly string[];
  /** Whether its last command is an extended one, which a semicolon has to end before another follows on the line. */
  readonly endsExtended: boolean;
}

/** A value that is written as given, without quotes: `0XFFFF`, a bit string. Letters, digits and `.:*#-` alone. */
export interface Token {
  readonly token: string;
}

/**
 * A text for modules that take backslash escapes inside quotes. On such a module every text that a person may choose has
 * to be one: in a plain text, a backslash at the end would take the closing quote with it.
 */
export interface Escaped {
  readonly escaped: string;
}

/** A certificate or key as text, for modules that take it in quotes, line ends and all. Only ever a secret's content. */
export interface PemText {
  readonly pem: string;
}

/** A value that never reaches a log or a trace. */
export interface Secret {
  readonly secret: string | Token | Escaped | PemText;
}

/** A value of a command: numbers go bare, texts in quotes; undefined leaves its place empty. */
export type Argument = number | string | Token | Escaped | Secret | undefined;

export const token = (text: string): Token => ({ token: text });
export const escaped = (text: string): Escaped => ({ escaped: text });
export const secret = (value: string | Token | Escaped): Secret => ({ secret: value });

// RFC 7468: armour, lines of base64, armour; several in a row make a chain.
const pemBlocks = /^(?:-----BEGIN ([A-Z0-9 ]+)-----\n(?:[A-Za-z0-9+/]+={0,2}\n)+-----END \1-----\n)+$/;

/**
 * A certificate, a key, or a chain of certificates, as PEM (RFC 7468). Always a secret. It is the one text that may hold
 * line ends, so nothing else is let through: armour and base64 alone. Its lines end in LF on the wire, never in CR, which
 * some modules take for the end of the command even inside quotes.
 *
 * @throws UsageError `UNSAFE_ARGUMENT`, without any of the text
 */
export function pem(text: string): Secret {
  const lines = text
    .split(/\r\n|[\r\n]/)
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const normal = `${lines.join('\n')}\n`;
  if (!pemBlocks.test(normal)) refuse('this text is not PEM', 'It begins with -----BEGIN and holds base64 alone.');
  return { secret: { pem: normal } };
}

const hidden = '***';

function refuse(what: string, hint: string): never {
  throw new UsageError(what, { hint }, 'UNSAFE_ARGUMENT');
}

/** Refuses what could end the line, or the argument, before its time. Messages name the place, not the value. */
function checkText(text: string, backslash: boolean): void {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit === 0x7f) {
      const name = `0x${unit.toString(16).padStart(2, '0')}`;
      refuse(`character ${index + 1} of a command's text is the control character ${name}`, 'Leave it out.');
    }
  }
  if (!backslash && text.includes('"')) {
    refuse(
      `character ${text.indexOf('"') + 1} of a command's text is a double quote`,
      'This module has no way to quote one.',
    );
  }
}

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

function encode(argument: Exclude<Argument, Secret> | PemText): string {
  if (argument === undefined) return '';
  if (typeof argument === 'number') {
    if (!Number.isSafeInteger(argument)) refuse(`${argument} is no whole number`, 'Commands take whole numbers.');
    return String(argument);
  }
  if (typeof argument === 'string') {
    checkText(argument, false);
    return `"${utf8(argument)}"`;
  }
  // Checked again: an object of this shape may not have come from `pem`.
  if ('pem' in argument) return pemBlocks.test(argument.pem) ? `"${argument.pem}"` : refuse('not PEM', 'Use pem().');
  if ('escaped' in argument) {
    checkText(argument.escaped, true);
    return `"${utf8(argument.escaped.replaceAll(/[\\",]/g, '\\$&'))}"`;
  }
  if (!/^[A-Za-z0-9.:*#-]+$/.test(argument.token)) {
    refuse('an unquoted value holds something else than letters, digits and .:*#-', 'Check the value.');
  }
  return argument.token;
}

function line(
  wire: string,
  shown = wire,
  secrets: readonly string[] = [],
  endsExtended = /^[+%#^$*]/.test(wire),
): CommandLine {
  return { wire: `AT${wire}`, shown: `AT${shown}`, secrets, endsExtended } as CommandLine;
}

function checkName(name: string): string {
  if (!/^[+%#^$*&]?[A-Za-z][A-Za-z0-9_]*$/.test(name))
    throw new UsageError(`${JSON.stringify(name)} is no command name`);
  return name;
}

/** `AT`, the command that does nothing. */
export const attention: CommandLine = line('');

/** A basic command with its number: `basic('E', 0)` is `ATE0`; 3GPP TS 27.007, 4.1 and ITU-T V.250. */
export function basic(name: string, value?: number): CommandLine {
  return line(checkName(name) + encode(value));
}

/** `exec('+CGMI')` is `AT+CGMI`. */
export const exec = (name: string): CommandLine => line(checkName(name));

/** `read('+CEREG')` is `AT+CEREG?`. */
export const read = (name: string): CommandLine => line(`${checkName(name)}?`);

/** `test('+COPS')` is `AT+COPS=?`. */
export const test = (name: string): CommandLine => line(`${checkName(name)}=?`);

/** `set('+CGDCONT', 1, 'IP', 'internet')` is `AT+CGDCONT=1,"IP","internet"`. Empty places at the end are dropped. */
export function set(name: string, ...values: readonly Argument[]): CommandLine {
  const last = values.findLastIndex((value) => value !== undefined);
  const given = values.slice(0, last + 1);
  const isSecret = (value: Argument): value is Secret => typeof value === 'object' && 'secret' in value;
  const wire = given.map((value) => encode(isSecret(value) ? value.secret : value));
  const shown = given.map((value, index) => (isSecret(value) ? hidden : wire[index]));
  const secrets = wire.filter((_, index) => isSecret(given[index]));
  return line(`${checkName(name)}=${wire.join(',')}`, `${name}=${shown.join(',')}`, secrets);
}

/**
 * Several commands on one line, as V.250 has it: `ATE0+CMEE=1;&D0`. The module stops at the first that fails and gives
 * one final result code for all.
 */
export function concatenate(...lines: readonly CommandLine[]): CommandLine {
  const given = lines.filter(({ wire }) => wire !== attention.wire);
  let wire = '';
  let shown = '';
  let gap = '';
  for (const each of given) {
    wire += gap + each.wire.slice(2);
    shown += gap + each.shown.slice(2);
    // An extended command has to be ended by a semicolon before another one begins; a basic one must not be.
    gap = each.endsExtended ? ';' : '';
  }
  return line(
    wire,
    shown,
    given.flatMap(({ secrets }) => secrets),
    gap !== '',
  );
}
