/**
 * What a command handler says, as a value: lines and a result now, an answer later, or nothing for ever. The session
 * turns it into bytes, so that no handler writes to the line by itself.
 */
export type Answer = Said | Later | Waiting | Never;

/** Information lines and the final result code of one command. */
export interface Said {
  readonly kind: 'said';
  readonly lines: readonly string[];
  /** What follows the lines as it is, each piece in a write of its own: payload, and what has a frame of its own. */
  readonly output?: readonly (string | Uint8Array)[];
  /** A number is a `+CME ERROR`, worded as `AT+CMEE` asks for. */
  readonly result: 'OK' | 'ERROR' | number;
  /** Runs when the final result code was written. */
  readonly afterwards?: () => void;
}

/** The answer is found out `delayMs` milliseconds after the command came. */
export interface Later {
  readonly kind: 'later';
  readonly delayMs: number;
  readonly then: () => Answer;
}

/** The answer comes when something else happened; nothing else runs meanwhile. */
export interface Waiting {
  readonly kind: 'waiting';
  /** Called once; `settle` may be called within the call, or never. */
  readonly begin: (settle: (answer: Answer) => void) => void;
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

/** Lines and `ERROR`. */
export function fail(...lines: readonly string[]): Said {
  return { kind: 'said', lines, result: 'ERROR' };
}

/** Pieces that are written as they are, and `OK`. */
export function put(...output: readonly (string | Uint8Array)[]): Said {
  return { kind: 'said', lines: [], output, result: 'OK' };
}

/** `OK`, and something that follows it. */
export function okThen(afterwards: () => void): Said {
  return { kind: 'said', lines: [], result: 'OK', afterwards };
}

/** `+CME ERROR: <code>`, or plain `ERROR` while `AT+CMEE` is 0. */
export function cme(code: number): Said {
  return { kind: 'said', lines: [], result: code };
}

export function waiting(begin: (settle: (answer: Answer) => void) => void): Waiting {
  return { kind: 'waiting', begin };
}

export function later(delayMs: number, then: () => Answer): Later {
  return { kind: 'later', delayMs, then };
}
