import { plansFromConfig } from '../../rig/bring-up/config-plans.ts';
import { optionChecker } from '../../rig/bring-up/option-check.ts';
import { loadConfig } from '../../rig/config/load.ts';
import type { Cli } from '../cli.ts';
import { givenQuirks } from './given-quirks.ts';
import type { Plans } from './plans.ts';
import type { UpOptions } from './up-options.ts';

/** The interfaces of a configuration. Nothing is opened before all of it was found to be right. */
export async function configPlans(
  cli: Cli,
  file: string,
  options: Pick<UpOptions, 'speed' | 'quirks'>,
  stateDirectory: string | undefined,
): Promise<Plans> {
  const config = await loadConfig(file, {
    env: cli.io.env,
    catalogue: await cli.suppliers.catalogue(),
    checkOption: optionChecker(await cli.suppliers.drivers()),
  });
  cli.keepSecret(config.secrets);
  const quirks = [...config.quirks, ...(await givenQuirks(cli, options))];
  const plans = await plansFromConfig(cli, { ...config, quirks }, options.speed);
  return { plans, source: file, stateDirectory: config.stateDirectory ?? stateDirectory };
}
