import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import type { Endpoint, Forward } from '../../socket/proxy/proxy-types.ts';

const loopback = '127.0.0.1';

function portOf(text: string, least: number): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= least && port <= 65_535) return port;
  throw new InvalidArgumentError(`${JSON.stringify(text)} is no port: give one from ${least} to 65535.`);
}

/** `1080`, `127.0.0.1:1080`, `[::1]:1080`; port 0 is any that is free. */
export function listenPlace(text: string): Endpoint {
  const [, six, four, port] = /^(?:\[([^\]]+)\]:|([^:[\]]+):)?([^:]+)$/.exec(text) ?? [];
  if (port === undefined) throw new InvalidArgumentError('Give PORT or ADDRESS:PORT: 127.0.0.1:1080.');
  const host = six ?? four ?? loopback;
  if (isIP(host) === 0 && host !== 'localhost') {
    throw new InvalidArgumentError(`${JSON.stringify(host)} is no address of this machine: 127.0.0.1:1080.`);
  }
  return { host, port: portOf(port, 0) };
}

/** `8883:broker.example:8883`, with an address of this machine before it if need be. */
export function forwardedPort(text: string, before: readonly Forward[] = []): readonly Forward[] {
  const [, at, six, name, to] = /^(.+?):(?:\[([^\]]+)\]|([\w.-]+)):([^:]+)$/.exec(text) ?? [];
  const host = six ?? name;
  if (at === undefined || host === undefined || to === undefined) {
    throw new InvalidArgumentError('Give [ADDRESS:]PORT:HOST:PORT: 8883:broker.example:8883.');
  }
  return [...before, { listen: listenPlace(at), to: { host, port: portOf(to, 1) } }];
}

/** `lte0,wifi0` */
export function interfaceNames(text: string): readonly string[] {
  const names = text.split(',').map((each) => each.trim());
  if (names.every((each) => each !== '') && new Set(names).size === names.length) return names;
  throw new InvalidArgumentError('Give the names of interfaces, each once: lte0,wifi0.');
}
