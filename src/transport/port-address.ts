import { UsageError } from '../base/errors.ts';
import { type SerialOptions, serialPort } from './serial-port.ts';
import { tcpPort, unixSocketPort } from './tcp-port.ts';
import type { Port } from './transport.ts';

/** A port as a person names it. */
export type PortAddress =
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

const highestTcpPort = 65_535;
const hint = 'Write /dev/ttyUSB2, COM3, tcp:HOST:PORT or unix:PATH.';

function tcpAddress(text: string): PortAddress {
  // An IPv6 address stands in brackets, as in a URL.
  const match = /^tcp:(?:\/\/)?(?:\[([0-9a-fA-F:.%\w]+)\]|([^:/\s[\]]+)):(\d{1,5})\/?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (!host || !(port >= 1 && port <= highestTcpPort)) {
    throw new UsageError(`"${text}" is no TCP address of a port`, {
      hint: 'Write tcp:HOST:PORT, for example tcp:192.0.2.7:4001 or tcp:[2001:db8::7]:4001.',
    });
  }
  return { kind: 'tcp', host, port };
}

function unixAddress(text: string): PortAddress {
  const path = text.replace(/^unix:(\/\/(?=\/))?/, '');
  if (path === '') throw new UsageError('a Unix socket needs a path', { hint: 'Write unix:/run/module.sock.' });
  return { kind: 'unix', path };
}

/**
 * Reads what a person types for a port: `/dev/ttyUSB2`, `COM3`, `tcp:HOST:PORT` or `tcp://HOST:PORT`, `unix:PATH`.
 * @throws UsageError with what would be right
 */
export function parsePortAddress(text: string): PortAddress {
  const address = text.trim();
  if (address.includes('\0')) throw new UsageError('a port has no NUL in its name', { hint });
  if (address.startsWith('tcp:')) return tcpAddress(address);
  if (address.startsWith('unix:')) return unixAddress(address);
  if (/^(\\\\\.\\)?COM\d{1,3}$/i.test(address)) return { kind: 'serial', path: address };
  // A relative path has a slash too: "./module" is a link that a simulated module may have made.
  if (/^\.{0,2}\//.test(address)) return { kind: 'serial', path: address };
  const meant = /^(tty|cu\.)[\w.]+$/.test(address) ? ` Did you mean /dev/${address}?` : '';
  throw new UsageError(`"${text}" names no port`, { hint: `${hint}${meant}` });
}

/** The port that `text` names; what of the options has no meaning for it is passed over. See `parsePortAddress`. */
export function portFromAddress(text: string, options: SerialOptions = {}): Port {
  const address = parsePortAddress(text);
  const { clock, lock } = options;
  const socketOptions = { ...(clock && { clock }), ...(lock !== undefined && { lock }) };
  switch (address.kind) {
    case 'serial':
      return serialPort(address.path, options);
    case 'tcp':
      return tcpPort(address.host, address.port, socketOptions);
    case 'unix':
      return unixSocketPort(address.path, socketOptions);
  }
}
