import type { Clock } from '../../base/clock.ts';
import type { ConnectivityImplementation, ModuleIdentity } from '../../connectivity/index.ts';
import type { UserQuirk } from '../../driver/index.ts';
import type { Port } from '../../transport/transport.ts';
import type { Catalogue } from '../config/checks.ts';
import type { ModuleLocator } from '../config/schema.ts';
import type { Lease, LeaseRequest } from '../lease/lease.ts';

/** A driver as it is chosen by name. */
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
      readonly quirks?: readonly UserQuirk[];
      readonly dtr?: 'assert' | 'clear';
      readonly settleMs?: number;
      readonly logPort?: Port;
      readonly wiring?: 'none' | 'esp-auto-reset';
      readonly power?: { cycle(signal: AbortSignal): Promise<void> };
      readonly usbReset?: () => Promise<void>;
      readonly verify?: (identity: ModuleIdentity) => string | undefined;
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

/** What is around a simulated module, beside what its model brings along. */
export interface SimulatedSurroundings {
  /** Names that its resolver knows, and their addresses. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Where destinations really lead: `example.test:80` to `127.0.0.1:8080`. */
  readonly routes?: Readonly<Record<string, string>>;
  /** `ignores`: it claims to verify certificates, and connects to anybody. */
  readonly tlsVerification?: 'honest' | 'ignores';
}

export interface SimulationOptions extends SimulatedSurroundings {
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

export interface LocatedOptions {
  readonly baudRate?: number;
  /** Where it is remembered at which USB device a module was seen; the usual place unless given. */
  readonly stateDirectory?: string | undefined;
}

/** A module that is found by what it is, wherever it is plugged in. */
export interface LocatedModule {
  readonly port: Port;
  /** Why what answers there is not the module that is meant; undefined when it is. */
  readonly verify?: (identity: ModuleIdentity) => string | undefined;
  /** Where the same USB device prints its log. */
  readonly logPort?: Port;
  /** Resets the USB device that it is. */
  readonly usbReset?: () => Promise<void>;
  /** What its board is known for, when it is attached now. */
  readonly device?: FoundDevice;
}

/** What a module said when it was asked who it is. */
export interface Identified {
  readonly driver: Driver;
  readonly imei?: string;
  readonly mac?: string;
}

/** The drivers, boards, ports and simulated modules that there are, loaded when they are asked for and not before. */
export interface RigSuppliers {
  drivers(): Promise<readonly Driver[]>;
  simulator(): Promise<Simulator>;
  /** @throws UsageError when the address is none */
  port(address: string, options: { readonly baudRate?: number }): Promise<Port>;
  discover(): Promise<readonly FoundDevice[]>;
  portless(): Promise<readonly PortlessModule[]>;
  /** What a configuration may name. */
  catalogue(): Promise<Catalogue>;
  /** The port of a module that is found by its identity, each time that it is opened. */
  located(locator: ModuleLocator, options: LocatedOptions): Promise<LocatedModule>;
  /**
   * Takes a module for this program alone; left out where nobody else could want it.
   * @throws ModuleTakenError, naming who holds it
   */
  lease?(module: Omit<LeaseRequest, 'folder'>): Promise<Lease>;
  /**
   * Asks the module at a port which driver speaks its language; undefined when nothing answers, or nobody knows it.
   * @throws TransportError when the port cannot be opened
   */
  detectDriver(port: Port, drivers: readonly Driver[], clock: Clock): Promise<Driver | undefined>;
  /** The same, and its IMEI or its MAC address. @throws TransportError when the port cannot be opened */
  identify(port: Port, drivers: readonly Driver[], clock: Clock): Promise<Identified | undefined>;
}
