import { isIP } from 'node:net';
import { UsageError } from '../../src/base/errors.ts';
import type { NetworkAddress } from './contract.ts';

/** A host and a port, written `192.0.2.10:80`, `example.test:443`, `[2001:db8::1]:80`. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** @throws UsageError for a text that is not a host and a port */
export function parsePlace(text: string): Place {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  if (host === undefined || port > 65_535) {
    throw new UsageError(`${JSON.stringify(text)} is not a host and a port`, {
      hint: 'Write 192.0.2.10:80, example.test:443 or [2001:db8::1]:80.',
    });
  }
  return { host, port };
}

/** The key under which an address and a port are looked up. */
export const placeKey = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  `${address.toLowerCase()} ${port}`;

const familyOf = (address: string): 4 | 6 => (isIP(address) === 6 ? 6 : 4);

export const networkAddress = (address: string, port: number): NetworkAddress => ({
  address,
  port,
  family: familyOf(address),
});
