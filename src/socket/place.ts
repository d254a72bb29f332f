import { setMaxListeners } from 'node:events';
import { isIP } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { SocketError } from '../base/socket-error.ts';
import type { SocketHost, SocketProvider } from '../connectivity/index.ts';
import { asNodeError, type Peer } from './failures.ts';

/** Something of an interface that ends with it. */
export interface Tenant {
  /** The interface went down. */
  down(error: SocketError): void;
  /** The manager is being closed. */
  close(): Promise<void>;
}

/** Use is told of once in so many milliseconds at most: each byte of a transfer would be too often. */
const usedEveryMs = 1000;

/** What the sockets of one interface have in common: the way to the module, and the end of it all. */
export class Place {
  readonly name: string;
  readonly clock: Clock;
  readonly #host: SocketHost;
  readonly #tenants = new Set<Tenant>();
  readonly #waiting = new Set<() => void>();
  readonly #closing = new AbortController();
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(host: SocketHost) {
    this.#host = host;
    this.name = host.name;
    this.clock = host.clock;
    // As many may wait at once as like: that is no leak.
    setMaxListeners(0, this.#closing.signal);
    host.watch((up, cause) => (up ? this.#up() : this.#down(cause)));
  }

  /** Aborts when the manager is closed. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** @returns a function that takes it out again */
  add(tenant: Tenant): () => void {
    this.#tenants.add(tenant);
    return () => this.#tenants.delete(tenant);
  }

  used(): void {
    const now = this.clock.now();
    if (now - this.#toldAt < usedEveryMs) return;
    this.#toldAt = now;
    this.#host.used();
  }

  /** The longest read that is worth asking for, in bytes. */
  get longestRead(): number {
    return this.#host.provider()?.limits.longestRead ?? 1024;
  }

  /** @throws SocketError `ENETDOWN` when the interface is not up, `EOPNOTSUPP` when nothing there has sockets */
  provider(syscall: string): SocketProvider {
    const provider = this.#host.provider();
    if (provider === undefined) throw this.cannot(syscall, `nothing that is bound to ${this.name} offers sockets`);
    if (!this.#host.isUp) throw this.#isDown(syscall);
    return provider;
  }

  /** An error as Node's own sockets give it, with the interface as its place. */
  error(thrown: unknown, syscall: string, peer?: Peer): Error {
    return asNodeError(thrown, syscall, this.name, peer);
  }

  cannot(syscall: string, why: string): SocketError {
    return new SocketError('EOPNOTSUPP', `${syscall} EOPNOTSUPP: ${why}`, {
      syscall,
      where: this.name,
      hint: 'The README of the driver tells what its modules can do.',
    });
  }

  /**
   * Resolves when the interface is up.
   * @param limitMs undefined for as long as it takes
   * @throws SocketError `ENETDOWN` when that takes too long; the reason of `signal`
   */
  up(syscall: string, limitMs: number | undefined, signal: AbortSignal): Promise<void> {
    if (this.#host.isUp) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#waiting.delete(wake);
        timer?.cancel();
        signal.removeEventListener('abort', aborted);
      };
      const wake = (): void => {
        done();
        resolve();
      };
      const aborted = (): void => {
        done();
        reject(signal.reason);
      };
      const timer =
        limitMs === undefined
          ? undefined
          : this.clock.after(limitMs, () => {
              done();
              reject(this.#isDown(syscall, ` after ${limitMs} ms`));
            });
      if (signal.aborted) return aborted();
      this.#waiting.add(wake);
      signal.addEventListener('abort', aborted, { once: true });
    });
  }

  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the connection manager was closed', 'AbortError'));
    await Promise.all([...this.#tenants].map((tenant) => tenant.close()));
  }

  #isDown(syscall: string, when = ''): SocketError {
    return new SocketError('ENETDOWN', `${syscall} ENETDOWN: ${this.name} is not up${when}`, {
      syscall,
      where: this.name,
      hint: `Connect ${this.name} first, or use waitForUp.`,
    });
  }

  #up(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #down(cause: string | undefined): void {
    const why = cause === undefined ? '' : ` (${cause})`;
    for (const tenant of [...this.#tenants]) {
      tenant.down(new SocketError('ENETDOWN', `ENETDOWN: ${this.name} went down${why}`, { where: this.name }));
    }
  }
}

export const familyName = (family: number): 'IPv4' | 'IPv6' => (family === 6 ? 'IPv6' : 'IPv4');

/** 4 or 6 for an address, and for what Node's options call a family; undefined for either. */
export function familyOf(value: number | string | undefined): 4 | 6 | undefined {
  if (value === 4 || value === 'IPv4') return 4;
  return value === 6 || value === 'IPv6' ? 6 : undefined;
}

export const isName = (host: string): boolean => isIP(host) === 0;
