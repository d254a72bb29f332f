import type { Clock } from '../base/clock.ts';
import type {
  ConnectionManager,
  ConnectivityEvent,
  ConnectivityImplementation,
  NetworkInterface,
} from '../connectivity/index.ts';
import type { Catalogue } from '../rig/config/checks.ts';
import type { ModuleLocator } from '../rig/config/schema.ts';
import type { Snapshots } from '../rig/control/snapshot.ts';
import type { Port } from '../transport/transport.ts';

/** A driver as the command line sees it. */
export interface Driver {
  readonly name: string;
  readonly title: string;
  /** Fits what its modules say of themselves: `AT+CGMI`, `AT+GMR`. */
  readonly recognises: RegExp;
  readonly implementation: ConnectivityImplementation<
    unknown,
    {
      readonly port: Port;
      readonly options?: Readonly<Record<string, unknown>>;
      readonly dtr?: 'assert' | 'clear';
      readonly settleMs?: number;
      readonly logPort?: Port;
      readonly wiring?: 'none' | 'esp-auto-reset';
    }
  >;
}

/** A model that can be simulated. */
export interface Model {
  readonly name: string;
  readonly description: string;
  /** The driver that speaks its language. */
  readonly family: string;
  /** What an interface has to be told before it can connect to the world around it. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface SimulationOptions {
  readonly clock: Clock;
  readonly speed: number;
  readonly simPin?: string;
  /** The APNs that the network knows; any, when left out. */
  readonly apns?: readonly string[];
}

/** Where a simulated module can be reached, and how to end that. */
export interface Served {
  /** What another program opens: a path, or `tcp:HOST:PORT`. */
  readonly address: string;
  close(): Promise<void>;
}

/** A simulated module that is switched on. */
export interface Simulation {
  /** @param link a symbolic link to make to the pseudo-terminal */
  servePty(options: { readonly link?: string; readonly baud?: number }): Promise<Served>;
  /** At the Unix socket `path`, or at the TCP port `port` of this machine alone. */
  serveSocket(at: { readonly path?: string; readonly port?: number; readonly baud?: number }): Promise<Served>;
  close(): void;
}

export interface Simulator {
  readonly models: readonly Model[];
  start(model: string, options: SimulationOptions): Simulation;
}

/** A serial port that was found on this machine. */
export interface FoundDevice {
  readonly path: string;
  /** The path that stays the same when the module is plugged in again. */
  readonly stablePath?: string;
  /** What it is, for people: `Quectel BG95, BG77`. */
  readonly board?: string;
  /** Which driver speaks its language, or a name that begins with the driver's. */
  readonly driver?: string;
  /** What the module does on this port: `at`, `nmea`, `diag`. */
  readonly role: string;
  /** It is the one port of a recognised module to talk AT on. */
  readonly main: boolean;
  readonly baudRate?: number;
  /** What the board needs of DTR, and how many milliseconds it takes after that. */
  readonly dtr?: 'assert' | 'clear';
  readonly settleMs?: number;
  /** Vendor and product, and the number of the interface: `2c7c:0700 if02`. */
  readonly usb?: string;
  readonly serialNumber?: string;
  /** Where it is plugged in: `1-1.4`. */
  readonly portPath?: string;
  /** Whether this user may open it. */
  readonly mayOpen: boolean;
  /** The programs that have it open, with their process ids. */
  readonly holders: readonly string[];
  /** Why it cannot be used now, and what to do about it. */
  readonly problem?: string;
}

/** A module that is plugged in and has no serial port. */
export interface PortlessModule {
  readonly board: string;
  readonly usb: string;
  readonly portPath?: string;
  readonly problem: string;
}

/** A running program, for the commands that talk to it. */
export interface ServedProgramOptions {
  readonly manager: ConnectionManager;
  readonly clock: Clock;
  readonly version: string;
  readonly source: string;
  readonly snapshots: Snapshots;
  readonly moduleOf: (iface: NetworkInterface) => unknown;
  readonly shown: (event: ConnectivityEvent) => unknown;
  readonly checkOption: (iface: NetworkInterface, name: string, value: string) => void;
}

/** The service that other commands reach. */
export interface ControlService {
  readonly path: string;
  close(): Promise<void>;
}

/** A module that is found by what it is, wherever it is plugged in. */
export interface LocatedModule {
  readonly port: Port;
  /** What its board is known for, when it is attached now. */
  readonly device?: FoundDevice;
}

/**
 * Everything heavy that a sub-command may need, loaded when it is asked for and not before: `--help` needs none of it.
 * A test lends other ones.
 */
export interface Suppliers {
  drivers(): Promise<readonly Driver[]>;
  simulator(): Promise<Simulator>;
  /** @throws UsageError when the address is none */
  port(address: string, options: { readonly baudRate?: number }): Promise<Port>;
  discover(): Promise<readonly FoundDevice[]>;
  portless(): Promise<readonly PortlessModule[]>;
  /** What a configuration may name. */
  catalogue(): Promise<Catalogue>;
  /** The port of a module that is found by its identity, each time that it is opened. */
  located(locator: ModuleLocator, options: { readonly baudRate?: number }): Promise<LocatedModule>;
  /** Lets other commands reach this program; left out where nobody is to. */
  serveControl?(program: ServedProgramOptions): Promise<ControlService>;
}
