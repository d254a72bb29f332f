/**
 * Every error that atlink raises, on one screen.
 *
 * An error is a bug report: a code to switch on, where it happened, the last lines of the wire (secrets hidden)
 * and what to do next.
 */

/** What went wrong with the byte pipe. */
export type TransportErrorCode =
  | 'PORT_MISSING'
  | 'PORT_BUSY'
  | 'PORT_DENIED'
  | 'PORT_LOST'
  | 'PORT_FAILED'
  | 'PORT_CLOSED';

/** What went wrong between a command and its final result code. */
export type AtErrorCode =
  | 'AT_TIMEOUT'
  | 'AT_REFUSED'
  | 'AT_EQUIPMENT'
  | 'AT_MESSAGE'
  | 'AT_GARBLED'
  | 'AT_OUT_OF_STEP'
  | 'AT_QUEUE_FULL'
  | 'AT_DATA_MODE'
  | 'AT_RESET';

/** What a driver could not do. */
export type DriverErrorCode =
  | 'MODULE_UNKNOWN'
  | 'STARTUP_FAILED'
  | 'SIM_MISSING'
  | 'SIM_LOCKED'
  | 'SIM_BLOCKED'
  | 'SIM_PIN_REFUSED'
  | 'REGISTRATION_DENIED'
  | 'BEARER_REFUSED'
  | 'FEATURE_MISSING';

/** The codes of Node.js (and POSIX) for what happens to sockets. */
export type SocketErrorCode =
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'ECONNABORTED'
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'EHOSTUNREACH'
  | 'EMFILE'
  | 'EMSGSIZE'
  | 'ENETDOWN'
  | 'ENETUNREACH'
  | 'ENOBUFS'
  | 'ENOTCONN'
  | 'ENOTFOUND'
  | 'EOPNOTSUPP'
  | 'EPIPE'
  | 'EPROTO'
  | 'ETIMEDOUT';

/** The codes of the control API, as in Zephyr (there negative errno values). */
export type ControlErrorCode = 'ENOTSUP' | 'EINVAL' | 'ENOPROTOOPT' | 'ENOBUFS' | 'EALREADY' | 'EIO' | 'ENETDOWN';

/** The caller's own mistakes: thrown at once, never retried. */
export type UsageErrorCode = 'USAGE' | 'UNSAFE_ARGUMENT' | 'CLOSED';

export type AtlinkErrorCode =
  | TransportErrorCode
  | AtErrorCode
  | DriverErrorCode
  | ControlErrorCode
  | UsageErrorCode
  | SocketErrorCode;

export interface ErrorDetails {
  /** The error underneath, kept as it came. */
  readonly cause?: unknown;
  /** Where it happened: a port, an interface, a command (without its secrets). */
  readonly where?: string;
  /** What a person would do about it, one sentence. */
  readonly hint?: string;
  /** The last lines of the wire, oldest first, secrets hidden. */
  readonly transcript?: readonly string[];
}

/** The root of the tree: `code` says which error it is, `message` says it to a person. */
export class AtlinkError extends Error {
  readonly code: AtlinkErrorCode;
  readonly where: string | undefined;
  readonly hint: string | undefined;
  readonly transcript: readonly string[];

  constructor(code: AtlinkErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.where = details.where;
    this.hint = details.hint;
    this.transcript = details.transcript ?? [];
  }
}

/** The byte pipe failed. */
export class TransportError extends AtlinkError {
  declare readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** The caller asked for something that cannot be: never retried. */
export class UsageError extends AtlinkError {
  declare readonly code: UsageErrorCode;

  constructor(message: string, details?: ErrorDetails, code: UsageErrorCode = 'USAGE') {
    super(code, message, details);
  }
}

/** A module could not be identified, set up or attached. */
export class DriverError extends AtlinkError {
  declare readonly code: DriverErrorCode;

  constructor(code: DriverErrorCode, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** A call of the control API was refused; the codes are Zephyr's errno names. */
export class ControlError extends AtlinkError {
  declare readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** Whatever was thrown, as text for a log or a message. */
export function messageOf(thrown: unknown): string {
  // Errors born in native code may come from another realm: look at the shape, not at the class.
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) return String(thrown.message);
  return String(thrown);
}
