import type { DataMode } from './data-mode.ts';
import type { InputRequest, Typed } from './typed-input.ts';

/**
 * What a command handler says, as a value: lines and a result now, an answer later, bytes it wants first, or nothing
 * for ever. The interpreter turns it into bytes, so that no handler writes to the line by itself.
 */
export type Answer = Said | Later | Pending | Input | Data | Never;

/** Information lines and the final result code of one command. */
export interface Said {
  readonly kind: 'said';
  readonly lines: readonly string[];
  /** Behind the lines, as it is: counted data with their header. */
  readonly raw?: readonly Uint8Array[];
  /** A number is a `+CME ERROR`, worded as `AT+CMEE` asks for; `+CMS ERROR` has one form only (3GPP TS 27.005 3.2.5). */
  readonly result: 'OK' | 'ERROR' | 'NO CARRIER' | 'SEND OK' | 'SEND FAIL' | `+CMS ERROR: ${number}` | number;
  /** Runs when the whole command line was answered: what happens, or is announced, after it. */
  readonly afterwards?: () => void;
}

/** The port stays busy for `delayMs` milliseconds; what is said then is found out then. */
export interface Later {
  readonly kind: 'later';
  readonly delayMs: number;
  readonly then: () => Answer;
}

/** The port stays busy until something happened; `settle` is called once. */
export interface Pending {
  readonly kind: 'pending';
  readonly start: (settle: (answer: Answer) => void) => void;
}

/** A prompt, and what follows once the host gave what is asked for. */
export interface Input {
  readonly kind: 'input';
  readonly request: InputRequest;
  readonly take: (typed: Typed) => Answer;
}

/** The port goes over to data. */
export interface Data {
  readonly kind: 'data';
  readonly result: `CONNECT${string}`;
  readonly mode: DataMode;
}

/** No final result code ever comes: a firmware that hangs. */
export interface Never {
  readonly kind: 'never';
}

export const ok: Said = { kind: 'said', lines: [], result: 'OK' };
export const error: Said = { kind: 'said', lines: [], result: 'ERROR' };
export const never: Never = { kind: 'never' };

/** Lines and `OK`. */
export function say(...lines: readonly string[]): Said {
  return { kind: 'said', lines, result: 'OK' };
}

/** `OK`, and something that follows it. */
export function okThen(afterwards: () => void): Said {
  return { kind: 'said', lines: [], result: 'OK', afterwards };
}

/** `+CME ERROR: <code>`, worded as `AT+CMEE` asks for. */
export function cme(code: number): Said {
  return { kind: 'said', lines: [], result: code };
}

export function later(delayMs: number, then: () => Answer): Later {
  return { kind: 'later', delayMs, then };
}

export function pending(start: Pending['start']): Pending {
  return { kind: 'pending', start };
}
