import { UsageError } from '../base/errors.ts';
import type { Binding } from './binding.ts';
import { type InterfaceObserver, NetworkInterface, type Technology } from './interface.ts';
import { lineOf } from './line-access.ts';
import type { InterfaceSockets } from './socket-types.ts';
import { Timeline } from './timeline.ts';

export interface InterfaceOptions {
  readonly name: string;
  readonly technology: Technology;
  /** Opts out of auto-up. */
  readonly noAutoUp?: boolean;
}

/** What the manager remembers of one interface. */
export interface InterfaceEntry {
  readonly iface: NetworkInterface;
  readonly noAutoUp: boolean;
  readonly timeline: Timeline;
  binding: Binding | undefined;
  /** The DISCONNECTING flag: an application's disconnect is on its way. */
  disconnecting: boolean;
  /** Why auto-down is due: noted when it happens, acted on when its event is delivered, void after a new connect. */
  givenUp: string | undefined;
  /** Auto-connect is due, for the same reason kept as a note: a connect or disconnect in between settles it. */
  toBeConnected: boolean;
}

/** The interfaces of a manager, in the order of adding. */
export class InterfaceTable {
  readonly #entries = new Map<NetworkInterface, InterfaceEntry>();
  readonly #timelineLength: number;
  #nextIndex = 1;

  constructor(timelineLength: number) {
    this.#timelineLength = timelineLength;
  }

  /** @throws UsageError when the name is empty or taken */
  add(
    options: InterfaceOptions,
    observer: InterfaceObserver,
    socketsOf: (iface: NetworkInterface) => InterfaceSockets,
  ): NetworkInterface {
    if (options.name.trim() === '') throw new UsageError('an interface needs a name', { hint: 'lte0, for example.' });
    if (this.byName(options.name) !== undefined) {
      throw new UsageError(`there is an interface ${JSON.stringify(options.name)} already`, {
        hint: 'Names are given once.',
      });
    }
    const iface = new NetworkInterface({ ...options, index: this.#nextIndex++ }, observer, {
      sockets: socketsOf,
      line: (each) => lineOf(this, each),
    });
    this.#entries.set(iface, {
      iface,
      noAutoUp: options.noAutoUp ?? false,
      timeline: new Timeline(this.#timelineLength),
      binding: undefined,
      disconnecting: false,
      givenUp: undefined,
      toBeConnected: false,
    });
    return iface;
  }

  get all(): readonly InterfaceEntry[] {
    return [...this.#entries.values()];
  }

  byName(name: string): NetworkInterface | undefined {
    for (const iface of this.#entries.keys()) if (iface.name === name) return iface;
    return undefined;
  }

  find(iface: NetworkInterface): InterfaceEntry | undefined {
    return this.#entries.get(iface);
  }

  /** @throws UsageError when the interface is another manager's, or was removed */
  entry(iface: NetworkInterface): InterfaceEntry {
    const entry = this.#entries.get(iface);
    if (entry === undefined) throw new UsageError(`${iface.name} is not an interface of this connection manager`);
    return entry;
  }

  /** The binding that counts: one whose implementation has no API object is as good as none (G15). */
  bindingOf(iface: NetworkInterface): Binding | undefined {
    const { binding } = this.entry(iface);
    return binding?.implementation.api === undefined ? undefined : binding;
  }
}
