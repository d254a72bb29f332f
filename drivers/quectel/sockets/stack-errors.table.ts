import type { SocketErrorCode } from '../../../src/driver/index.ts';

/** What to do about an error of the module's TCP/IP stack, beside telling the caller. */
export type StackErrorRemedy =
  /** Busy: ask again a moment later. */
  | 'again'
  /** The number is taken: close it and take it. */
  | 'close'
  /** The context may be gone: look at it. */
  | 'bearer';

export interface StackError {
  readonly text: string;
  readonly code: SocketErrorCode;
  readonly remedy?: StackErrorRemedy;
}

/**
 * The errors of `+QIOPEN`, `+QSSLOPEN`, `AT+QIGETERROR`, `+QPING` and `dnsgip`, and what Node.js calls them. Source: the
 * tables of result codes in Quectel's TCP/IP application notes (BG95&BG77, BG96, EC200U&EG915U).
 */
export const stackErrors: ReadonlyMap<number, StackError> = new Map<number, StackError>([
  [550, { text: 'unknown error', code: 'ECONNABORTED' }],
  [551, { text: 'operation blocked', code: 'ECONNABORTED' }],
  [552, { text: 'invalid parameters', code: 'EOPNOTSUPP' }],
  [553, { text: 'memory not enough', code: 'EMFILE' }],
  [554, { text: 'create socket failed', code: 'EMFILE' }],
  [555, { text: 'operation not supported', code: 'EOPNOTSUPP' }],
  [556, { text: 'socket bind failed', code: 'EADDRINUSE' }],
  [557, { text: 'socket listen failed', code: 'EADDRINUSE' }],
  [558, { text: 'socket write failed', code: 'ECONNRESET' }],
  [559, { text: 'socket read failed', code: 'ECONNRESET' }],
  [560, { text: 'socket accept failed', code: 'ECONNABORTED' }],
  [561, { text: 'open PDP context failed', code: 'ENETDOWN', remedy: 'bearer' }],
  [562, { text: 'close PDP context failed', code: 'ENETDOWN', remedy: 'bearer' }],
  [563, { text: 'socket identity has been used', code: 'EMFILE', remedy: 'close' }],
  [564, { text: 'DNS busy', code: 'ETIMEDOUT', remedy: 'again' }],
  [565, { text: 'DNS parse failed', code: 'ENOTFOUND' }],
  [566, { text: 'socket connect failed', code: 'ECONNREFUSED' }],
  [567, { text: 'socket has been closed', code: 'ECONNRESET' }],
  [568, { text: 'operation busy', code: 'ETIMEDOUT', remedy: 'again' }],
  [569, { text: 'operation timeout', code: 'ETIMEDOUT' }],
  [570, { text: 'PDP context broken down', code: 'ENETDOWN', remedy: 'bearer' }],
  [571, { text: 'cancel send', code: 'ECONNABORTED' }],
  [572, { text: 'operation not allowed', code: 'EOPNOTSUPP' }],
  [573, { text: 'APN not configured', code: 'ENETDOWN', remedy: 'bearer' }],
  [574, { text: 'port busy', code: 'EADDRINUSE' }],
]);

export const unknownError = 550;
export const connectFailed = 566;
export const socketClosed = 567;
export const timedOut = 569;
