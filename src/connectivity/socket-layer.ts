import type { Clock } from '../base/clock.ts';
import { UsageError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { EventBus } from './event-bus.ts';
import type { NetworkInterface } from './interface.ts';
import type { InterfaceTable } from './interface-table.ts';
import type { SocketProvider } from './socket-provider.ts';
import type { InterfaceSockets } from './socket-types.ts';

/** What a socket layer gets of one interface. */
export interface SocketHost {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly isUp: boolean;
  /** The sockets of what is bound to the interface; undefined when that has none. */
  provider(): SocketProvider | undefined;
  /** Calls back when the interface came up or went down, and why. */
  watch(listener: (up: boolean, cause: string | undefined) => void): void;
  /** The interface was used: its idle timer starts anew. */
  used(): void;
}

/** The sockets of one interface, and their end. */
export interface OpenedSockets extends InterfaceSockets {
  /** Destroys them all, and resolves when the module has closed them. */
  close(): Promise<void>;
}

/**
 * Makes the sockets of an interface out of what its implementation offers. Connectivity only declares it: whoever makes
 * a connection manager may give one, and the package's own manager comes with one.
 */
export type SocketLayer = (host: SocketHost) => OpenedSockets;

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: InterfaceTable;
  readonly bus: EventBus;
  readonly used: (iface: NetworkInterface) => void;
}

/** The sockets of a manager's interfaces, made when they are first asked for. */
export class SocketAccess {
  readonly #layer: SocketLayer | undefined;
  readonly #parts: Parts;
  readonly #opened = new Map<NetworkInterface, OpenedSockets>();
  #closed = false;

  constructor(layer: SocketLayer | undefined, parts: Parts) {
    this.#layer = layer;
    this.#parts = parts;
  }

  /** @throws UsageError without a socket layer, and when the manager was closed */
  of(iface: NetworkInterface): InterfaceSockets {
    if (this.#closed) throw new UsageError('the connection manager was closed', { where: iface.name }, 'CLOSED');
    const known = this.#opened.get(iface);
    if (known !== undefined) return known;
    if (this.#layer === undefined) {
      throw new UsageError(`${iface.name} has no sockets: its connection manager was made without a socket layer`, {
        hint: "Use the ConnectionManager of 'atlink'.",
      });
    }
    const made = this.#layer(this.#hostOf(iface));
    this.#opened.set(iface, made);
    return made;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#opened.values()].map((sockets) => sockets.close()));
  }

  #hostOf(iface: NetworkInterface): SocketHost {
    const { bus, clock, log, table, used } = this.#parts;
    return {
      name: iface.name,
      clock,
      log: log.child({ iface: iface.name }),
      get isUp() {
        return iface.isUp;
      },
      provider: () => {
        const binding = table.bindingOf(iface);
        return binding?.implementation.api?.sockets?.(binding as never);
      },
      watch: (listener) => {
        bus.on('iface-up', ({ cause }) => listener(true, cause?.text), iface);
        bus.on('iface-down', ({ cause }) => listener(false, cause?.text), iface);
      },
      used: () => used(iface),
    };
  }
}
