import type { Clock, Timer } from '../base/clock.ts';
import type { Binding } from './binding.ts';
import type { NetworkInterface } from './interface.ts';

/**
 * The idle timers of the interfaces that have an idle timeout. One starts when its interface comes up, and goes on while
 * a persistent interface is only interrupted: it ends when the interface is down for good.
 */
export class IdleTimers {
  readonly #clock: Clock;
  readonly #expired: (binding: Binding, iface: NetworkInterface) => void;
  readonly #timers = new Map<NetworkInterface, Timer>();

  constructor(clock: Clock, expired: (binding: Binding, iface: NetworkInterface) => void) {
    this.#clock = clock;
    this.#expired = expired;
  }

  /** Starts it anew; there is none without an idle timeout, nor on an interface that is down for good. */
  restart(binding: Binding, iface: NetworkInterface): void {
    const counts = iface.isUp || this.#timers.has(iface);
    this.cancel(iface);
    if (binding.idleTimeoutS === 0 || !counts) return;
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
