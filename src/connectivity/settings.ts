import { ControlError } from '../base/errors.ts';
import { type Binding, type BindingChange, type BindingFlag, bindingFlags } from './binding.ts';
import { refuseUnbound } from './control.ts';
import type { NetworkInterface } from './interface.ts';
import type { InterfaceTable } from './interface-table.ts';

/** No timeout: the default of both timeouts. */
export const NO_TIMEOUT = 0;

// 2^31 - 1 seconds: Zephyr keeps timeouts in an int.
const longestTimeoutS = 2_147_483_647;

/** The settings of the bindings: flags and timeouts, with the answers Zephyr gives for an interface without one. */
export class BindingSettings {
  readonly #table: InterfaceTable;

  constructor(table: InterfaceTable) {
    this.#table = table;
  }

  setFlag(iface: NetworkInterface, flag: BindingFlag, on: boolean): void {
    const binding = this.#bound(iface, 'set a flag of');
    if (!isBindingFlag(flag)) {
      throw new ControlError('EINVAL', `there is no flag ${JSON.stringify(flag)}`, {
        where: iface.name,
        hint: `The flags are ${bindingFlags.join(', ')}.`,
      });
    }
    if (typeof on !== 'boolean') {
      throw new ControlError('EINVAL', `the flag ${flag} is set to true or false, not to ${JSON.stringify(on)}`, {
        where: iface.name,
      });
    }
    this.#store(binding, { flag, on }, 'flags');
  }

  /** False for an unknown flag and for an interface that is not bound. */
  getFlag(iface: NetworkInterface, flag: BindingFlag): boolean {
    return isBindingFlag(flag) && (this.#table.bindingOf(iface)?.getFlag(flag) ?? false);
  }

  setTimeout(iface: NetworkInterface, timeoutS: number): void {
    const binding = this.#bound(iface, 'set the timeout of');
    this.#store(binding, { timeoutS: checkedTimeout(iface, timeoutS) }, 'timeout');
  }

  getTimeout(iface: NetworkInterface): number {
    return this.#table.bindingOf(iface)?.timeoutS ?? NO_TIMEOUT;
  }

  setIdleTimeout(iface: NetworkInterface, idleTimeoutS: number): void {
    const binding = this.#bound(iface, 'set the idle timeout of');
    this.#store(binding, { idleTimeoutS: checkedTimeout(iface, idleTimeoutS) }, 'idle-timeout');
  }

  getIdleTimeout(iface: NetworkInterface): number {
    return this.#table.bindingOf(iface)?.idleTimeoutS ?? NO_TIMEOUT;
  }

  #bound(iface: NetworkInterface, what: string): Binding {
    return this.#table.bindingOf(iface) ?? refuseUnbound(iface, what);
  }

  #store(binding: Binding, change: Parameters<Binding['store']>[0], what: BindingChange): void {
    binding.store(change);
    binding.implementation.api?.changed?.(binding, what);
  }
}

function isBindingFlag(flag: string): flag is BindingFlag {
  return (bindingFlags as readonly string[]).includes(flag);
}

function checkedTimeout(iface: NetworkInterface, seconds: number): number {
  if (Number.isFinite(seconds) && seconds >= 0 && seconds <= longestTimeoutS) return seconds;
  throw new ControlError('EINVAL', `${String(seconds)} is no timeout`, {
    where: iface.name,
    hint: `Give seconds from 0 (no timeout) to ${longestTimeoutS}.`,
  });
}
