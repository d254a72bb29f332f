import { createHash, timingSafeEqual } from 'node:crypto';
import type { ProxyCredentials } from './proxy-types.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Compares in a time that tells nothing of where they differ. */
export function isRight(given: ProxyCredentials, wanted: ProxyCredentials): boolean {
  const user = timingSafeEqual(digest(given.user), digest(wanted.user));
  const password = timingSafeEqual(digest(given.password), digest(wanted.password));
  return user && password;
}

/** The credentials of `Basic` in `Proxy-Authorization` (RFC 7617); undefined for anything else. */
export function basicCredentials(header: string | undefined): ProxyCredentials | undefined {
  const coded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (coded === undefined) return undefined;
  const text = Buffer.from(coded, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at === -1 ? undefined : { user: text.slice(0, at), password: text.slice(at + 1) };
}
