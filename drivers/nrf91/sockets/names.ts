import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { set } from '../../../src/at/index.ts';
import type { SocketFamily } from '../../../src/driver/index.ts';
import { asSocketFailure, socketFailure } from './failure.ts';
import type { SocketStack } from './socket-stack.ts';
import { lookUp } from './wire.ts';

const longestName = 128;

/**
 * The addresses of a name, by the module's resolver. The module could do that itself while it connects, but then a name
 * that nobody knows and a port that nobody listens on are the same `ERROR`.
 * @throws SocketError `ENOTFOUND`, `ENETDOWN`
 */
export async function resolve(
  stack: SocketStack,
  name: string,
  family: SocketFamily | undefined,
): Promise<readonly string[]> {
  const place = { syscall: 'getaddrinfo', address: name };
  const ascii = /[\s"\p{Cc}]/u.test(name) ? '' : domainToASCII(name);
  if (ascii === '') throw socketFailure('ENOTFOUND', 'this is no name of a host', place);
  if (ascii.length > longestName) {
    throw socketFailure('ENOTFOUND', `the module takes names of up to ${longestName} characters`, place);
  }
  const kind = family === undefined ? undefined : family === 6 ? 2 : 1;
  const said = await stack
    .alone(() => stack.line.run(lookUp(set('#XGETADDRINFO', ascii, kind))))
    .catch((thrown: unknown) => {
      throw asSocketFailure(thrown, place);
    });
  // Some firmware says the first address once for each that there is.
  const addresses = [...new Set(said.filter((each) => isIP(each) !== 0 && (!family || isIP(each) === family)))];
  if (addresses.length > 0) return addresses;
  if (!(await stack.hasBearer())) throw socketFailure('ENETDOWN', 'there is no connection to the network', place);
  const text = said.some((each) => isIP(each) !== 0) ? 'no address of that family' : said.join(' ');
  throw socketFailure('ENOTFOUND', text === '' ? 'the module does not say why' : text, place);
}

/** One address to go to: IPv4 where there is a choice, for many networks give the module nothing else. */
export async function addressOf(stack: SocketStack, host: string, family: SocketFamily | undefined): Promise<string> {
  const given = isIP(host);
  if (given !== 0) {
    if (family === undefined || family === given) return host;
    const place = { syscall: 'getaddrinfo', address: host };
    throw socketFailure('ENOTFOUND', `this is an IPv${given} address, and IPv${family} was asked for`, place);
  }
  const addresses = await resolve(stack, host, family);
  return addresses.find((each) => isIP(each) === 4) ?? addresses[0] ?? host;
}

export const familyOf = (address: string): SocketFamily => (isIP(address) === 6 ? 6 : 4);
