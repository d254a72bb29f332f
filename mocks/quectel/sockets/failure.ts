import type { NetworkFailure } from '../../network/contract.ts';

const openErrors: Readonly<Record<NetworkFailure, number>> = {
  ECONNREFUSED: 566,
  ECONNRESET: 566,
  ETIMEDOUT: 569,
  EHOSTUNREACH: 566,
  ENETUNREACH: 566,
  EADDRINUSE: 556,
  ENOTFOUND: 565,
  // The list of result codes has none of its own for TLS.
  TLS: 566,
  EIO: 550,
};

/** The result code of a failed `AT+QIOPEN` (Quectel TCP/IP application notes, summary of error codes). */
export function openError(failure: NetworkFailure): number {
  return openErrors[failure];
}
