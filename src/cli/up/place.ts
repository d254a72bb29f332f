import { UsageError } from '../../base/errors.ts';
import type { ModuleLocator } from '../../rig/config/schema.ts';
import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import { startSimulation } from '../simulation.ts';
import type { FoundDevice } from '../suppliers.ts';
import { checkPortPath } from './port-path.ts';
import { defaultModel, type UpOptions } from './up-options.ts';

/** How a module is chosen. */
export type TargetOptions = Pick<
  UpOptions,
  'simulate' | 'speed' | 'name' | 'driver' | 'baud' | 'timeout' | 'logPort' | 'wiring'
> & {
  /** What the module is, in place of where it is. */
  readonly locator?: ModuleLocator;
};

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
  /** Of a simulated module: options that its surroundings ask for; what is given goes before them. */
  readonly parameters?: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const nothingToClose = async (): Promise<void> => undefined;

export async function simulatedPlace(cli: Cli, name: string, options: TargetOptions): Promise<Place> {
  const { speed } = options;
  const { simulation, model } = await startSimulation(cli, name, { clock: cli.clock, speed });
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
    close: nothingToClose,
  };
}

const isFor = ({ driver: hint }: FoundDevice, driver: string): boolean =>
  hint === driver || hint?.startsWith(`${driver}-`) === true;

/** The first recognised module; a simulated one when there is none. */
export async function discoveredPlace(cli: Cli, options: TargetOptions): Promise<Place> {
  const { driver } = options;
  const isMeant = (device: FoundDevice): boolean => device.main && (driver === undefined || isFor(device, driver));
  const [first, ...others] = (await cli.suppliers.discover()).filter(isMeant);
  if (first !== undefined) return foundPlace(options.name, first, others);
  const portless = await cli.suppliers.portless();
  if (driver !== undefined) {
    // Whoever names the driver means a module of theirs: one that is played instead would be no answer.
    throw new UsageError(`no module for the driver ${driver} is plugged in, as far as its USB ids tell`, {
      hint: `Give its port, or a simulated one with --simulate. "atlink devices" lists the ports.`,
    });
  }
  const place = await simulatedPlace(cli, defaultModel, options);
  const notices = [
    ...portless.map(({ board, problem }) => `${options.name}: ${board} is plugged in but cannot be used: ${problem}`),
    `${options.name}: no module was found, so one is simulated`,
    ...place.notices,
  ];
  return { ...place, notices };
}

/** The port that a person named, with what its board is known for. */
export async function givenPlace(cli: Cli, address: string, options: TargetOptions): Promise<Place> {
  const waiting = await checkPortPath(address, async () => (await cli.suppliers.discover()).map(({ path }) => path));
  const notices = [`${options.name}: ${waiting ?? `on ${address}`}`];
  const found = address.startsWith('/') ? await cli.suppliers.discover() : [];
  const device = found.find(({ path, stablePath }) => path === address || stablePath === address);
  return {
    address,
    notices,
    ...(device?.driver !== undefined && { driverHint: device.driver }),
    ...(device && { board: device }),
    close: nothingToClose,
  };
}

/** The module that is meant, wherever it is plugged in; it need not be attached yet. */
export async function locatedPlace(cli: Cli, locator: ModuleLocator, { baud, name }: TargetOptions): Promise<Place> {
  const { port, device } = await cli.suppliers.located(locator, baud === undefined ? {} : { baudRate: baud });
  return {
    address: port.name,
    port,
    notices: [`${name}: ${port.name}${device === undefined ? '' : `, now at ${device.path}`}`],
    ...(device?.driver !== undefined && { driverHint: device.driver }),
    ...(device && { board: device }),
    close: nothingToClose,
  };
}
