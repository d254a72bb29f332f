import type { Clock } from '../../base/clock.ts';
import type { AttemptPhase, ConnectionManager, NetworkInterface } from '../../connectivity/index.ts';
import { within } from '../wait.ts';

/** How long an orderly end may take before the module is left as it is. */
export const releaseLimitMs = 10_000;

/** Follows where the connection attempt of an interface stands. */
export class PhaseWatch {
  #phase: AttemptPhase = 'idle';
  readonly #manager: ConnectionManager;
  readonly #iface: NetworkInterface;

  constructor(manager: ConnectionManager, iface: NetworkInterface) {
    this.#manager = manager;
    this.#iface = iface;
    manager.on(
      'attempt-phase',
      ({ phase }) => {
        this.#phase = phase;
      },
      iface,
    );
  }

  /** Resolves as soon as nothing is wanted of the module any more. */
  idle(): Promise<void> {
    if (this.#phase === 'idle') return Promise.resolve();
    return new Promise((resolve) => {
      const unlisten = this.#manager.on(
        'attempt-phase',
        ({ phase }) => {
          if (phase !== 'idle') return;
          unlisten();
          resolve();
        },
        this.#iface,
      );
    });
  }
}

/**
 * Has the module leave the network, waits until it did, and closes everything.
 * @returns false when that took too long
 */
export async function release(
  manager: ConnectionManager,
  iface: NetworkInterface,
  watch: PhaseWatch,
  clock: Clock,
): Promise<boolean> {
  const deadline = clock.now() + releaseLimitMs;
  if (iface.isAdminUp) manager.disconnect(iface);
  const released = await within(clock, releaseLimitMs, watch.idle());
  // Closing has a second of its own at least: it is what gives the port back.
  const rest = Math.max(1000, deadline - clock.now());
  return (await within(clock, rest, manager.close())) && released;
}
