import type { SocketErrorCode } from '../../../src/driver/index.ts';

export interface Errno {
  readonly name: string;
  /** What Node.js would say of it. */
  readonly code: SocketErrorCode;
}

/**
 * The errno numbers of these firmwares: newlib's, as Zephyr has them, and not those of Linux, where 110 is a timeout.
 * Source: Zephyr, errno.h of its minimal C library; Serial LTE Modem, socket commands.
 */
export const errnos: ReadonlyMap<number, Errno> = new Map([
  [5, { name: 'EIO', code: 'ECONNABORTED' }],
  [9, { name: 'EBADF', code: 'ECONNABORTED' }],
  [11, { name: 'EAGAIN', code: 'ETIMEDOUT' }],
  [12, { name: 'ENOMEM', code: 'EMFILE' }],
  [22, { name: 'EINVAL', code: 'EPROTO' }],
  [23, { name: 'ENFILE', code: 'EMFILE' }],
  [24, { name: 'EMFILE', code: 'EMFILE' }],
  [32, { name: 'EPIPE', code: 'EPIPE' }],
  [71, { name: 'EPROTO', code: 'EPROTO' }],
  [77, { name: 'EBADMSG', code: 'EPROTO' }],
  [95, { name: 'EOPNOTSUPP', code: 'EOPNOTSUPP' }],
  [104, { name: 'ECONNRESET', code: 'ECONNRESET' }],
  [105, { name: 'ENOBUFS', code: 'EMFILE' }],
  [106, { name: 'EAFNOSUPPORT', code: 'EOPNOTSUPP' }],
  [110, { name: 'ESHUTDOWN', code: 'ENETDOWN' }],
  [111, { name: 'ECONNREFUSED', code: 'ECONNREFUSED' }],
  [112, { name: 'EADDRINUSE', code: 'EADDRINUSE' }],
  [113, { name: 'ECONNABORTED', code: 'ECONNABORTED' }],
  [114, { name: 'ENETUNREACH', code: 'ENETUNREACH' }],
  [115, { name: 'ENETDOWN', code: 'ENETDOWN' }],
  [116, { name: 'ETIMEDOUT', code: 'ETIMEDOUT' }],
  [118, { name: 'EHOSTUNREACH', code: 'EHOSTUNREACH' }],
  [119, { name: 'EINPROGRESS', code: 'ETIMEDOUT' }],
  [120, { name: 'EALREADY', code: 'ECONNABORTED' }],
  [122, { name: 'EMSGSIZE', code: 'EMSGSIZE' }],
  [123, { name: 'EPROTONOSUPPORT', code: 'EOPNOTSUPP' }],
  [125, { name: 'EADDRNOTAVAIL', code: 'EADDRNOTAVAIL' }],
  [127, { name: 'EISCONN', code: 'ECONNABORTED' }],
  [128, { name: 'ENOTCONN', code: 'ENOTCONN' }],
  [134, { name: 'ENOTSUP', code: 'EOPNOTSUPP' }],
  [139, { name: 'EOVERFLOW', code: 'EMSGSIZE' }],
  [140, { name: 'ECANCELED', code: 'ECONNABORTED' }],
]);
