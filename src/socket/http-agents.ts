import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { ConnectOptions, NetworkInterface, TlsOptions } from '../connectivity/index.ts';

type Created = (error: Error | null, socket: Duplex) => void;

/** What agents and connectors pass on to `connect`. */
export type OverInterface = Pick<ConnectOptions, 'family' | 'halfCloseMs' | 'waitForUp'>;

/** What Node's HTTP client gives its agent for a connection. */
interface Wanted {
  readonly host?: string | null;
  readonly port?: number | string | null;
  readonly family?: number;
  readonly signal?: AbortSignal;
  readonly servername?: string;
}

function wayTo(wanted: Wanted, over: OverInterface, port: number): ConnectOptions {
  return {
    ...over,
    host: wanted.host ?? 'localhost',
    port: wanted.port ?? port,
    ...(wanted.family !== undefined && wanted.family !== 0 && { family: wanted.family }),
    ...(wanted.signal !== undefined && { signal: wanted.signal }),
  };
}

function split<Options extends OverInterface>(
  options: Options,
): { readonly over: OverInterface; readonly rest: Omit<Options, keyof OverInterface> } {
  const { family, halfCloseMs, waitForUp, ...rest } = options;
  const over = {
    ...(family !== undefined && { family }),
    ...(halfCloseMs !== undefined && { halfCloseMs }),
    ...(waitForUp !== undefined && { waitForUp }),
  };
  return { over, rest };
}

class InterfaceHttpAgent extends HttpAgent {
  readonly #iface: NetworkInterface;
  readonly #over: OverInterface;

  constructor(iface: NetworkInterface, options: HttpAgentOptions & OverInterface) {
    const { over, rest } = split(options);
    super({ keepAlive: true, ...(rest as HttpAgentOptions) });
    this.#iface = iface;
    this.#over = over;
  }

  override createConnection(wanted: object): Duplex {
    return this.#iface.connect(wayTo(wanted as Wanted, this.#over, 80));
  }
}

class InterfaceHttpsAgent extends HttpsAgent {
  readonly #iface: NetworkInterface;
  readonly #over: OverInterface;
  readonly #byModule: TlsOptions | undefined;

  constructor(iface: NetworkInterface, options: HttpsAgentOptions & OverInterface & { tlsBy?: 'host' | 'module' }) {
    const { over, rest } = split(options);
    const { tlsBy, ...agent } = rest as HttpsAgentOptions & { tlsBy?: 'host' | 'module' };
    super({ keepAlive: true, ...agent });
    this.#iface = iface;
    this.#over = over;
    this.#byModule = tlsBy === 'module' ? (agent as TlsOptions) : undefined;
  }

  override createConnection(wanted: object, created?: Created): Duplex | null | undefined {
    const given = wanted as Wanted;
    const way = wayTo(given, this.#over, 443);
    if (this.#byModule !== undefined) {
      const { servername } = given;
      const tls: TlsOptions = { ...this.#byModule, by: 'module', ...(servername && { servername }) };
      return this.#iface.connect({ ...way, tls });
    }
    const socket = this.#iface.connect(way);
    // Node's own, which keeps TLS sessions; it is only given the connection to use.
    const secure = super.createConnection({ ...wanted, socket } as never, created as never);
    return secure;
  }
}

/**
 * An agent for `node:http` whose connections go through an interface. Connections are kept alive unless
 * `keepAlive: false` is given.
 */
export function httpAgent(iface: NetworkInterface, options: HttpAgentOptions & OverInterface = {}): HttpAgent {
  return new InterfaceHttpAgent(iface, options);
}

/**
 * The same for `node:https`. TLS is Node's own, with its options (`ca`, `cert`, `key`, `rejectUnauthorized`...), over
 * the module's TCP; with `tlsBy: 'module'` it is the module's.
 */
export function httpsAgent(
  iface: NetworkInterface,
  options: HttpsAgentOptions & OverInterface & { readonly tlsBy?: 'host' | 'module' } = {},
): HttpsAgent {
  return new InterfaceHttpsAgent(iface, options);
}
