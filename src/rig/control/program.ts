import type { Clock } from '../../base/clock.ts';
import type { ConnectionManager, ConnectivityEvent, NetworkInterface } from '../../connectivity/index.ts';
import type { AccessPoint } from '../../driver/index.ts';
import type { LineTrace } from './line-methods.ts';
import type { Snapshots } from './snapshot.ts';

/** What a driver's context offers beside the control API. */
export interface DrivenModule {
  readSignal(): Promise<void>;
  scan(signal?: AbortSignal): Promise<readonly AccessPoint[]>;
}

/** A proxy that was opened through the control socket. */
export interface OpenedProxy {
  readonly listeners: readonly object[];
  readonly statistics: object;
  close(): Promise<void>;
}

/** The running program, as the methods see it. */
export interface ControlledProgram {
  readonly manager: ConnectionManager;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
  /** The context of an interface's binding. */
  readonly moduleOf: (iface: NetworkInterface) => DrivenModule;
  /** What is recorded of an interface's line; left out where nothing is. */
  readonly traceOf?: (iface: NetworkInterface) => LineTrace | undefined;
  /** An event as it may be shown: flat, and without secrets. */
  readonly shown: (event: ConnectivityEvent) => unknown;
  /** Refuses a value that the driver would not take. @throws ControlError */
  readonly checkOption: (iface: NetworkInterface, name: string, value: string) => void;
  /** Opens a proxy through interfaces, in this order; what is asked for is checked there. Left out where there is none. */
  readonly openProxy?: (wanted: unknown, ifaces: readonly NetworkInterface[]) => Promise<OpenedProxy>;
  readonly version: string;
  /** The configuration, or what the program was started for. */
  readonly source: string;
}
