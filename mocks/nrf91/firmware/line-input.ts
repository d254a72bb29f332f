import type { Terminator } from './rules.ts';

/** Who is told of what was typed. */
export interface LineListener {
  /** A byte came that an echo would return. */
  echo(byte: number): void;
  /** The line is complete; never called with an empty one. */
  line(text: string): void;
  /** The line is longer than the buffer. */
  tooLong(): void;
}

/** A line discipline: bytes in, lines out. */
export interface LineInput {
  take(byte: number): void;
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
export const quote = 0x22;

export function isRubout(byte: number): boolean {
  return byte === 0x08 || byte === 0x7f;
}

/** Whether `byte` ends the line; with CR LF it does behind a CR that is in the line already. */
export function endsLine(terminator: Terminator, byte: number, previous: number, length: number): boolean {
  if (terminator === 'cr') return byte === carriageReturn;
  if (byte !== lineFeed) return false;
  return terminator === 'lf' || (previous === carriageReturn && length > 0);
}

/** One byte to one character, so that a text can be written as it was read. */
export function textOf(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('latin1');
}
