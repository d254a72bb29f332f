import type { Clock } from '../../base/clock.ts';
import { within } from '../../base/within.ts';
import type { AttemptPhase, ConnectionManager, NetworkInterface } from '../../connectivity/index.ts';

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

/** An interface that is to be released, and how far its attempt is. */
export interface Held {
  readonly iface: NetworkInterface;
  readonly phase: PhaseWatch;
}

/**
 * Has the modules leave their networks, waits until they did, and closes everything.
 * @returns the interfaces for which that took too long
 */
export async function release(
  manager: ConnectionManager,
  held: readonly Held[],
  clock: Clock,
): Promise<readonly NetworkInterface[]> {
  const deadline = clock.now() + releaseLimitMs;
  for (const { iface } of held) if (iface.isAdminUp) manager.disconnect(iface);
  const late = await Promise.all(
    held.map(async ({ iface, phase }) => ((await within(clock, releaseLimitMs, phase.idle())) ? [] : [iface])),
  );
  // Closing has a second of its own at least: it is what gives the ports back.
  const rest = Math.max(1000, deadline - clock.now());
  const closed = await within(clock, rest, manager.close());
  return closed ? late.flat() : held.map(({ iface }) => iface);
}
