import type { NetworkFailure } from '../network/contract.ts';

/** What `+ERRNO` shows: errors of newlib and lwIP, and those of mbedTLS without their sign. */
export const socketErrors: Readonly<Record<NetworkFailure, number>> = {
  ECONNREFUSED: 0x6f,
  ECONNRESET: 0x68,
  ETIMEDOUT: 0x74,
  EHOSTUNREACH: 0x76,
  ENETUNREACH: 0x72,
  EADDRINUSE: 0x70,
  ENOTFOUND: 0xca,
  // X509, certificate verification failed.
  TLS: 0x2700,
  EIO: 0x05,
};
