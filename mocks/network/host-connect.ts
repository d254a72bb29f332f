import { type Socket, connect as tcpConnect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../src/base/clock.ts';
import type { NetworkStream, NetworkTls, StreamEvents } from './contract.ts';
import { errorCode, failureOf } from './failure.ts';
import { HostStream } from './host-stream.ts';
import { identityError, startTls } from './host-tls.ts';
import { networkAddress } from './place.ts';

/** A connection to be made. */
export interface Connecting {
  /** The destination as the module sees it. */
  readonly seen: { readonly address: string; readonly port: number };
  /** Where that really is. */
  readonly real: { readonly address: string; readonly port: number };
  readonly localPort?: number | undefined;
  readonly tls?: NetworkTls | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Tells a failure that is known before anything was begun. */
export function failedStream(tell: () => void): NetworkStream {
  let heard = true;
  queueMicrotask(() => {
    if (heard) tell();
  });
  const nothing = (): void => undefined;
  return {
    send: nothing,
    pause: nothing,
    resume: nothing,
    end: nothing,
    destroy: () => {
      heard = false;
    },
  };
}

/** @throws Error for what Node.js refuses outright: a port that is none, a certificate that is none */
function startSocket({ localPort, real, seen, tls }: Connecting): Socket {
  const to = { host: real.address, port: real.port, ...(localPort !== undefined && { localPort }) };
  return tls === undefined ? tcpConnect({ ...to, allowHalfOpen: true }) : startTls(tls, to, seen.address);
}

const isSecure = (socket: Socket): socket is TLSSocket => 'encrypted' in socket;

/** Connects, in plain or with TLS. */
export function connectHost(
  connecting: Connecting,
  events: StreamEvents,
  hold: (stream: HostStream) => void,
  release: (stream: HostStream) => void,
): NetworkStream {
  let socket: Socket;
  try {
    socket = startSocket(connecting);
  } catch (error) {
    return failedStream(() => {
      if (connecting.tls === undefined) events.failed(failureOf(error));
      else events.failed('TLS', errorCode(error));
    });
  }
  const { clock, seen, timeoutMs, tls } = connecting;
  const stream = new HostStream(socket, (closed) => {
    timer.cancel();
    release(closed);
  });
  hold(stream);
  stream.listen(events);
  const timer = clock.after(timeoutMs, () => stream.fail('ETIMEDOUT'));
  const opened = (): void => {
    timer.cancel();
    socket.off('error', failed);
    stream.open(networkAddress(seen.address, seen.port));
  };
  let reached = false;
  const failed = (error: unknown): void => {
    if (tls !== undefined && reached) stream.fail('TLS', errorCode(error));
    else stream.fail(failureOf(error));
  };
  socket.once('error', failed);
  socket.once('connect', () => {
    reached = true;
    if (tls === undefined) opened();
  });
  socket.once('secureConnect', () => {
    const mismatch = tls !== undefined && isSecure(socket) ? identityError(tls, socket, seen.address) : undefined;
    if (mismatch === undefined) opened();
    else failed(mismatch);
  });
  return stream;
}
