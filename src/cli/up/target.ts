import { messageOf, TransportError, UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { pause } from '../../base/pause.ts';
import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import { startSimulation } from '../simulation.ts';
import type { Driver, FoundDevice } from '../suppliers.ts';
import { checkPortPath } from './port-path.ts';
import { defaultModel, type UpOptions } from './up-options.ts';

/** What an interface is brought up on. */
const lookAgainMs = 250;

/** How a module is chosen. */
export type TargetOptions = Pick<
  UpOptions,
  'simulate' | 'speed' | 'name' | 'driver' | 'baud' | 'timeout' | 'logPort' | 'wiring'
>;

export interface Target {
  readonly port: Port;
  readonly driver: Driver;
  /** What is said about it before anything happens. */
  readonly notices: readonly string[];
  /** Options that its surroundings ask for, unless others are given. */
  readonly parameters: Readonly<Record<string, string>>;
  /** It is played by this very process. */
  readonly isSimulated: boolean;
  /** What its board has beside the AT port, and needs of the control lines. */
  readonly lineNeeds: LineNeeds;
  /** Ends what was started for it. */
  close(): Promise<void>;
}

interface Place {
  readonly address: string;
  readonly notices: readonly string[];
  /** The driver's name, or a longer name that begins with it; undefined when nothing is known. */
  readonly driverHint?: string;
  /** What the board asks for. */
  readonly board?: Pick<FoundDevice, 'baudRate' | 'dtr' | 'settleMs'>;
  /** Of a simulated module: options that its surroundings ask for; what is given goes before them. */
  readonly parameters?: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

interface LineNeeds extends Pick<FoundDevice, 'dtr' | 'settleMs'>, Pick<UpOptions, 'wiring'> {
  readonly logPort?: Port;
}

/** What the board is known to need, and what the person said of it. */
async function lineNeedsOf(
  cli: Cli,
  { dtr, settleMs }: Pick<FoundDevice, 'dtr' | 'settleMs'>,
  { logPort, wiring }: TargetOptions,
): Promise<LineNeeds> {
  return {
    ...(dtr !== undefined && { dtr }),
    ...(settleMs !== undefined && { settleMs }),
    ...(wiring !== undefined && { wiring }),
    ...(logPort !== undefined && { logPort: await cli.suppliers.port(logPort, {}) }),
  };
}

const nothingToClose = async (): Promise<void> => undefined;

async function simulatedPlace(cli: Cli, name: string, options: TargetOptions): Promise<Place> {
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
async function discoveredPlace(cli: Cli, options: TargetOptions): Promise<Place> {
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
async function givenPlace(cli: Cli, address: string, options: TargetOptions): Promise<Place> {
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

/** @throws UsageError when no driver is named so */
function namedDriver(drivers: readonly Driver[], wanted: string): Driver {
  const driver = drivers.find(({ name }) => name === wanted);
  if (driver !== undefined) return driver;
  const names = drivers.map(({ name }) => name);
  throw new UsageError(`there is no driver ${JSON.stringify(wanted)}`, { hint: didYouMean(wanted, names) });
}

/** The driver that was asked for, or that the board tells; at a port that a person named the module itself is asked. */
async function chooseDriver(
  cli: Cli,
  drivers: readonly Driver[],
  options: TargetOptions,
  { driverHint: hint, address }: Place,
  port: Port,
): Promise<Driver> {
  if (options.driver !== undefined) return namedDriver(drivers, options.driver);
  const hinted = drivers.find(({ name }) => hint === name || hint?.startsWith(`${name}-`));
  const [only, ...others] = drivers;
  if (hinted !== undefined) return hinted;
  if (only !== undefined && others.length === 0) return only;
  const { detectDriver } = await import('./detect-driver.ts');
  const detected = await whenThere(cli, options, address, () => detectDriver(port, drivers, cli.clock));
  if (detected !== undefined) return detected;
  throw new UsageError(`which driver speaks with the module at ${address} could not be found out by asking it`, {
    hint: `Give it with --driver: ${drivers.map(({ name }) => name).join(', ')}.`,
  });
}

/** Waits for a port that is missing, as for any module that is unplugged; what is asked of it comes after. */
async function whenThere<Result>(
  cli: Cli,
  { name, timeout }: TargetOptions,
  address: string,
  ask: () => Promise<Result>,
): Promise<Result> {
  const { clock } = cli;
  const since = clock.now();
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (thrown) {
      if (!(thrown instanceof TransportError) || thrown.code !== 'PORT_MISSING') throw thrown;
      if (timeout !== undefined && clock.now() - since >= timeout * 1000) {
        const message = `${name} was not connected within ${timeout} s: the module is not there (${messageOf(thrown)})`;
        throw new TransportError('PORT_MISSING', message, {
          hint: `Is it plugged in, and is ${address} its port? "atlink devices" lists the ports.`,
        });
      }
    }
    if (tries === 1) cli.say(`${name}: ${address} is not there; waiting for it`);
    await pause(clock, lookAgainMs, new AbortController().signal);
  }
}

function refuseTogether(address: string | undefined, options: TargetOptions): void {
  if (address === undefined || options.simulate === undefined) return;
  throw new UsageError(`a port (${address}) and --simulate cannot be given together`, {
    hint: 'A simulated module comes with a port of its own: leave one of the two out.',
  });
}

/**
 * Finds what to bring up: the port that was given, the simulated module that was asked for, or what is plugged in.
 * @throws UsageError when there is no such port, model or driver
 */
export async function chooseTarget(cli: Cli, address: string | undefined, options: TargetOptions): Promise<Target> {
  refuseTogether(address, options);
  const drivers = await cli.suppliers.drivers();
  // Before anything is started: a wrong name must not leave something running.
  if (options.driver !== undefined) namedDriver(drivers, options.driver);
  let place: Place;
  if (options.simulate !== undefined) place = await simulatedPlace(cli, options.simulate, options);
  else if (address !== undefined) place = await givenPlace(cli, address, options);
  else place = await discoveredPlace(cli, options);
  try {
    const baudRate = options.baud ?? place.board?.baudRate;
    const port = await cli.suppliers.port(place.address, baudRate === undefined ? {} : { baudRate });
    const driver = await chooseDriver(cli, drivers, options, place, port);
    const { notices, parameters = {}, board = {} } = place;
    const isSimulated = place.parameters !== undefined;
    const lineNeeds = await lineNeedsOf(cli, board, options);
    return { port, driver, notices, parameters, isSimulated, lineNeeds, close: () => place.close() };
  } catch (thrown) {
    await place.close();
    throw thrown;
  }
}
