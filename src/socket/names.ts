import { isIP } from 'node:net';
import { SocketError } from '../base/socket-error.ts';
import type { LookupAddress, LookupFunction, LookupOptions, SocketFamily } from '../connectivity/index.ts';
import { familyOf, type Place } from './place.ts';

type Answered = Parameters<LookupFunction>[2];

/** The addresses of a name, by the module's resolver; an address is its own. @throws SocketError */
export async function resolveName(
  place: Place,
  name: string,
  family: SocketFamily | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (isIP(name) !== 0) return [name];
  const provider = place.provider('getaddrinfo');
  if (provider.resolve === undefined) throw place.cannot('getaddrinfo', 'the module does not look names up by itself');
  place.used();
  const found = await provider.resolve(name, family, signal);
  const wanted = found.filter((each) => family === undefined || isIP(each) === family);
  if (wanted.length > 0) return wanted;
  throw new SocketError('ENOTFOUND', `getaddrinfo ENOTFOUND ${name}`, { syscall: 'getaddrinfo', address: name });
}

/** `dns.lookup`, with the module's resolver. */
export function lookupName(place: Place, hostname: string, options: LookupOptions, answered: Answered): void {
  resolveName(place, hostname, familyOf(options.family), place.signal).then(
    (found) => {
      const all = found.map((address): LookupAddress => ({ address, family: isIP(address) === 6 ? 6 : 4 }));
      const [first] = all;
      if (options.all === true) process.nextTick(answered, null, all);
      else process.nextTick(answered, null, first?.address, first?.family);
    },
    (thrown: unknown) => {
      const error = place.error(thrown, 'getaddrinfo');
      process.nextTick(answered, Object.assign(error, { hostname }), '', 0);
    },
  );
}
