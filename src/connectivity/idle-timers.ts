import type { Clock, Timer } from '../base/clock.ts';
import type { Binding } from './binding.ts';
import type { NetworkInterface } from './interface.ts';

/** The idle timers of the interfaces: running while an interface is up and has an idle timeout. */
export class IdleTimers {
  readonly #clock: Clock;
  readonly #expired: (binding: Binding, iface: NetworkInterface) => void;
  readonly #timers = new Map<NetworkInterface, Timer>();

  constructor(clock: Clock, expired: (binding: Binding, iface: NetworkInterface) => void) {
    this.#clock = clock;
    this.#expired = expired;
  }

  /** Starts it anew; without an idle timeout, or with the interface not up, there is none. */
  restart(binding: Binding, iface: NetworkInterface): void {
    this.cancel(iface);
    if (binding.idleTimeoutS === 0 || !iface.isUp) return;
    const timer = this.#clock.after(binding.idleTimeoutS * 1000, () => {
      this.#timers.delete(iface);
      this.#expired(binding, iface);
    });
    this.#timers.set(iface, timer);
  }

  cancel(iface: NetworkInterface): void {
    this.#timers.get(iface)?.cancel();
    this.#timers.delete(iface);
  }
}
