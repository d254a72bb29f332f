import { UsageError } from '../../base/errors.ts';
import type { ModuleIdentity } from '../../connectivity/index.ts';
import type { Port } from '../../transport/transport.ts';
import { whyNot } from '../identity/wanted-identity.ts';
import type { Lease } from '../lease/lease.ts';
import { moduleKeys } from '../lease/module-keys.ts';
import { powerByCommands } from '../power-commands.ts';
import { chooseDriver, namedDriver } from './choose-driver.ts';
import { discoveredPlace, givenPlace, locatedPlace, type Place, simulatedPlace, type TargetOptions } from './place.ts';
import type { Driver, FoundDevice } from './suppliers.ts';
import type { RigWorld } from './world.ts';

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

export interface LineNeeds extends Pick<FoundDevice, 'dtr' | 'settleMs'>, Pick<TargetOptions, 'wiring'> {
  readonly logPort?: Port;
  readonly power?: { cycle(signal: AbortSignal): Promise<void> };
  readonly usbReset?: () => Promise<void>;
  readonly verify?: (identity: ModuleIdentity) => string | undefined;
}

/** What the board is known to need, and what the person said of it. */
async function lineNeedsOf(
  world: RigWorld,
  place: Place,
  { identity, logPort: logAt, power, wiring }: TargetOptions,
): Promise<LineNeeds> {
  const { address, board: { dtr, settleMs } = {}, usbReset, verify } = place;
  const logPort = typeof logAt === 'string' ? await world.suppliers.port(logAt, {}) : logAt && place.logPort;
  return {
    ...(identity && { verify: ({ id }: ModuleIdentity) => whyNot(identity, id, address) }),
    ...(verify && { verify }),
    ...(usbReset && { usbReset }),
    ...(dtr !== undefined && { dtr }),
    ...(settleMs !== undefined && { settleMs }),
    ...(wiring !== undefined && { wiring }),
    ...(power !== undefined && { power: powerByCommands(power, world.clock) }),
    ...(logPort !== undefined && { logPort }),
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
export async function chooseTarget(
  world: RigWorld,
  address: string | undefined,
  options: TargetOptions,
): Promise<Target> {
  refuseTogether(address, options);
  const drivers = await world.suppliers.drivers();
  // Before anything is started: a wrong name must not leave something running.
  if (options.driver !== undefined) namedDriver(drivers, options.driver);
  let place: Place;
  if (options.simulate !== undefined) place = await simulatedPlace(world, options.simulate, options);
  else if (options.locator !== undefined) place = await locatedPlace(world, options.locator, options);
  else if (address !== undefined) place = await givenPlace(world, address, options);
  else place = await discoveredPlace(world, options);
  let lease: Lease | undefined;
  const close = async (): Promise<void> => {
    await place.close();
    await lease?.release();
  };
  try {
    // Before the module is asked anything: it may be in the middle of another program's test.
    if (place.known !== undefined) {
      const keys = moduleKeys(place.known);
      lease = await world.suppliers.lease?.({ keys, name: options.name, clock: world.clock });
    }
    const baudRate = options.baud ?? place.board?.baudRate;
    const port = place.port ?? (await world.suppliers.port(place.address, baudRate === undefined ? {} : { baudRate }));
    const driver = await chooseDriver(world, drivers, options, place, port);
    const { notices, parameters = {} } = place;
    const isSimulated = place.parameters !== undefined;
    const lineNeeds = await lineNeedsOf(world, place, options);
    return { port, driver, notices, parameters, isSimulated, lineNeeds, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
