import type { NetworkFailure } from './contract.ts';

const known: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRINUSE',
  'ENOTFOUND',
] satisfies NetworkFailure[];

const isKnown = (code: string): code is NetworkFailure => known.includes(code);

/** Node's names for what a module's stack would see as one of the others. */
const synonyms: Readonly<Record<string, NetworkFailure>> = {
  EPIPE: 'ECONNRESET',
  ECONNABORTED: 'ECONNRESET',
  EADDRNOTAVAIL: 'ENETUNREACH',
  EINVAL: 'ENETUNREACH',
  EACCES: 'ENETUNREACH',
};

/** The code of an error of Node.js; `EIO` for one that has none. */
export function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'EIO';
}

/** What the module's stack sees of an error of Node's sockets. */
export function failureOf(error: unknown): NetworkFailure {
  const code = errorCode(error);
  if (isKnown(code)) return code;
  if (/^ERR_(?:SSL|TLS|OSSL)/.test(code)) return 'TLS';
  return synonyms[code] ?? 'EIO';
}
