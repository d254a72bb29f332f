import { lookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { type Clock, systemClock } from '../base/clock.ts';
import { messageOf, TransportError, type TransportErrorCode } from '../base/errors.ts';
import { lockPort, tcpLockNames, type Unlock, unixLockName } from './port-lock.ts';
import { SocketTransport } from './socket-transport.ts';
import type { Port, Transport, TransportHandlers } from './transport.ts';

/** How long to wait for the other side, and by which clock. */
export interface SocketOptions {
  /** Milliseconds until a connection attempt is given up; 10 s unless said otherwise. */
  readonly connectTimeoutMs?: number;
  readonly clock?: Clock;
  /** Refuse a port that another program on this machine has open; on unless said otherwise. */
  readonly lock?: boolean;
  /** Where the locks are; the folder of leases unless given. */
  readonly lockFolder?: string;
}

/** Where a port is, once it is known where its name leads. */
interface Found {
  readonly lockNames: readonly string[];
  readonly connect: () => Socket;
}

interface Place {
  readonly name: string;
  readonly find: () => Promise<Found>;
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

function connected(place: Place, { connect: begin }: Found, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = begin();
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
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
    const onAbort = (): void => refuse(signal.reason);
    const onError = (cause: unknown): void => refuse(connectError(place, cause));
    const onConnect = (): void => {
      settle();
      resolve(socket);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', onError);
    socket.on('connect', onConnect);
  });
}

/** Lets go of what takes its time (a name, a file on a network); what comes too late is given to `drop`. */
function unlessOver<Result>(work: Promise<Result>, signal: AbortSignal, drop: (late: Result) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work
      .finally(() => signal.removeEventListener('abort', onAbort))
      .then((result) => {
        if (!signal.aborted) return resolve(result);
        drop(result);
        reject(signal.reason);
      }, reject);
  });
}

const noLock: Unlock = async () => undefined;

async function openWithin(
  place: Place,
  { lock = true, lockFolder }: SocketOptions,
  handlers: TransportHandlers,
  signal: AbortSignal,
): Promise<Transport> {
  const finding = place.find().catch((cause: unknown) => Promise.reject(connectError(place, cause)));
  const found = await unlessOver(finding, signal, () => undefined);
  const locking = lock ? lockPort(place.name, found.lockNames, lockFolder) : Promise.resolve(noLock);
  const unlock = await unlessOver(locking, signal, (late) => void late());
  try {
    return new SocketTransport(place.name, await connected(place, found, signal), handlers, unlock);
  } catch (thrown) {
    await unlock();
    throw thrown;
  }
}

async function openSocket(
  place: Place,
  options: SocketOptions,
  handlers: TransportHandlers,
  signal: AbortSignal | undefined,
): Promise<Transport> {
  signal?.throwIfAborted();
  const { connectTimeoutMs = 10_000, clock = systemClock } = options;
  const late = new AbortController();
  const timer = clock.after(connectTimeoutMs, () => late.abort(lateError(place, connectTimeoutMs)));
  const either = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  try {
    return await openWithin(place, options, handlers, either);
  } finally {
    timer.cancel();
  }
}

function socketPort(place: Place, options: SocketOptions): Port {
  return { name: place.name, open: (handlers, { signal } = {}) => openSocket(place, options, handlers, signal) };
}

/** Asks for the addresses of a host once, so that what is connected to is what was locked. */
async function findHost(host: string, port: number): Promise<Found> {
  if (isIP(host) !== 0) {
    return { lockNames: tcpLockNames([host], port), connect: () => connect({ host, port, noDelay: true }) };
  }
  const found = await lookup(host, { all: true });
  const known: LookupFunction = (_host, options, done) => {
    const [first] = found;
    if (options.all === true || first === undefined) done(null, found);
    else done(null, first.address, first.family);
  };
  return {
    lockNames: tcpLockNames(
      found.map(({ address }) => address),
      port,
    ),
    connect: () => connect({ host, port, noDelay: true, lookup: known }),
  };
}

/**
 * A serial port behind a TCP connection that carries its bytes and nothing else: ser2net in raw mode, a simulated
 * module. Control lines and speed are the other side's business.
 */
export function tcpPort(host: string, port: number, options: SocketOptions = {}): Port {
  const place: Place = {
    name: `tcp ${host.includes(':') ? `[${host}]` : host}:${port}`,
    find: () => findHost(host, port),
    hint: 'Is the host right, and does something (ser2net in raw mode, a simulated module) listen on that port?',
  };
  return socketPort(place, options);
}

/** The same over a Unix domain socket of this machine. */
export function unixSocketPort(path: string, options: SocketOptions = {}): Port {
  const place: Place = {
    name: `unix ${path}`,
    find: async () => ({ lockNames: [await unixLockName(path)], connect: () => connect({ path }) }),
    hint: 'Is the path right, and is the program that listens there running?',
  };
  return socketPort(place, options);
}
