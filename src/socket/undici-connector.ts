import type { Socket } from 'node:net';
import type { ConnectOptions, NetworkInterface, TlsOptions } from '../connectivity/index.ts';
import type { OverInterface } from './http-agents.ts';

/** What undici tells its connector; declared here, so that undici is nobody's dependency. */
export interface UndiciTarget {
  readonly hostname: string;
  readonly protocol: string;
  readonly port?: string | number | null;
  readonly servername?: string | null;
}

export interface UndiciConnectorOptions extends OverInterface {
  /** For `https:`; by Node.js unless `by: 'module'` says otherwise. */
  readonly tls?: TlsOptions;
  /** How long nothing may happen while a connection is made, handshake included, in milliseconds; 60000 unless given. */
  readonly timeoutMs?: number;
}

type Connected = (...given: [null, Socket] | [Error, null]) => void;

const defaultTimeoutMs = 60_000;

/** Gives undici connections through an interface: `new Agent({ connect: undiciConnector(lte0) })`. */
export function undiciConnector(
  iface: NetworkInterface,
  options: UndiciConnectorOptions = {},
): (target: UndiciTarget, connected: Connected) => void {
  const { timeoutMs = defaultTimeoutMs, tls, ...over } = options;
  return (target, connected) => {
    const secure = target.protocol === 'https:';
    const socket = iface.connect({ ...over, ...wayTo(target, secure ? (tls ?? {}) : undefined), timeout: timeoutMs });
    let told = false;
    const tell: Connected = (...given) => {
      if (told) return;
      told = true;
      socket.setTimeout(0);
      connected(...given);
    };
    socket.once('timeout', () => {
      if (!told) socket.destroy(new Error(`no connection to ${target.hostname}: nothing happened for ${timeoutMs} ms`));
    });
    socket.once('error', (error) => tell(error, null));
    socket.once('close', () => tell(new Error(`the connection to ${target.hostname} was closed`), null));
    // To undici it is a net.Socket; what it uses of one is there.
    socket.once(secure ? 'secureConnect' : 'connect', () => tell(null, socket as unknown as Socket));
  };
}

function wayTo({ hostname, port, servername }: UndiciTarget, tls: TlsOptions | undefined): ConnectOptions {
  // IPv6 addresses come in brackets, as in a URL.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const given = port === undefined || port === null || port === '' ? undefined : port;
  if (tls === undefined) return { host, port: given ?? 80 };
  const name = servername ?? undefined;
  const wanted = { by: 'host' as const, ...(name !== undefined && { servername: name }), ...tls };
  return { host, port: given ?? 443, tls: wanted };
}
