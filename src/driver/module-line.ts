import type { Command, Urc } from '../at/index.ts';
import type { Clock } from '../base/clock.ts';

/** What a driver may do with its module's line: run commands, listen, wait. It ends with the module's readiness. */
export interface ModuleLine {
  readonly clock: Clock;
  /** Rejects as `AtChannel.run` does, and when the module is lost. */
  run<Result>(command: Command<Result>, signal?: AbortSignal): Promise<Result>;
  /** Listens until the module is lost. `bytes` are those that follow a URC with a counted block. */
  onUrc<Value>(urc: Urc<Value>, handle: (value: Value, line: string, bytes?: Uint8Array) => void): void;
  /** Resolves after `ms` milliseconds. @throws the reason of `signal` */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}
