import { UsageError } from '../../base/errors.ts';
import type { Port } from '../../transport/transport.ts';
import type { LogPortText, ModuleLocator, PowerCommands } from '../config/schema.ts';
import type { KnownModule } from '../lease/module-keys.ts';
import { checkPortPath } from './port-path.ts';
import { startSimulation } from './simulation.ts';
import type { FoundDevice, LocatedModule, SimulatedSurroundings } from './suppliers.ts';
import type { RigWorld } from './world.ts';

/** The model that plays the module when there is none. */
export const defaultModel = 'quectel-bg95';

/** How a module is chosen, and what is known of its line. */
export interface TargetOptions {
  /** Of the interface, for what is said about it. */
  readonly name: string;
  /** A simulated model. */
  readonly simulate?: string;
  /** How much faster than the real thing a simulated module is. */
  readonly speed: number;
  /** Around a simulated module. */
  readonly surroundings?: SimulatedSurroundings;
  readonly driver?: string;
  /** Speed of the serial line, in bits a second. */
  readonly baud?: number;
  /** How long a port that is missing is waited for, in seconds; for ever unless given. */
  readonly timeout?: number;
  /** Where the board prints its log. */
  readonly logPort?: LogPortText;
  readonly wiring?: 'none' | 'esp-auto-reset';
  /** What cuts and gives its power. */
  readonly power?: PowerCommands;
  /** What the module is, in place of where it is. */
  readonly locator?: ModuleLocator;
  /** What the module has to be, wherever it is. */
  readonly identity?: Pick<ModuleLocator, 'imei' | 'mac'>;
  /** Where it is remembered where modules were seen. */
  readonly stateDirectory?: string;
  /** It is not waited for here when it is not there to be asked for its driver; and what is known of it. */
  readonly pending?: { readonly options: Readonly<Record<string, string>>; readonly technology?: 'cellular' | 'wifi' };
}

/** Where a module is, and what is known of it before it was asked. */
export interface Place {
  /** Where it is to be opened, for people and for whoever opens it. */
  readonly address: string;
  /** The port itself, where the address alone does not lead to it. */
  readonly port?: Port;
  readonly notices: readonly string[];
  /** The driver's name, or a longer name that begins with it; undefined when nothing is known. */
  readonly driverHint?: string;
  /** What the board asks for. */
  readonly board?: Pick<FoundDevice, 'baudRate' | 'dtr' | 'settleMs'>;
  readonly verify?: LocatedModule['verify'];
  readonly usbReset?: LocatedModule['usbReset'];
  /** Of a module that is found by what it is: where its USB device prints its log. */
  readonly logPort?: Port;
  /** What the module is known by, for the lease; a simulated one is nobody else's anyway. */
  readonly known?: KnownModule;
  /** Of a simulated module: options that its surroundings ask for; what is given goes before them. */
  readonly parameters?: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const nothingToClose = async (): Promise<void> => undefined;

export async function simulatedPlace(world: RigWorld, name: string, options: TargetOptions): Promise<Place> {
  const { speed, surroundings } = options;
  const { simulation, model } = await startSimulation(world, name, { clock: world.clock, speed, ...surroundings });
  try {
    const served = await simulation.servePty({});
    const pace = speed === 1 ? 'in real time' : `${speed} times faster than the real thing`;
    return {
      address: served.address,
      notices: [`${options.name}: simulated ${model.description} on ${served.address}, ${pace}`],
      driverHint: model.family,
      parameters: model.parameters,
      close: async () => {
        await served.close();
        simulation.close();
      },
    };
  } catch (thrown) {
    simulation.close();
    throw thrown;
  }
}

function foundPlace(name: string, device: FoundDevice, others: readonly FoundDevice[]): Place {
  const notices = [`${name}: ${device.board} on ${device.path}`];
  if (others.length > 0) {
    const list = others.map(({ board, path }) => `${board} on ${path}`).join(', ');
    notices.push(`${name}: also attached: ${list}; give a port to choose another one`);
  }
  return {
    // A module that comes back after an unplug may come back under another number.
    address: device.stablePath ?? device.path,
    notices,
    ...(device.driver !== undefined && { driverHint: device.driver }),
    board: device,
    known: { path: device.path, portPath: device.portPath },
    close: nothingToClose,
  };
}

const isFor = ({ driver: hint }: FoundDevice, driver: string): boolean =>
  hint === driver || hint?.startsWith(`${driver}-`) === true;

/** The first recognised module; a simulated one when there is none. */
export async function discoveredPlace(world: RigWorld, options: TargetOptions): Promise<Place> {
  const { driver } = options;
  const isMeant = (device: FoundDevice): boolean => device.main && (driver === undefined || isFor(device, driver));
  const [first, ...others] = (await world.suppliers.discover()).filter(isMeant);
  if (first !== undefined) return foundPlace(options.name, first, others);
  const portless = await world.suppliers.portless();
  if (driver !== undefined) {
    // Whoever names the driver means a module of theirs: one that is played instead would be no answer.
    throw new UsageError(`no module for the driver ${driver} is plugged in, as far as its USB ids tell`, {
      hint: `Give its port, or a simulated one with --simulate. "atlink devices" lists the ports.`,
    });
  }
  const place = await simulatedPlace(world, defaultModel, options);
  const notices = [
    ...portless.map(({ board, problem }) => `${options.name}: ${board} is plugged in but cannot be used: ${problem}`),
    `${options.name}: no module was found, so one is simulated`,
    ...place.notices,
  ];
  return { ...place, notices };
}

/** The port that a person named, with what its board is known for. */
export async function givenPlace(world: RigWorld, address: string, options: TargetOptions): Promise<Place> {
  const waiting = await checkPortPath(address, async () => (await world.suppliers.discover()).map(({ path }) => path));
  const notices = [`${options.name}: ${waiting ?? `on ${address}`}`];
  const found = address.startsWith('/') ? await world.suppliers.discover() : [];
  const device = found.find(({ path, stablePath }) => path === address || stablePath === address);
  return {
    address,
    notices,
    ...(device?.driver !== undefined && { driverHint: device.driver }),
    ...(device && { board: device }),
    known: { path: address, portPath: device?.portPath },
    close: nothingToClose,
  };
}

/** The module that is meant, wherever it is plugged in; it need not be attached yet. */
export async function locatedPlace(
  world: RigWorld,
  locator: ModuleLocator,
  { baud, name, stateDirectory }: TargetOptions,
): Promise<Place> {
  const { port, device, logPort, usbReset, verify } = await world.suppliers.located(locator, {
    ...(baud !== undefined && { baudRate: baud }),
    ...(stateDirectory !== undefined && { stateDirectory }),
  });
  return {
    ...(verify && { verify }),
    ...(usbReset && { usbReset }),
    ...(logPort && { logPort }),
    address: port.name,
    port,
    notices: [`${name}: ${port.name}${device === undefined ? '' : `, now at ${device.path}`}`],
    ...(device?.driver !== undefined && { driverHint: device.driver }),
    ...(device && { board: device }),
    known: { ...locator, portPath: device?.portPath, ...(device && { path: device.path }) },
    close: nothingToClose,
  };
}
