import { isIP } from 'node:net';
import { UsageError } from '../../src/base/errors.ts';
import type { NetworkFailure } from './contract.ts';
import type { Names } from './names.ts';
import { parsePlace, placeKey } from './place.ts';

/** What becomes of a destination: another place of this machine or beyond, or a failure. */
export type RouteTarget = 'refused' | 'unreachable' | 'timeout' | (string & {});

/** Destinations as the module sees them, `192.0.2.10:80` or `example.test:443`, and where they really lead. */
export type RouteTable = Readonly<Record<string, RouteTarget>>;

/** A destination as the module named it. */
interface Destination {
  readonly address: string;
  readonly port: number;
}

export type Way = Destination | NetworkFailure;

const failures: Readonly<Record<string, NetworkFailure>> = {
  refused: 'ECONNREFUSED',
  unreachable: 'EHOSTUNREACH',
  timeout: 'ETIMEDOUT',
};

function target(text: RouteTarget, names: Names): Way {
  const failure = failures[text];
  if (failure !== undefined) return failure;
  const { host, port } = parsePlace(text);
  const [address] = names.lookUp(host);
  if (address !== undefined) return { address, port };
  throw new UsageError(`nobody knows the address of ${JSON.stringify(host)}`, {
    where: text,
    hint: 'Give it in the hosts, or write the address in its place.',
  });
}

const isLoopback = (address: string): boolean => /^127\./.test(address) || address === '::1';

/** Where destinations really lead, and what the way back looks like. */
export class Routes {
  readonly #ways = new Map<string, Way>();
  readonly #addresses = new Set<string>();
  readonly #outside: boolean;

  /** @throws UsageError for a route that is not written as one */
  constructor(table: RouteTable, names: Names, outside: boolean) {
    this.#outside = outside;
    for (const [from, to] of Object.entries(table)) {
      const { host, port } = parsePlace(from);
      const address = names.addressOf(host);
      this.#addresses.add(address);
      this.#ways.set(placeKey({ address, port }), target(to, names));
    }
  }

  /** The way to a destination, or why there is none. */
  to(destination: Destination): Way {
    if (isIP(destination.address) === 0) return 'ENOTFOUND';
    const way = this.#ways.get(placeKey(destination));
    if (way !== undefined) return way;
    return this.#outside || isLoopback(destination.address) ? destination : 'ENETUNREACH';
  }

  /** Whether the address belongs to this machine or to a route. */
  has(address: string): boolean {
    return isLoopback(address) || this.#addresses.has(address);
  }
}
