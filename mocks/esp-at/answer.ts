/**
 * What a command handler says, as a value: lines and a final result code now, an answer later, or a wait for bytes.
 * The interpreter turns it into bytes, so that no handler writes to the line by itself.
 */
export type Answer = Said | Later | Waiting | Prompt | DataPhase;

/** The final result codes. */
export type Final = 'OK' | 'ERROR' | 'FAIL' | 'SEND OK' | 'SEND FAIL' | 'SEND Canceled' | 'SEND CANCELLED';

export interface Said {
  readonly kind: 'said';
  /** Information lines, without their CR LF. */
  readonly lines: readonly string[];
  /** Text that is written as it is behind the lines: counted data, or lines with ends of their own. */
  readonly raw?: string | Buffer;
  readonly final: Final;
  /** No final result code. */
  readonly silent?: boolean;
  /** Follows information text without the usual blank line. */
  readonly bare?: boolean;
  /** `ERR CODE`, where the module tells it. */
  readonly code?: number;
  /** Runs right behind the final result code. */
  readonly afterwards?: () => void;
}

/** The module stays busy for `delayMs` milliseconds; what is said then is found out then. */
export interface Later {
  readonly kind: 'later';
  readonly delayMs: number;
  readonly then: () => Answer;
}

/** The module stays busy until `settle` is called; only the first call counts. */
export interface Waiting {
  readonly kind: 'waiting';
  readonly start: (settle: (answer: Answer) => void) => void;
}

/** `OK`, the prompt, and exactly `count` bytes from the host. */
export interface Prompt {
  readonly kind: 'prompt';
  readonly count: number;
  /** No `Recv` line. */
  readonly unconfirmed?: boolean;
  readonly take: (bytes: Uint8Array) => Answer;
}

/** Takes bytes of the host that are no command lines. */
export interface DataConsumer {
  /** Takes bytes; returns how many. What is left is a command line. */
  receive(bytes: Uint8Array): number;
}

/** `OK`, the prompt, and bytes from the host until whoever takes them says that it is over. */
export interface DataPhase {
  readonly kind: 'data';
  readonly begin: (finish: (answer: Answer) => void) => DataConsumer;
}

export const ok: Said = { kind: 'said', lines: [], final: 'OK' };

/** Lines and `OK`. */
export function say(...lines: readonly string[]): Said {
  return { kind: 'said', lines, final: 'OK' };
}

/** Lines and `ERROR`, with the code of the command that could not be done (ESP-AT user guide, AT+SYSLOG). */
export function failed(...lines: readonly string[]): Said {
  return { kind: 'said', lines, final: 'ERROR', code: errorCode.failed };
}

/** `ERROR` with a code. */
export function refused(code: number): Said {
  return { kind: 'said', lines: [], final: 'ERROR', code };
}

/** `OK`, and something that follows it. */
export function okThen(afterwards: () => void): Said {
  return { kind: 'said', lines: [], final: 'OK', afterwards };
}

export function later(delayMs: number, then: () => Answer): Later {
  return { kind: 'later', delayMs, then };
}

/** The codes of `ERR CODE:0x01ssxxxx` (ESP-AT user guide, AT+SYSLOG): ss is the kind, xxxx the rest. */
export const errorCode = {
  noTerminator: 0x01020000,
  noAt: 0x01030000,
  length: 0x01040000,
  type: 0x01050000,
  count: 0x01060000,
  invalid: 0x01070000,
  parse: 0x01080000,
  unsupported: 0x01090000,
  failed: 0x010a0000,
  busy: 0x010b0000,
  wrongForm: 0x010c0000,
} as const;
