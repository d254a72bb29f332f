import type { Command, DataMode, DataModeRequest, Urc, UrcHandler } from '../at/index.ts';
import type { Clock } from '../base/clock.ts';

/** What a driver may do with its module's line: run commands, listen, wait. It ends with the module's readiness. */
export interface ModuleLine {
  readonly clock: Clock;
  /** Rejects as `AtChannel.run` does, and when the module is lost. */
  run<Result>(command: Command<Result>, signal?: AbortSignal): Promise<Result>;
  /**
   * Runs a command that turns the line raw: bytes flow both ways until it is left, or over. Meanwhile `run` rejects with
   * AtError `AT_DATA_MODE`.
   * @throws as `run` does
   */
  enterDataMode(request: DataModeRequest, signal?: AbortSignal): Promise<DataMode>;
  /** Listens until the module is lost. `bytes` are those that follow a URC with a counted block; not to be believed when `spoiled`. */
  onUrc<Value>(urc: Urc<Value>, handle: UrcHandler<Value>): void;
  /** Resolves after `ms` milliseconds. @throws the reason of `signal` */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}
