import type { Clock } from '../base/clock.ts';
import type { Exchange } from './exchange.ts';

interface Asking {
  readonly clock: Clock;
  /** Whether the module still waits for it. */
  readonly isRunning: () => boolean;
  readonly overdue: () => void;
  readonly send: (bytes: Uint8Array) => void;
}

/**
 * Asks whoever gave a command for the payload that the module waits for; where none is given the module is told so, if it
 * can be. The time that this takes is none of the module's.
 * @returns whether there is somebody to ask
 */
export function askForPayload(exchange: Exchange, { clock, isRunning, overdue, send }: Asking): boolean {
  const { payload, timeoutMs } = exchange.command;
  if (payload?.ask === undefined || !exchange.isWaitedFor) return false;
  const restart = (ms: number): void => {
    exchange.deadline?.cancel();
    exchange.deadline = clock.after(ms, overdue);
  };
  // Whoever is asked has a limit of their own; this one is for those who have none.
  restart(2 * timeoutMs);
  const declined = (thrown: unknown): Uint8Array => {
    exchange.fail(thrown);
    return payload.bytes;
  };
  void payload
    .ask()
    .catch(declined)
    .then((bytes) => {
      if (!isRunning()) return;
      restart(timeoutMs);
      send(bytes);
    });
  return true;
}
