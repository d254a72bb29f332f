import type { UserQuirk } from '../../driver/index.ts';
import type { InterfaceConfig, RigConfig } from '../config/load.ts';
import type { Plan } from './plan.ts';
import { chooseTarget } from './target.ts';
import type { RigWorld } from './world.ts';

async function planOf(
  world: RigWorld,
  config: InterfaceConfig,
  quirks: readonly UserQuirk[],
  speed: number,
  stateDirectory: string | undefined,
): Promise<Plan> {
  const { baudRate, driver, logPort, module, name, power, wiring } = config;
  const { imei, mac, path, simulate } = module;
  const target = await chooseTarget(world, path, {
    name,
    speed,
    ...(path === undefined && simulate === undefined && { locator: module }),
    ...(simulate !== undefined && { simulate }),
    ...(driver !== 'auto' && { driver }),
    ...(baudRate !== undefined && { baud: baudRate }),
    ...(logPort !== undefined && { logPort }),
    ...(wiring !== undefined && { wiring }),
    ...(power !== undefined && { power }),
    ...(stateDirectory !== undefined && { stateDirectory }),
    ...(imei !== undefined && { identity: { imei } }),
    ...(mac !== undefined && imei === undefined && { identity: { mac } }),
    // Others of the configuration come up meanwhile.
    pending: {
      options: config.options,
      ...(imei !== undefined ? { technology: 'cellular' } : mac !== undefined && { technology: 'wifi' }),
    },
  });
  return {
    name,
    driver: target.driver,
    port: target.port,
    lineNeeds: target.lineNeeds,
    options: { ...target.parameters, ...config.options },
    quirks,
    persistent: config.persistent,
    autoConnect: config.autoConnect,
    autoDown: config.autoDown,
    timeoutS: config.timeout,
    idleTimeoutS: config.idleTimeout,
    connect: config.connect,
    isSimulated: target.isSimulated,
    notices: target.notices,
    close: () => target.close(),
  };
}

/**
 * The interfaces of a configuration that was checked whole, with their ports and drivers; a module whose driver is not
 * known is asked, now or when it comes. All of them, or none: what was started for some is ended when another fails.
 * @param speed how much faster than the real thing simulated modules are
 */
export async function plansFromConfig(
  world: RigWorld,
  {
    interfaces,
    quirks,
    stateDirectory,
  }: Pick<RigConfig, 'interfaces' | 'quirks'> & Partial<Pick<RigConfig, 'stateDirectory'>>,
  speed: number,
): Promise<readonly Plan[]> {
  const settled = await Promise.allSettled(
    interfaces.map((each) => planOf(world, each, quirks, speed, stateDirectory)),
  );
  const plans = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed !== undefined) {
    await Promise.allSettled(plans.map((plan) => plan.close()));
    throw failed.reason;
  }
  return plans;
}
