import { errorCode } from './answer.ts';
import type { Command } from './parse-command.ts';

/** Thrown while a handler reads its arguments: the command is answered with `ERROR` and this code. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`refused with 0x${code.toString(16)}`);
    this.code = code;
  }
}

const isMissing = (command: Command, index: number): boolean => {
  const argument = command.args[index];
  return argument === undefined || (argument.text === '' && !argument.quoted);
};

/** Checks how many arguments there are. @throws Refusal */
export function countArguments(command: Command, fewest: number, most = fewest): void {
  const given = command.args.length;
  if (given >= fewest && given <= most) return;
  throw new Refusal(errorCode.count | ((given < fewest ? fewest : most) << 8) | Math.min(given, 0xff));
}

/** A whole number from `lowest` to `highest`; `fallback` when it is left out. @throws Refusal */
export function numberAt(command: Command, index: number, lowest: number, highest: number, fallback?: number): number {
  const argument = command.args[index];
  if (isMissing(command, index)) {
    if (fallback !== undefined) return fallback;
    throw new Refusal(errorCode.type | index);
  }
  if (argument === undefined || argument.quoted || !/^-?\d{1,10}$/.test(argument.text)) {
    throw new Refusal(errorCode.type | index);
  }
  const value = Number(argument.text);
  if (value < lowest || value > highest) throw new Refusal(errorCode.invalid | index);
  return value;
}

/** A quoted text of at most `longest` bytes; undefined when it is left out. @throws Refusal */
export function optionalText(command: Command, index: number, longest: number): string | undefined {
  const argument = command.args[index];
  if (argument === undefined || isMissing(command, index)) return undefined;
  if (!argument.quoted) throw new Refusal(errorCode.type | index);
  if (argument.text.length > longest) throw new Refusal(errorCode.length | index);
  return argument.text;
}

/** A quoted text that has to be there. @throws Refusal */
export function textAt(command: Command, index: number, longest: number): string {
  const text = optionalText(command, index, longest);
  if (text === undefined) throw new Refusal(errorCode.type | index);
  return text;
}

/** A quoted IPv4 address. @throws Refusal */
export function addressAt(command: Command, index: number): string {
  const text = textAt(command, index, 15);
  const valid = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256);
  if (!valid) throw new Refusal(errorCode.invalid | index);
  return text;
}

/** A quoted MAC address, in small letters. @throws Refusal */
export function macAt(command: Command, index: number): string {
  const text = textAt(command, index, 17).toLowerCase();
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text)) throw new Refusal(errorCode.invalid | index);
  return text;
}
