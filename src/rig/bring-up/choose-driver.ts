import { messageOf, TransportError, UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { pause } from '../../base/pause.ts';
import type { Port } from '../../transport/transport.ts';
import { pendingDriver } from './pending-driver.ts';
import type { Place, TargetOptions } from './place.ts';
import type { Driver } from './suppliers.ts';
import type { RigWorld } from './world.ts';

const lookAgainMs = 250;

/** @throws UsageError when no driver is named so */
export function namedDriver(drivers: readonly Driver[], wanted: string): Driver {
  const driver = drivers.find(({ name }) => name === wanted);
  if (driver !== undefined) return driver;
  const names = drivers.map(({ name }) => name);
  throw new UsageError(`there is no driver ${JSON.stringify(wanted)}`, { hint: didYouMean(wanted, names) });
}

const isMissing = (thrown: unknown): boolean => thrown instanceof TransportError && thrown.code === 'PORT_MISSING';

/**
 * The driver that was asked for, or that the board tells; at a port that a person named the module itself is asked. For
 * one that is not there to be asked, of several that are brought up, a driver stands in that asks it when it comes.
 */
export async function chooseDriver(
  world: RigWorld,
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
  const { clock, suppliers } = world;
  const ask = (): Promise<Driver | undefined> => suppliers.detectDriver(port, drivers, clock);
  const { pending } = options;
  const detected = await (pending === undefined ? whenThere(world, options, address, ask) : ask()).catch((thrown) => {
    if (pending === undefined || !isMissing(thrown)) throw thrown;
    return pendingDriver(drivers, ask, pending);
  });
  if (detected !== undefined) return detected;
  throw new UsageError(`which driver speaks with the module at ${address} could not be found out by asking it`, {
    hint: `Give it with --driver: ${drivers.map(({ name }) => name).join(', ')}.`,
  });
}

/** Waits for a port that is missing, as for any module that is unplugged; what is asked of it comes after. */
async function whenThere<Result>(
  world: RigWorld,
  { name, timeout }: TargetOptions,
  address: string,
  ask: () => Promise<Result>,
): Promise<Result> {
  const { clock } = world;
  const since = clock.now();
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown;
      if (timeout !== undefined && clock.now() - since >= timeout * 1000) {
        const message = `${name} was not connected within ${timeout} s: the module is not there (${messageOf(thrown)})`;
        throw new TransportError('PORT_MISSING', message, {
          hint: `Is it plugged in, and is ${address} its port? "atlink devices" lists the ports.`,
        });
      }
    }
    if (tries === 1) world.say(`${name}: ${address} is not there; waiting for it`);
    await pause(clock, lookAgainMs, new AbortController().signal);
  }
}
