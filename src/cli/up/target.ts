import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import { startSimulation } from '../simulation.ts';
import type { Driver, FoundDevice } from '../suppliers.ts';
import { checkPortPath } from './port-path.ts';
import { defaultModel, type UpOptions } from './up-options.ts';

/** What an interface is brought up on. */
export interface Target {
  readonly port: Port;
  readonly driver: Driver;
  /** What is said about it before anything happens. */
  readonly notices: readonly string[];
  /** Options that its surroundings ask for, unless others are given. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Ends what was started for it. */
  close(): Promise<void>;
}

interface Place {
  readonly address: string;
  readonly notices: readonly string[];
  /** The driver's name, or a longer name that begins with it; undefined when nothing is known. */
  readonly driverHint?: string;
  /** What the board asks for. */
  readonly baudRate?: number;
  /** Options that the module's surroundings ask for; what is given goes before them. */
  readonly parameters?: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const nothingToClose = async (): Promise<void> => undefined;

async function simulatedPlace(cli: Cli, name: string, options: UpOptions): Promise<Place> {
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
    ...(device.baudRate !== undefined && { baudRate: device.baudRate }),
    close: nothingToClose,
  };
}

/** The first recognised module; a simulated one when there is none. */
async function discoveredPlace(cli: Cli, options: UpOptions): Promise<Place> {
  const [first, ...others] = (await cli.suppliers.discover()).filter(({ main }) => main);
  if (first !== undefined) return foundPlace(options.name, first, others);
  const portless = await cli.suppliers.portless();
  const place = await simulatedPlace(cli, defaultModel, options);
  const notices = [
    ...portless.map(({ board, problem }) => `${options.name}: ${board} is plugged in but cannot be used: ${problem}`),
    `${options.name}: no module was found, so one is simulated`,
    ...place.notices,
  ];
  return { ...place, notices };
}

async function givenPlace(cli: Cli, address: string, options: UpOptions): Promise<Place> {
  const waiting = await checkPortPath(address, async () => (await cli.suppliers.discover()).map(({ path }) => path));
  return { address, notices: [`${options.name}: ${waiting ?? `on ${address}`}`], close: nothingToClose };
}

function chooseDriver(drivers: readonly Driver[], wanted: string | undefined, hint: string | undefined): Driver {
  const names = drivers.map(({ name }) => name);
  if (wanted !== undefined) {
    const driver = drivers.find(({ name }) => name === wanted);
    if (driver !== undefined) return driver;
    throw new UsageError(`there is no driver ${JSON.stringify(wanted)}`, { hint: didYouMean(wanted, names) });
  }
  const hinted = drivers.find(({ name }) => hint === name || hint?.startsWith(`${name}-`));
  const [only, ...others] = drivers;
  if (hinted !== undefined) return hinted;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError('which driver speaks with this module is not known', {
    hint: `Give it with --driver: ${names.join(', ')}.`,
  });
}

function refuseTogether(address: string | undefined, options: UpOptions): void {
  if (address === undefined || options.simulate === undefined) return;
  throw new UsageError(`a port (${address}) and --simulate cannot be given together`, {
    hint: 'A simulated module comes with a port of its own: leave one of the two out.',
  });
}

/**
 * Finds what to bring up: the port that was given, the simulated module that was asked for, or what is plugged in.
 * @throws UsageError when there is no such port, model or driver
 */
export async function chooseTarget(cli: Cli, address: string | undefined, options: UpOptions): Promise<Target> {
  refuseTogether(address, options);
  const drivers = await cli.suppliers.drivers();
  // Before anything is started: a wrong name must not leave something running.
  if (options.driver !== undefined) chooseDriver(drivers, options.driver, undefined);
  let place: Place;
  if (options.simulate !== undefined) place = await simulatedPlace(cli, options.simulate, options);
  else if (address !== undefined) place = await givenPlace(cli, address, options);
  else place = await discoveredPlace(cli, options);
  try {
    const driver = chooseDriver(drivers, options.driver, place.driverHint);
    const baudRate = options.baud ?? place.baudRate;
    const port = await cli.suppliers.port(place.address, baudRate === undefined ? {} : { baudRate });
    const { notices, parameters = {} } = place;
    return { port, driver, notices, parameters, close: () => place.close() };
  } catch (thrown) {
    await place.close();
    throw thrown;
  }
}
