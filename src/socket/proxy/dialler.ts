import { once } from 'node:events';
import type { Clock } from '../../base/clock.ts';
import { SocketError } from '../../base/socket-error.ts';
import type { ModuleSocket } from '../../connectivity/index.ts';
import { codeOf } from './failure-answers.ts';
import { FreeSockets, isForWantOfSockets } from './free-sockets.ts';
import type { Endpoint, ProxyLimits, ProxyRoute } from './proxy-types.ts';

/** Makes connections through the first interface that is ready. */
export class Dialler {
  readonly #clock: Clock;
  readonly #routes: readonly ProxyRoute[];
  readonly #limits: ProxyLimits;
  readonly #free = new Map<ProxyRoute, FreeSockets>();

  constructor(clock: Clock, routes: readonly ProxyRoute[], limits: ProxyLimits) {
    this.#clock = clock;
    this.#routes = routes;
    this.#limits = limits;
    for (const route of routes) this.#free.set(route, new FreeSockets(clock, limits.freeSocketMs));
  }

  /** The interface that is used now. @throws SocketError `ENETDOWN` when none is ready */
  route(tried: ReadonlySet<ProxyRoute> = new Set()): ProxyRoute {
    const route = this.#routes.find((each) => each.isReady() && !tried.has(each));
    if (route !== undefined) return route;
    const names = this.#routes.map(({ name }) => name);
    const text = names.length === 1 ? `${names[0]} is not connected` : `none of ${names.join(', ')} is connected`;
    throw new SocketError('ENETDOWN', `connect ENETDOWN: ${text}`, { syscall: 'connect' });
  }

  /**
   * A connection to a host, whose name the module looks up. An interface that goes down meanwhile is passed over for the
   * next one; what the network itself answers is the answer.
   * @throws SocketError; the reason of `signal`
   */
  async connect(to: Endpoint, given: AbortSignal): Promise<ModuleSocket> {
    const late = new AbortController();
    const signal = AbortSignal.any([given, late.signal]);
    const timer = this.#clock.after(this.#limits.connectMs, () => {
      const text = `connect ETIMEDOUT ${to.host}:${to.port}: not connected within ${this.#limits.connectMs / 1000} s`;
      late.abort(new SocketError('ETIMEDOUT', text, { syscall: 'connect', address: to.host, port: to.port }));
    });
    try {
      return await this.#tryAll(to, signal);
    } finally {
      timer.cancel();
    }
  }

  async #tryAll(to: Endpoint, signal: AbortSignal): Promise<ModuleSocket> {
    const tried = new Set<ProxyRoute>();
    let before: unknown;
    for (;;) {
      let route: ProxyRoute;
      try {
        route = this.route(tried);
      } catch (thrown) {
        throw before ?? thrown;
      }
      try {
        return await this.#through(route, to, signal);
      } catch (thrown) {
        if (codeOf(thrown) !== 'ENETDOWN') throw thrown;
        before = thrown;
        tried.add(route);
      }
    }
  }

  async #through(route: ProxyRoute, to: Endpoint, signal: AbortSignal): Promise<ModuleSocket> {
    const free = this.#free.get(route);
    const open = async (): Promise<ModuleSocket> => {
      signal.throwIfAborted();
      const socket = route.sockets.connect({ host: to.host, port: to.port, allowHalfOpen: true });
      const freed = (): void => free?.freed();
      socket.once('close', freed);
      socket.once('error', (error) => {
        if (isForWantOfSockets(error)) socket.off('close', freed);
      });
      try {
        await once(socket, 'connect', { signal });
      } catch (thrown) {
        // It may still fail while it is being closed, and nobody else listens.
        socket.on('error', () => undefined);
        socket.destroy();
        signal.throwIfAborted();
        throw thrown;
      }
      return socket;
    };
    return await (free === undefined ? open() : free.use(open, signal));
  }
}
