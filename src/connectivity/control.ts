import { ControlError, messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Binding } from './binding.ts';
import { type Cause, calledBy } from './cause.ts';
import type { NetworkInterface } from './interface.ts';
import type { InterfaceTable } from './interface-table.ts';

/** Connectivity control: connect, disconnect, options, and the same for all interfaces at once. */
export class Control {
  readonly #table: InterfaceTable;
  readonly #log: Log;

  constructor(table: InterfaceTable, log: Log) {
    this.#table = table;
    this.#log = log;
  }

  connect(iface: NetworkInterface, cause: Cause = calledBy('connect')): void {
    const binding = this.#bound(iface, 'connect');
    const connect = binding.implementation.api?.connect;
    if (connect === undefined) {
      throw new ControlError('ENOTSUP', `${binding.implementation.name} has no connect`, { where: iface.name });
    }
    iface.setAdmin(true, cause);
    const entry = this.#table.entry(iface);
    entry.disconnecting = false;
    entry.givenUp = undefined;
    entry.toBeConnected = false;
    connect.call(binding.implementation.api, binding);
  }

  /** @returns whether the implementation was asked; an interface that is admin-down has nothing to disconnect */
  disconnect(iface: NetworkInterface): boolean {
    const binding = this.#bound(iface, 'disconnect');
    if (!iface.isAdminUp) return false;
    const entry = this.#table.entry(iface);
    entry.disconnecting = true;
    entry.toBeConnected = false;
    try {
      this.release(binding);
    } catch (thrown) {
      // The mark must not outlive a disconnect that did not come about: a later loss would pass for this disconnect.
      entry.disconnecting = false;
      throw thrown;
    }
    return true;
  }

  /** Has the implementation disconnect, without the mark that an application wanted it. */
  release(binding: Binding): void {
    const { api, name } = binding.implementation;
    if (api?.disconnect === undefined) {
      throw new ControlError('ENOTSUP', `${name} has no disconnect`, { where: binding.iface.name });
    }
    api.disconnect(binding);
  }

  setOption(iface: NetworkInterface, name: string, value: unknown): void {
    const binding = this.#bound(iface, 'set an option of');
    const { api } = binding.implementation;
    if (api?.setOption === undefined) throw this.#noOptions(binding);
    if (value === undefined || value === null) {
      throw new ControlError('EINVAL', `the option ${JSON.stringify(name)} needs a value`, { where: iface.name });
    }
    api.setOption(binding, name, value);
  }

  getOption(iface: NetworkInterface, name: string): unknown {
    const binding = this.#bound(iface, 'get an option of');
    const { api } = binding.implementation;
    if (api?.getOption === undefined) throw this.#noOptions(binding);
    return api.getOption(binding, name);
  }

  /** The names of the options, for completion; none on an interface that is not bound. */
  optionNames(iface: NetworkInterface): readonly string[] {
    const binding = this.#table.bindingOf(iface);
    return binding?.implementation.api?.optionNames?.(binding) ?? [];
  }

  /** Runs `action` on each interface; an error on one does not stop the others, and the first is thrown at the end. */
  forAll(ifaces: readonly NetworkInterface[], what: string, action: (iface: NetworkInterface) => void): void {
    const errors: unknown[] = [];
    for (const iface of ifaces) {
      try {
        action(iface);
      } catch (thrown) {
        this.#log.error({ iface: iface.name, err: thrown }, `${what} failed: ${messageOf(thrown)}`);
        errors.push(thrown);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  #bound(iface: NetworkInterface, what: string): Binding {
    return this.#table.bindingOf(iface) ?? refuseUnbound(iface, what);
  }

  #noOptions(binding: Binding): ControlError {
    return new ControlError('ENOTSUP', `${binding.implementation.name} has no options`, { where: binding.iface.name });
  }
}

/** @throws ControlError `ENOTSUP` */
export function refuseUnbound(iface: NetworkInterface, what: string): never {
  throw new ControlError('ENOTSUP', `cannot ${what} ${iface.name}: no connectivity implementation is bound to it`, {
    where: iface.name,
    hint: 'Bind one with bind() first.',
  });
}
