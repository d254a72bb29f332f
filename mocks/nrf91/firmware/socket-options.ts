import type { Answer } from '../answer.ts';
import { error, ok, say } from '../answer.ts';
import type { Command } from '../command.ts';
import { numberAt, quotedAt, textAt } from '../command.ts';
import type { ModemSocket } from '../sockets/modem-socket.ts';

interface OptionRule {
  readonly get: boolean;
  readonly set: boolean;
  readonly highest: number;
  readonly initial?: number;
  /** The only values there are. */
  readonly values?: readonly number[];
}

const seconds = 2_147_483;
const flagOption: OptionRule = { get: true, set: true, highest: 1 };

/** Socket options by number (`#XSOCKETOPT`). */
const plain: Readonly<Record<number, OptionRule>> = {
  2: { get: false, set: true, highest: 1 },
  20: { get: true, set: true, highest: seconds },
  21: { get: true, set: true, highest: seconds, initial: 30 },
  30: flagOption,
  31: flagOption,
  32: flagOption,
  40: { get: false, set: true, highest: 10 },
  55: { get: true, set: true, highest: 135 },
  61: { get: false, set: true, highest: 5 },
  62: flagOption,
};

// Serial Modem: what keeps a socket open when its bearer goes away.
const keepOpenOption = 34;

const hostName = 2;
const cipherUsed = 4;
export const peerVerifyOption = 5;
// TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, the modem's first choice.
const cipher = '0xc023';

/** Options of secure sockets by number (`#XSSOCKETOPT`). */
const secure: Readonly<Record<number, OptionRule>> = {
  [peerVerifyOption]: { get: true, set: true, highest: 2 },
  12: flagOption,
  13: { get: false, set: true, highest: 2_147_483_647 },
  14: { get: false, set: true, highest: 2 },
  15: { get: true, set: false, highest: 0 },
  18: { get: true, set: true, highest: 123, initial: 123, values: [1, 3, 7, 15, 31, 63, 123] },
};
const serialModemSecure: Readonly<Record<number, OptionRule>> = {
  ...secure,
  19: { get: false, set: true, highest: 1 },
  20: { get: false, set: true, highest: 1 },
  22: { get: true, set: true, highest: 2 },
};

/** How an application puts the option commands. */
export interface OptionDialect {
  readonly serialModem: boolean;
  /** Where <op> stands. */
  readonly from: number;
  /** A value as it is told. */
  shown(value: string | number): string;
}

function access(
  rules: Readonly<Record<number, OptionRule>>,
  values: Map<number, number>,
  command: Command,
  dialect: OptionDialect,
): Answer {
  const { from } = dialect;
  const name = numberAt(command, from + 1, 0, 999) ?? -1;
  const rule = rules[name];
  if (rule === undefined) return error;
  if (numberAt(command, from, 0, 1) === 0) {
    const extra = command.args.length > from + 2;
    return rule.get && !extra ? say(dialect.shown(values.get(name) ?? rule.initial ?? 0)) : error;
  }
  const value = numberAt(command, from + 2, 0, rule.highest);
  const possible = value !== undefined && (rule.values?.includes(value) ?? true);
  if (!rule.set || !possible || command.args.length !== from + 3) return error;
  values.set(name, value);
  return ok;
}

/** `#XSOCKETOPT`. */
export function plainOption(socket: ModemSocket, command: Command, dialect: OptionDialect): Answer {
  if (numberAt(command, dialect.from, 0, 1) === undefined) return error;
  const rules = dialect.serialModem ? { ...plain, [keepOpenOption]: flagOption } : plain;
  return access(rules, socket.options, command, dialect);
}

/** `#XSSOCKETOPT`. */
export function secureOption(socket: ModemSocket, command: Command, dialect: OptionDialect): Answer {
  const { from } = dialect;
  const operation = numberAt(command, from, 0, 1);
  const name = numberAt(command, from + 1, 0, 999);
  if (operation === undefined || socket.security === undefined) return error;
  if (name === hostName) {
    const wanted = quotedAt(command, from + 2) ?? textAt(command, from + 2);
    if (operation === 0 || wanted === undefined || command.args.length !== from + 3) return error;
    socket.hostname = wanted === '' || wanted === 'NULL' ? undefined : wanted;
    return ok;
  }
  if (name === cipherUsed) {
    const known = operation === 0 && socket.transport?.connected === true;
    return known ? say(dialect.shown(cipher)) : error;
  }
  return access(dialect.serialModem ? serialModemSecure : secure, socket.secureOptions, command, dialect);
}
