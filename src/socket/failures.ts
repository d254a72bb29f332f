import { constants } from 'node:os';
import { messageOf, UsageError } from '../base/errors.ts';
import { SocketError } from '../base/socket-error.ts';

export interface Peer {
  readonly address: string;
  readonly port: number;
}

/**
 * An error as Node's own sockets give it: `connect ECONNREFUSED 192.0.2.1:80`, with `errno`, `syscall`, `address` and
 * `port`. What no socket knows (a module that said nonsense) becomes ECONNABORTED, with its cause.
 *
 * @param where the interface
 */
export function asNodeError(thrown: unknown, syscall: string, where: string, peer?: Peer): Error {
  if (isAbort(thrown)) return thrown;
  const known = thrown instanceof SocketError ? thrown : undefined;
  const host = known?.address ?? peer?.address;
  if (known?.code === 'ENOTFOUND' && host !== undefined) return unknownName(host, where, known);
  const place = peer === undefined ? '' : ` ${peer.address}:${peer.port}`;
  const text = `${syscall} ECONNABORTED${place}: ${messageOf(thrown)}`;
  const failed = known ?? new SocketError('ECONNABORTED', text, { syscall, cause: thrown });
  return completed(failed, syscall, where, peer);
}

/** The same error with what it may have left out. */
function completed(error: SocketError, syscall: string, where: string, peer: Peer | undefined): Error {
  const { address = peer?.address, hint, port = peer?.port } = error;
  const whole = new SocketError(error.code, error.message, {
    syscall: error.syscall ?? syscall,
    cause: error.cause,
    where: error.where ?? where,
    transcript: error.transcript,
    ...(address !== undefined && { address }),
    ...(port !== undefined && { port }),
    ...(hint !== undefined && { hint }),
  });
  const number = (constants.errno as Readonly<Record<string, number>>)[error.code];
  return number === undefined ? whole : Object.assign(whole, { errno: -number });
}

/** Whatever was asked of the module: that a name is not known is an error of looking it up, as with Node. */
function unknownName(hostname: string, where: string, cause: SocketError): Error {
  const details = { syscall: 'getaddrinfo', where, cause, transcript: cause.transcript };
  return Object.assign(new SocketError('ENOTFOUND', `getaddrinfo ENOTFOUND ${hostname}`, details), { hostname });
}

const isAbort = (thrown: unknown): thrown is Error => thrown instanceof Error && thrown.name === 'AbortError';

/** @throws UsageError when it is none */
export function portNumber(value: number | string, least: 0 | 1 = 1): number {
  const port = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof port === 'number' && Number.isInteger(port) && port >= least && port <= 65_535) return port;
  throw new UsageError(`${JSON.stringify(value)} is no port`, { hint: `A port is a number from ${least} to 65535.` });
}

/** The error of Node for a call that comes after the end. */
export function nodeError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
