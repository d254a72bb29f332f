import { isIP } from 'node:net';

/** The family of an address that is one. */
export function familyOf(address: string): 4 | 6 {
  return isIP(address) === 6 ? 6 : 4;
}
