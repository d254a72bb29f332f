import type { Clock } from '../base/clock.ts';
import type { ConnectionManager, ConnectivityEvent, NetworkInterface } from '../connectivity/index.ts';
import type { RigSuppliers } from '../rig/bring-up/suppliers.ts';
import type { LineTrace } from '../rig/control/line-methods.ts';
import type { ControlledProgram } from '../rig/control/program.ts';
import type { Snapshots } from '../rig/control/snapshot.ts';

/** A running program, for the commands that talk to it. */
export interface ServedProgramOptions {
  readonly manager: ConnectionManager;
  readonly clock: Clock;
  readonly version: string;
  readonly source: string;
  readonly snapshots: Snapshots;
  readonly moduleOf: (iface: NetworkInterface) => unknown;
  readonly traceOf?: (iface: NetworkInterface) => LineTrace | undefined;
  readonly shown: (event: ConnectivityEvent) => unknown;
  readonly openProxy?: NonNullable<ControlledProgram['openProxy']>;
  readonly checkOption: (iface: NetworkInterface, name: string, value: string) => void;
}

/** The service that other commands reach. */
export interface ControlService {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Everything heavy that a sub-command may need, loaded when it is asked for and not before: `--help` needs none of it.
 * A test lends other ones.
 */
export interface Suppliers extends RigSuppliers {
  /** Lets other commands reach this program; left out where nobody is to. */
  serveControl?(program: ServedProgramOptions): Promise<ControlService>;
}
