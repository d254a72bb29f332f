import { lookup } from 'node:dns';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type {
  DatagramEvents,
  ListenEvents,
  NetworkDatagrams,
  NetworkServerTls,
  NetworkStream,
  NetworkTls,
  StackNetwork,
  StreamEvents,
} from './contract.ts';
import { connectHost, failedStream } from './host-connect.ts';
import { HostDatagrams } from './host-datagrams.ts';
import { HostListener } from './host-listener.ts';
import { type HostTable, Names } from './names.ts';
import { Routes, type RouteTable } from './routes.ts';

export interface HostNetworkOptions {
  /** What the simulated resolver knows beside `localhost`: names, and their addresses, the preferred one first. */
  readonly hosts?: HostTable;
  /** Asks this machine's resolver for names that are not in `hosts`. Default: nobody knows them. */
  readonly realDns?: boolean;
  /**
   * Where destinations really lead: `{ '192.0.2.10:80': '127.0.0.1:8080', 'example.test:443': 'refused' }`. A name that
   * is not in `hosts` becomes known by this.
   */
  readonly routes?: RouteTable;
  /** Lets the module reach more than this machine and the routes. Default: anything else is unreachable. */
  readonly outside?: boolean;
  /** Where the module's listeners and UDP sockets are. Default: `127.0.0.1`, so that only this machine reaches them. */
  readonly bindAddress?: string;
  /** The same for IPv6. Default: `::1`. */
  readonly bindAddress6?: string;
  /** How long a connection may take to come about, in milliseconds. Default: 20000. */
  readonly connectTimeoutMs?: number;
  /** What a ping to a known address takes, in milliseconds. Default: 20. */
  readonly roundTripMs?: number;
  /** The time of the timeouts and pings. Default: the system's. */
  readonly clock?: Clock;
}

/** The network of this machine, as simulated modules reach it. */
export interface HostNetwork extends StackNetwork {
  /** Drops every connection and closes every socket and listener; nothing is told to the modules. */
  close(): void;
}

type Destination = {
  readonly address: string;
  readonly port: number;
  readonly localPort?: number;
  readonly tls?: NetworkTls;
};

interface Local {
  readonly port: number;
  readonly family: 4 | 6;
}

interface ListenLocal extends Local {
  readonly tls?: NetworkServerTls;
}

class MachineNetwork implements HostNetwork {
  readonly #options: HostNetworkOptions;
  readonly #clock: Clock;
  readonly #names: Names;
  readonly #routes: Routes;
  readonly #held = new Map<object, () => void>();
  #closed = false;

  constructor(options: HostNetworkOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#names = new Names(options.hosts ?? {});
    this.#routes = new Routes(options.routes ?? {}, this.#names, options.outside === true);
  }

  connect(to: Destination, events: StreamEvents): NetworkStream {
    const timeoutMs = this.#options.connectTimeoutMs ?? 20_000;
    const way = this.#closed ? 'ENETUNREACH' : this.#routes.to(to);
    if (way === 'ETIMEDOUT') return this.#later(timeoutMs, () => events.failed('ETIMEDOUT'));
    if (typeof way === 'string') return failedStream(() => events.failed(way));
    const { localPort, tls } = to;
    return connectHost(
      { seen: to, real: way, localPort, tls, timeoutMs, clock: this.#clock },
      events,
      (stream) => this.#held.set(stream, () => stream.destroy()),
      (stream) => this.#held.delete(stream),
    );
  }

  bind(local: Local, events: DatagramEvents): NetworkDatagrams {
    const unspecified = local.family === 6 ? '::' : '0.0.0.0';
    // From a loopback address no datagram leaves this machine.
    const address = this.#options.outside === true ? unspecified : this.#localAddress(local);
    const datagrams = new HostDatagrams({ ...local, address }, this.#routes, events, (closed) =>
      this.#held.delete(closed),
    );
    this.#held.set(datagrams, () => datagrams.close());
    return datagrams;
  }

  listen(local: ListenLocal, events: ListenEvents): { close(): void } {
    let listener: HostListener;
    try {
      listener = this.#startListener(local, events);
    } catch {
      // A certificate that is none.
      const failed = failedStream(() => events.failed('TLS'));
      return { close: () => failed.destroy() };
    }
    this.#held.set(listener, () => listener.close());
    return listener;
  }

  #startListener(local: ListenLocal, events: ListenEvents): HostListener {
    return new HostListener({ ...local, address: this.#localAddress(local) }, events, {
      hold: (stream) => this.#held.set(stream, () => stream.destroy()),
      release: (stream) => this.#held.delete(stream),
      released: (closed) => this.#held.delete(closed),
    });
  }

  resolve(name: string, told: (addresses: readonly string[]) => void): void {
    const known = this.#names.lookUp(name);
    if (known.length > 0 || this.#options.realDns !== true) {
      queueMicrotask(() => told(known));
      return;
    }
    lookup(name, { all: true }, (error, found) => {
      if (!this.#closed) told(error === null ? found.map(({ address }) => address) : []);
    });
  }

  ping(address: string, told: (roundTripMs: number | undefined) => void): void {
    if (!this.#names.has(address) && !this.#routes.has(address)) {
      queueMicrotask(() => told(undefined));
      return;
    }
    const roundTripMs = this.#options.roundTripMs ?? 20;
    this.#later(roundTripMs, () => told(roundTripMs));
  }

  close(): void {
    this.#closed = true;
    for (const release of [...this.#held.values()]) release();
    this.#held.clear();
  }

  #localAddress({ family }: Local): string {
    return family === 6 ? (this.#options.bindAddress6 ?? '::1') : (this.#options.bindAddress ?? '127.0.0.1');
  }

  #later(delayMs: number, tell: () => void): NetworkStream {
    const timer = this.#clock.after(delayMs, () => {
      this.#held.delete(timer);
      tell();
    });
    const cancel = (): void => {
      this.#held.delete(timer);
      timer.cancel();
    };
    this.#held.set(timer, cancel);
    const nothing = (): void => undefined;
    return { send: nothing, pause: nothing, resume: nothing, end: nothing, destroy: cancel };
  }
}

/**
 * This machine's network stack behind simulated modules: real TCP, UDP and TLS, with names from a table. Only loopback
 * and what `routes` names is reached unless `outside` says otherwise. Close it with the modules.
 * @throws UsageError for a route that is not written as one
 */
export function hostNetwork(options: HostNetworkOptions = {}): HostNetwork {
  return new MachineNetwork(options);
}
