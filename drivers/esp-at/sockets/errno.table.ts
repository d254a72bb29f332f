import type { SocketErrorCode } from '../../../src/driver/index.ts';

/**
 * `+ERRNO:0x<n>` of ESP-AT since 5.0, where it is the stack's: newlib's <sys/errno.h>, as ESP-IDF uses it. From 0x8001
 * on: ESP-IDF, esp_tls_errors.h.
 */
export const errnoCodes: ReadonlyMap<number, SocketErrorCode> = new Map([
  [104, 'ECONNRESET'],
  [111, 'ECONNREFUSED'],
  [112, 'EADDRINUSE'],
  [113, 'ECONNABORTED'],
  [114, 'ENETUNREACH'],
  [115, 'ENETDOWN'],
  [116, 'ETIMEDOUT'],
  [117, 'EHOSTUNREACH'],
  [118, 'EHOSTUNREACH'],
  [125, 'EADDRNOTAVAIL'],
  [0x8001, 'ENOTFOUND'],
  [0x8004, 'ECONNREFUSED'],
  [0x8006, 'ETIMEDOUT'],
]);

/** What the ESP8266's old firmware says in words. */
export const wordCodes: ReadonlyMap<string, SocketErrorCode> = new Map([
  ['DNS Fail', 'ENOTFOUND'],
  ['no ip', 'ENETDOWN'],
]);
