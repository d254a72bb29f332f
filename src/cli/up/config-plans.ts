import type { InterfaceConfig } from '../../rig/config/load.ts';
import { loadConfig } from '../../rig/config/load.ts';
import type { Cli } from '../cli.ts';
import type { Driver } from '../suppliers.ts';
import type { Plan } from './plan.ts';
import type { Plans } from './plans.ts';
import { chooseTarget } from './target.ts';
import type { UpOptions } from './up-options.ts';

/** Refuses an option that the driver (or, where the module has yet to be asked, any driver) does not take. */
function optionChecker(drivers: readonly Driver[]): (driver: string | undefined, name: string, value: string) => void {
  const port = {
    name: 'the configuration',
    open: () => Promise.reject(new Error('nothing is opened while a configuration is read')),
  };
  return (driver, name, value) => {
    const candidates = driver === undefined ? drivers : drivers.filter((each) => each.name === driver);
    let refusal: unknown;
    for (const { implementation } of candidates) {
      try {
        // A context that is never initialised does nothing but look at its options.
        implementation.createContext({ port, options: { [name]: value } });
        return;
      } catch (thrown) {
        // What a driver that has the option says of its value is worth more than that another has none.
        if (refusal === undefined || (thrown as { code?: string }).code !== 'ENOPROTOOPT') refusal = thrown;
      }
    }
    if (refusal !== undefined) throw refusal;
  };
}

async function planOf(cli: Cli, config: InterfaceConfig, options: UpOptions): Promise<Plan> {
  const { baudRate, driver, logPort, module, name, wiring } = config;
  const { path, simulate } = module;
  const target = await chooseTarget(cli, path, {
    name,
    speed: options.speed,
    ...(path === undefined && simulate === undefined && { locator: module }),
    ...(simulate !== undefined && { simulate }),
    ...(driver !== 'auto' && { driver }),
    ...(baudRate !== undefined && { baud: baudRate }),
    ...(logPort !== undefined && { logPort }),
    ...(wiring !== undefined && { wiring }),
  });
  return {
    name,
    driver: target.driver,
    port: target.port,
    lineNeeds: target.lineNeeds,
    options: { ...target.parameters, ...config.options },
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

/** The interfaces of a configuration. Nothing is opened before all of it was found to be right. */
export async function plansFromConfig(
  cli: Cli,
  file: string,
  options: UpOptions,
  stateDirectory: string | undefined,
): Promise<Plans> {
  const drivers = await cli.suppliers.drivers();
  const config = await loadConfig(file, {
    env: cli.io.env,
    catalogue: await cli.suppliers.catalogue(),
    checkOption: optionChecker(drivers),
  });
  cli.keepSecret(config.secrets);
  const settled = await Promise.allSettled(config.interfaces.map((each) => planOf(cli, each, options)));
  const plans = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed !== undefined) {
    await Promise.allSettled(plans.map((plan) => plan.close()));
    throw failed.reason;
  }
  return { plans, source: file, stateDirectory: config.stateDirectory ?? stateDirectory };
}
