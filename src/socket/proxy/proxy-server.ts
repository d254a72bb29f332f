import type { Server } from 'node:net';
import { UsageError } from '../../base/errors.ts';
import { Dialler } from './dialler.ts';
import { forwardServer } from './forward-server.ts';
import { httpServer } from './http-server.ts';
import { Clients, checkOpenness, endpointText, listening } from './listening.ts';
import type { ProxyParts } from './proxy-door.ts';
import { defaultLimits, type Endpoint, type ProxyOptions, type ProxyStatistics } from './proxy-types.ts';
import { socksServer } from './socks5-server.ts';
import { Tally } from './tally.ts';

/** A place where a proxy listens. */
export interface ProxyListener {
  readonly protocol: 'SOCKS5' | 'HTTP' | 'forward';
  /** `127.0.0.1:1080` */
  readonly at: string;
  /** Where a forwarded port leads. */
  readonly to?: string;
}

interface Door {
  readonly server: Server;
  readonly endpoint: Endpoint;
  readonly shown: Omit<ProxyListener, 'at'>;
}

/** Lets other programs of this machine reach the network through modules. */
export class ProxyServer {
  readonly listeners: readonly ProxyListener[];
  readonly #servers: readonly Server[];
  readonly #clients: Clients;
  readonly #tally: Tally;
  readonly #stop: AbortController;

  private constructor(
    listeners: readonly ProxyListener[],
    servers: readonly Server[],
    { clients, tally }: Pick<ProxyParts, 'clients' | 'tally'>,
    stop: AbortController,
  ) {
    this.listeners = listeners;
    this.#servers = servers;
    this.#clients = clients;
    this.#tally = tally;
    this.#stop = stop;
  }

  /**
   * Listens at all of the places, or at none.
   * @throws UsageError for places that would let anybody in, or without any; SocketError for those that are taken
   */
  static async open(options: ProxyOptions): Promise<ProxyServer> {
    const { clock, credentials, routes } = options;
    const limits = { ...defaultLimits, ...options.limits };
    const stop = new AbortController();
    const parts: ProxyParts = {
      clock,
      credentials,
      limits,
      dialler: new Dialler(clock, routes, limits),
      tally: new Tally(),
      clients: new Clients(),
      signal: stop.signal,
    };
    checkPlaces(options);
    const servers: Server[] = [];
    const listeners: ProxyListener[] = [];
    try {
      for (const { endpoint, server, shown } of doors(options, parts)) {
        listeners.push({ ...shown, at: endpointText(await listening(server, endpoint)) });
        servers.push(server);
        // What the system has to say of a server that listens already concerns one client that did not come in.
        server.on('error', () => parts.tally.refused());
      }
    } catch (thrown) {
      for (const server of servers) server.close();
      throw thrown;
    }
    return new ProxyServer(listeners, servers, parts, stop);
  }

  get statistics(): ProxyStatistics {
    return this.#tally.statistics;
  }

  /** Drops every client, and resolves when nothing listens any more. */
  async close(): Promise<void> {
    this.#stop.abort(new DOMException('the proxy was closed', 'AbortError'));
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => void server.close(() => resolve())));
    this.#clients.destroy();
    await Promise.all(closed);
  }
}

function checkPlaces({ credentials, forwards = [], http, routes, socks }: ProxyOptions): void {
  if (routes.length === 0) throw new UsageError('a proxy needs an interface to go through');
  if (socks === undefined && http === undefined && forwards.length === 0) {
    throw new UsageError('a proxy needs a place to listen at', { hint: '127.0.0.1:1080, for example.' });
  }
  const guarded = credentials !== undefined;
  if (socks !== undefined) checkOpenness(socks, guarded, 'SOCKS');
  if (http !== undefined) checkOpenness(http, guarded, 'HTTP');
  for (const { listen } of forwards) checkOpenness(listen, false, 'a forwarded port');
}

function* doors({ forwards = [], http, socks }: ProxyOptions, parts: ProxyParts): Generator<Door> {
  if (socks !== undefined) yield { server: socksServer(parts), endpoint: socks, shown: { protocol: 'SOCKS5' } };
  if (http !== undefined) yield { server: httpServer(parts), endpoint: http, shown: { protocol: 'HTTP' } };
  for (const { listen, to } of forwards) {
    const shown = { protocol: 'forward', to: endpointText(to) } as const;
    yield { server: forwardServer(to, parts), endpoint: listen, shown };
  }
}
