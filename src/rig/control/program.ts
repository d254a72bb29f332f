import type { Clock } from '../../base/clock.ts';
import type { ConnectionManager, ConnectivityEvent, NetworkInterface } from '../../connectivity/index.ts';
import type { AccessPoint } from '../../driver/index.ts';
import type { Snapshots } from './snapshot.ts';

/** What a driver's context offers beside the control API. */
export interface DrivenModule {
  run(text: string, signal?: AbortSignal): Promise<readonly string[]>;
  readSignal(): Promise<void>;
  scan(signal?: AbortSignal): Promise<readonly AccessPoint[]>;
}

/** The running program, as the methods see it. */
export interface ControlledProgram {
  readonly manager: ConnectionManager;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
  /** The context of an interface's binding. */
  readonly moduleOf: (iface: NetworkInterface) => DrivenModule;
  /** An event as it may be shown: flat, and without secrets. */
  readonly shown: (event: ConnectivityEvent) => unknown;
  /** Refuses a value that the driver would not take. @throws ControlError */
  readonly checkOption: (iface: NetworkInterface, name: string, value: string) => void;
  readonly version: string;
  /** The configuration, or what the program was started for. */
  readonly source: string;
}
