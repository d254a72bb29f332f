import { UsageError } from '../../base/errors.ts';
import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import type { Driver, FoundDevice } from '../suppliers.ts';
import { chooseDriver, namedDriver } from './choose-driver.ts';
import { discoveredPlace, givenPlace, locatedPlace, type Place, simulatedPlace, type TargetOptions } from './place.ts';
import type { UpOptions } from './up-options.ts';

/** What an interface is brought up on. */
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

export interface LineNeeds extends Pick<FoundDevice, 'dtr' | 'settleMs'>, Pick<UpOptions, 'wiring'> {
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
  else if (options.locator !== undefined) place = await locatedPlace(cli, options.locator, options);
  else if (address !== undefined) place = await givenPlace(cli, address, options);
  else place = await discoveredPlace(cli, options);
  try {
    const baudRate = options.baud ?? place.board?.baudRate;
    const port = place.port ?? (await cli.suppliers.port(place.address, baudRate === undefined ? {} : { baudRate }));
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
