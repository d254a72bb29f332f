import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { ConnectOptions, ModuleSocket, TlsOptions } from '../connectivity/index.ts';
import type { TcpSocket } from './tcp-socket.ts';

const seenThrough = [
  'address',
  'localAddress',
  'localPort',
  'localFamily',
  'remoteAddress',
  'remotePort',
  'remoteFamily',
  'bytesRead',
  'bytesWritten',
  'timeout',
] as const;

/** TLS by Node.js over a connection of a module: a `TLSSocket` whose addresses are those of the connection below. */
export function secureByHost(below: TcpSocket, { host }: ConnectOptions, tls: TlsOptions): ModuleSocket {
  const { ALPNProtocols, by: _, servername, ...rest } = tls;
  const name = servername ?? (isIP(host) === 0 ? host : undefined);
  const above = connect({
    ...(rest as object),
    socket: below,
    ...(name !== undefined && { servername: name }),
    ...(ALPNProtocols !== undefined && { ALPNProtocols: [...ALPNProtocols] }),
  });
  return overConnection(above, below);
}

/** Lets a TLS socket show the addresses and the events of the connection below. */
function overConnection(above: TLSSocket, below: TcpSocket): ModuleSocket {
  for (const name of seenThrough) {
    const get = (): unknown => {
      const value: unknown = below[name];
      return typeof value === 'function' ? value.bind(below) : value;
    };
    Object.defineProperty(above, name, { get, configurable: true });
  }
  for (const event of ['lookup', 'connect', 'ready', 'timeout'])
    below.on(event, (...given: unknown[]) => above.emit(event, ...given));
  const setTimeout = (timeoutMs: number, listener?: () => void): TLSSocket => {
    below.setTimeout(timeoutMs);
    if (listener === undefined) return above;
    return timeoutMs === 0 ? above.removeListener('timeout', listener) : above.once('timeout', listener);
  };
  Object.defineProperty(above, 'setTimeout', { value: setTimeout, configurable: true });
  return above as unknown as ModuleSocket;
}
