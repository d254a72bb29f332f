import type { Clock } from '../base/clock.ts';

// A module takes a few seconds to close a connection to a peer that is gone; longer than this nobody waits for it.
const patienceMs = 20_000;

/** Resolves when the module's socket is closed, or has taken too long over it. */
export function closed(socket: { close(): Promise<void> }, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.after(patienceMs, resolve);
    socket
      .close()
      .catch(() => undefined)
      .finally(() => {
        timer.cancel();
        resolve();
      });
  });
}
