import { connect, type Socket } from 'node:net';
import { type Clock, systemClock } from '../base/clock.ts';
import { messageOf, TransportError, type TransportErrorCode } from '../base/errors.ts';
import { SocketTransport } from './socket-transport.ts';
import type { Port, Transport, TransportHandlers } from './transport.ts';

/** How long to wait for the other side, and by which clock. */
export interface SocketOptions {
  /** Milliseconds until a connection attempt is given up; 10 s unless said otherwise. */
  readonly connectTimeoutMs?: number;
  readonly clock?: Clock;
}

interface Place {
  readonly name: string;
  readonly connect: () => Socket;
  readonly hint: string;
}

const codes: Readonly<Record<string, TransportErrorCode>> = {
  ECONNREFUSED: 'PORT_MISSING',
  ENOENT: 'PORT_MISSING',
  ENOTFOUND: 'PORT_MISSING',
  EAI_AGAIN: 'PORT_MISSING',
  EHOSTUNREACH: 'PORT_MISSING',
  ENETUNREACH: 'PORT_MISSING',
  ETIMEDOUT: 'PORT_MISSING',
  EACCES: 'PORT_DENIED',
  EPERM: 'PORT_DENIED',
  EADDRINUSE: 'PORT_BUSY',
};

function connectError(place: Place, cause: unknown): TransportError {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return new TransportError(codes[code] ?? 'PORT_FAILED', `${place.name} does not answer: ${messageOf(cause)}`, {
    cause,
    where: place.name,
    hint: place.hint,
  });
}

function lateError(place: Place, timeoutMs: number): TransportError {
  return new TransportError('PORT_MISSING', `${place.name} did not answer within ${timeoutMs} ms`, {
    where: place.name,
    hint: place.hint,
  });
}

function connected(place: Place, options: SocketOptions, signal: AbortSignal | undefined): Promise<Socket> {
  const { connectTimeoutMs = 10_000, clock = systemClock } = options;
  return new Promise((resolve, reject) => {
    const socket = place.connect();
    const settle = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('connect', onConnect);
    };
    const refuse = (reason: unknown): void => {
      settle();
      // Destroying may still report what went wrong on the way; nobody is interested any more.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(reason);
    };
    const onAbort = (): void => refuse(signal?.reason);
    const onError = (cause: unknown): void => refuse(connectError(place, cause));
    const onConnect = (): void => {
      settle();
      resolve(socket);
    };
    const timer = clock.after(connectTimeoutMs, () => refuse(lateError(place, connectTimeoutMs)));
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('error', onError);
    socket.on('connect', onConnect);
  });
}

async function openSocket(
  place: Place,
  options: SocketOptions,
  handlers: TransportHandlers,
  signal: AbortSignal | undefined,
): Promise<Transport> {
  signal?.throwIfAborted();
  return new SocketTransport(place.name, await connected(place, options, signal), handlers);
}

function socketPort(place: Place, options: SocketOptions): Port {
  return { name: place.name, open: (handlers, { signal } = {}) => openSocket(place, options, handlers, signal) };
}

/**
 * A serial port behind a TCP connection that carries its bytes and nothing else: ser2net in raw mode, a simulated
 * module. Control lines and speed are the other side's business.
 */
export function tcpPort(host: string, port: number, options: SocketOptions = {}): Port {
  const place: Place = {
    name: `tcp ${host.includes(':') ? `[${host}]` : host}:${port}`,
    connect: () => connect({ host, port, noDelay: true }),
    hint: 'Is the host right, and does something (ser2net in raw mode, a simulated module) listen on that port?',
  };
  return socketPort(place, options);
}

/** The same over a Unix domain socket of this machine. */
export function unixSocketPort(path: string, options: SocketOptions = {}): Port {
  const place: Place = {
    name: `unix ${path}`,
    connect: () => connect({ path }),
    hint: 'Is the path right, and is the program that listens there running?',
  };
  return socketPort(place, options);
}
