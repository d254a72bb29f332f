import { TransportError, UsageError } from '../../src/base/errors.ts';
import type { Port } from '../../src/transport/transport.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { InProcessPort, type InProcessPortOptions } from './in-process-port.ts';

/** A module that is, or was, plugged into a {@link PortDirectory}. */
export interface PluggedModule {
  /** Under which name it is there; undefined while it is not. */
  readonly path: string | undefined;
  /** Pulls it out: whoever has it open is told, and its name is gone. */
  unplug(): void;
  /**
   * Puts it back: under another name with `path`, else as before.
   * @throws UsageError when something else has that name
   */
  replug(options?: { readonly path?: string }): void;
}

/**
 * The serial ports of a machine, as a directory such as `/dev` has them: modules come, go, and come back under other
 * names. A port is looked up by its name when it is opened.
 */
export class PortDirectory {
  readonly #ports = new Map<string, InProcessPort>();

  /** Plugs a module in under that name. @throws UsageError when something has it already */
  plug(path: string, module: SimulatedModule, options: Omit<InProcessPortOptions, 'name'> = {}): PluggedModule {
    let name = path;
    let port: InProcessPort | undefined;
    const plugged: PluggedModule = {
      get path() {
        return port === undefined ? undefined : name;
      },
      unplug: () => {
        if (port === undefined) return;
        this.#ports.delete(name);
        port.unplug();
        port = undefined;
      },
      replug: ({ path: other = name } = {}) => {
        if (port !== undefined) return;
        if (this.#ports.has(other)) throw new UsageError(`${other} is taken by another module`, { where: other });
        name = other;
        port = new InProcessPort(module, { ...options, name });
        this.#ports.set(name, port);
      },
    };
    plugged.replug();
    return plugged;
  }

  /** The names of what is plugged in. */
  get paths(): readonly string[] {
    return [...this.#ports.keys()];
  }

  /** The port of that name, whether or not anything is plugged in there now. */
  port(path: string): Port {
    return {
      name: path,
      open: async (handlers, options) => {
        const port = this.#ports.get(path);
        if (port === undefined) throw new TransportError('PORT_MISSING', `${path} is not there`, { where: path });
        return await port.open(handlers, options);
      },
    };
  }
}
