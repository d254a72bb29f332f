import type { NetworkFailure } from '../../network/contract.ts';

/** Error numbers as the C library of the firmware (newlib) has them; they are not Linux's. */
export const errno = {
  EIO: 5,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EINVAL: 22,
  ECONNRESET: 104,
  EAFNOSUPPORT: 106,
  ESHUTDOWN: 110,
  ECONNREFUSED: 111,
  EADDRINUSE: 112,
  ENETUNREACH: 114,
  ENETDOWN: 115,
  ETIMEDOUT: 116,
  EHOSTUNREACH: 118,
  EALREADY: 120,
  EMSGSIZE: 122,
  EISCONN: 127,
  ENOTCONN: 128,
  ENOTSUP: 134,
} as const;

/** `DNS_EAI_NONAME` and `DNS_EAI_AGAIN` of Zephyr's resolver. */
export const unknownName = -2;
export const resolverBusy = -3;

/** What a resolver error is called (Zephyr, `zsock_gai_strerror`). */
export function resolverText(status: number): string {
  return status === unknownName ? 'EAI_NONAME' : 'EAI_AGAIN';
}

/** The error number of what the network reported. */
export function errnoOf(failure: NetworkFailure): number {
  // A handshake that fails looks like a refusal; a name is resolved before and cannot fail here.
  if (failure === 'TLS') return errno.ECONNREFUSED;
  if (failure === 'ENOTFOUND') return errno.EHOSTUNREACH;
  return errno[failure];
}
