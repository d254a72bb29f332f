import { performance } from 'node:perf_hooks';
import type { ConnectivityApi, ConnectivityImplementation, NetworkInterface } from '../connectivity/index.ts';
import type { WatchedClock } from './watched-clock.ts';

/** One call of a callback of the implementation. */
export interface CallbackCall {
  readonly callback: string;
  readonly iface: string;
  /** It waited by looking at the clock. */
  readonly waited: boolean;
  /** Real time, whatever the clock says. */
  readonly tookMs: number;
  /** It returned a promise where the contract says that it returns at once. */
  readonly returnedPromise: boolean;
  readonly threw: unknown;
}

/** What of an interface an implementation may use: who it is, and the writes that its binding makes for it. */
const allowed = new Set<PropertyKey>([
  'index',
  'name',
  'technology',
  'setCarrier',
  'setDormant',
  'addAddress',
  'removeAddress',
]);

/** What the kit saw of an implementation beside events and states. */
export class Spies {
  /** Reads of interface state, as `lte0.isUp` (G9). */
  readonly reads: string[] = [];
  readonly calls: CallbackCall[] = [];
  /** Rejections of promises that callbacks returned. */
  readonly rejections: unknown[] = [];
  readonly #clock: WatchedClock;

  constructor(clock: WatchedClock) {
    this.#clock = clock;
  }

  /** What the implementation gets to see in place of an interface. */
  readonly seen = (iface: NetworkInterface): NetworkInterface =>
    new Proxy(iface, {
      get: (target, key) => {
        // Symbols are how a console or a test prints an object.
        if (typeof key === 'string' && !allowed.has(key)) this.reads.push(`${target.name}.${key}`);
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });

  /** The same implementation, with its callbacks watched. */
  watched<Context, Setup>(
    implementation: ConnectivityImplementation<Context, Setup>,
  ): ConnectivityImplementation<Context, Setup> {
    const { api } = implementation;
    const watchedApi = api && this.#watchedApi(api);
    return new Proxy(implementation, {
      get: (target, key) => {
        if (key === 'api') return watchedApi;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  #watchedApi<Context>(api: ConnectivityApi<Context>): ConnectivityApi<Context> {
    return new Proxy(api, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function' || typeof key !== 'string') return value;
        if (key === 'close') return value.bind(target);
        return (...parameters: unknown[]) => this.#call(key, () => value.apply(target, parameters), parameters);
      },
    });
  }

  #call(callback: string, call: () => unknown, [binding]: unknown[]): unknown {
    const iface = (binding as { readonly iface: { readonly name: string } }).iface.name;
    const started = performance.now();
    const note = (details: Pick<CallbackCall, 'waited' | 'returnedPromise' | 'threw'>): void => {
      this.calls.push({ callback, iface, tookMs: performance.now() - started, ...details });
    };
    try {
      const { result, waited } = this.#clock.watch(call);
      const returnedPromise = result instanceof Promise && callback !== 'getOption';
      if (returnedPromise) result.catch((thrown: unknown) => this.rejections.push(thrown));
      note({ waited, returnedPromise, threw: undefined });
      return result;
    } catch (threw) {
      note({ waited: false, returnedPromise: false, threw });
      throw threw;
    }
  }
}
