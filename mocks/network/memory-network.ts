import { isIP } from 'node:net';
import type { Clock } from '../../src/base/clock.ts';
import { UsageError } from '../../src/base/errors.ts';
import { Timers } from '../module/timers.ts';
import type {
  DatagramEvents,
  ListenEvents,
  NetworkAddress,
  NetworkDatagrams,
  NetworkFailure,
  NetworkStream,
  NetworkTls,
  StackNetwork,
  StreamEvents,
} from './contract.ts';
import { MemoryLink, type MemoryPeer, type MemoryScript } from './memory-link.ts';
import { handshakeError, isTlsServer, type MemoryServer, scriptOf } from './memory-servers.ts';
import { type HostTable, Names } from './names.ts';
import { networkAddress, parsePlace, placeKey } from './place.ts';

/** Answers one datagram with none, one or more. */
export type DatagramScript = (bytes: Uint8Array, from: NetworkAddress, reply: (bytes: Uint8Array) => void) => void;

export interface MemoryNetworkOptions {
  /** The time by which everything happens: give the module's. */
  readonly clock: Clock;
  /** Names and their addresses, the preferred one first. */
  readonly hosts?: HostTable;
  /** What stands where, by `192.0.2.10:80` or `example.test:443`; a name not in `hosts` becomes known by this. */
  readonly servers?: Readonly<Record<string, MemoryServer>>;
  /** The same for UDP. */
  readonly datagrams?: Readonly<Record<string, 'echo' | 'sink' | DatagramScript>>;
  /** What every byte takes one way, in milliseconds. Default: 10. */
  readonly latencyMs?: number;
  /** How much may be on its way in one direction of a connection, in bytes. Default: 65535. */
  readonly windowBytes?: number;
  /** The module's own address as its peers see it. Default: `192.0.2.1`, and `2001:db8::1`. */
  readonly moduleAddress?: string;
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

const localKey = ({ family, port }: Local): string => `${family} ${port}`;

/** A network in memory, for virtual time: servers by script, and peers that a test plays itself. */
export class MemoryNetwork implements StackNetwork {
  readonly #options: MemoryNetworkOptions;
  readonly #timers: Timers;
  readonly #clock: Clock;
  readonly #latencyMs: number;
  readonly #names: Names;
  readonly #servers = new Map<string, MemoryServer>();
  readonly #datagrams = new Map<string, DatagramScript>();
  readonly #addresses = new Set<string>();
  readonly #links = new Set<MemoryLink>();
  readonly #listeners = new Map<string, ListenEvents>();
  readonly #bound = new Map<string, DatagramEvents>();
  #nextPort = 49_152;

  /** @throws UsageError for a place that is not a host and a port */
  constructor(options: MemoryNetworkOptions) {
    this.#options = options;
    const { clock } = options;
    this.#timers = new Timers(clock);
    this.#clock = {
      now: () => clock.now(),
      date: () => clock.date(),
      after: (delayMs, fire) => this.#timers.after(delayMs, fire),
    };
    this.#latencyMs = options.latencyMs ?? 10;
    this.#names = new Names(options.hosts ?? {});
    for (const [place, server] of Object.entries(options.servers ?? {})) this.serve(place, server);
    for (const [place, script] of Object.entries(options.datagrams ?? {})) {
      this.#datagrams.set(this.#keyOf(place), datagramScript(script));
    }
  }

  /** Puts a server at a place, in the place of the one that is there; connections live on. */
  serve(place: string, server: MemoryServer): void {
    this.#servers.set(this.#keyOf(place), server);
  }

  /**
   * Connects to a port on which the module listens, as a peer would.
   * @param script the peer's behaviour
   * @param from where the peer is; default `192.0.2.99` and a free port
   * @throws UsageError when the module does not listen there
   */
  dial(port: number, script: MemoryScript, from: string = `192.0.2.99:${this.#freePort()}`): MemoryPeer {
    const { host, port: peerPort } = parsePlace(from);
    const remote = networkAddress(this.#names.addressOf(host), peerPort);
    const listener = this.#listeners.get(localKey({ family: remote.family, port }));
    if (listener === undefined) {
      throw new UsageError(`the module does not listen on port ${port}`, { hint: 'Wait until it does.' });
    }
    const local = this.#moduleEnd(remote.family, port);
    const link = this.#link(local);
    this.#clock.after(this.#latencyMs, () => {
      const events = listener.incoming(remote, link.stream);
      if (events === undefined) {
        script(link.peer).closed?.();
        link.drop();
        return;
      }
      link.listen(events);
      queueMicrotask(() => link.open(local, remote, script));
    });
    return link.peer;
  }

  /** Sends a datagram to a UDP port of the module; it is lost when nothing is bound to it. */
  sendDatagram(port: number, bytes: Uint8Array | string, from: string): void {
    const place = parsePlace(from);
    const sender = networkAddress(this.#names.addressOf(place.host), place.port);
    const text = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
    this.#clock.after(this.#latencyMs, () =>
      this.#bound.get(localKey({ family: sender.family, port }))?.message(text, sender),
    );
  }

  connect(to: Destination, events: StreamEvents): NetworkStream {
    const server = this.#servers.get(placeKey(to));
    const local = this.#moduleEnd(isIP(to.address) === 6 ? 6 : 4, to.localPort ?? this.#freePort());
    const link = this.#link(local);
    link.listen(events);
    const outcome = this.#outcome(to, server);
    // The handshake of TCP takes one round trip, that of TLS another.
    const roundTrips = to.tls === undefined ? 1 : 2;
    const delayMs = outcome === 'ETIMEDOUT' ? 20_000 : 2 * this.#latencyMs * roundTrips;
    link.afterwards(delayMs, () => {
      if (typeof outcome === 'function') link.open(local, networkAddress(to.address, to.port), outcome);
      else if (typeof outcome === 'string') link.fail(outcome);
      else link.fail('TLS', outcome.tlsError);
    });
    return link.stream;
  }

  bind(local: Local, events: DatagramEvents): NetworkDatagrams {
    const port = local.port === 0 ? this.#freePort() : local.port;
    const key = localKey({ ...local, port });
    const here = this.#moduleEnd(local.family, port);
    let open = true;
    const taken = this.#bound.has(key);
    if (!taken) this.#bound.set(key, events);
    queueMicrotask(() => {
      if (!open) return;
      if (taken) events.failed('EADDRINUSE');
      else events.bound(here);
    });
    return {
      send: (bytes, to) => {
        if (!open || taken) return;
        this.#clock.after(this.#latencyMs, () => this.#arrived(bytes, here, to));
      },
      close: () => {
        open = false;
        if (this.#bound.get(key) === events) this.#bound.delete(key);
      },
    };
  }

  listen(local: Local, events: ListenEvents): { close(): void } {
    const port = local.port === 0 ? this.#freePort() : local.port;
    const key = localKey({ ...local, port });
    let open = true;
    const taken = this.#listeners.has(key);
    if (!taken) this.#listeners.set(key, events);
    queueMicrotask(() => {
      if (!open) return;
      if (taken) events.failed('EADDRINUSE');
      else events.listening(this.#moduleEnd(local.family, port));
    });
    return {
      close: () => {
        open = false;
        if (this.#listeners.get(key) === events) this.#listeners.delete(key);
      },
    };
  }

  resolve(name: string, told: (addresses: readonly string[]) => void): void {
    const delayMs = isIP(name) === 0 ? 2 * this.#latencyMs : 0;
    this.#clock.after(delayMs, () => told(this.#names.lookUp(name)));
  }

  ping(address: string, told: (roundTripMs: number | undefined) => void): void {
    if (!this.#addresses.has(address) && !this.#names.has(address)) {
      queueMicrotask(() => told(undefined));
      return;
    }
    const roundTripMs = 2 * this.#latencyMs;
    this.#clock.after(roundTripMs, () => told(roundTripMs));
  }

  /** Ends every connection, with no word to anybody. */
  close(): void {
    for (const link of [...this.#links]) link.drop();
    this.#timers.cancelAll();
    this.#listeners.clear();
    this.#bound.clear();
  }

  #outcome(to: Destination, server: MemoryServer | undefined): MemoryScript | NetworkFailure | { tlsError: string } {
    if (isIP(to.address) === 0) return 'ENOTFOUND';
    if (server === undefined) return this.#addresses.has(to.address) ? 'ECONNREFUSED' : 'EHOSTUNREACH';
    const script = scriptOf(isTlsServer(server) ? server.serve : server);
    if (typeof script === 'string' || to.tls === undefined) return script;
    const tlsError = handshakeError(isTlsServer(server) ? server.tls : undefined, to.tls, to.address);
    return tlsError === undefined ? script : { tlsError };
  }

  #arrived(bytes: Uint8Array, from: NetworkAddress, to: { readonly address: string; readonly port: number }): void {
    const script = this.#datagrams.get(placeKey(to));
    const sender = networkAddress(to.address, to.port);
    script?.(bytes, from, (answer) => {
      this.#clock.after(this.#latencyMs, () => this.#bound.get(localKey(from))?.message(answer, sender));
    });
  }

  #link(local: NetworkAddress): MemoryLink {
    const { windowBytes = 65_535 } = this.#options;
    const link = new MemoryLink({ clock: this.#clock, latencyMs: this.#latencyMs, windowBytes }, local, (over) =>
      this.#links.delete(over),
    );
    this.#links.add(link);
    return link;
  }

  #moduleEnd(family: 4 | 6, port: number): NetworkAddress {
    const address = family === 6 ? '2001:db8::1' : (this.#options.moduleAddress ?? '192.0.2.1');
    return { address, port, family };
  }

  #freePort(): number {
    const port = this.#nextPort;
    this.#nextPort = port === 65_535 ? 49_152 : port + 1;
    return port;
  }

  #keyOf(place: string): string {
    const { host, port } = parsePlace(place);
    const address = this.#names.addressOf(host);
    this.#addresses.add(address);
    return placeKey({ address, port });
  }
}

function datagramScript(script: 'echo' | 'sink' | DatagramScript): DatagramScript {
  if (typeof script === 'function') return script;
  return script === 'sink' ? () => undefined : (bytes, _from, reply) => reply(bytes);
}
