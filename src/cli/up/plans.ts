import { access } from 'node:fs/promises';
import type { Plan } from '../../rig/bring-up/plan.ts';
import type { Cli } from '../cli.ts';
import { driverOptions } from './driver-options.ts';
import { givenQuirks } from './given-quirks.ts';
import { planFromOptions } from './plan-from-options.ts';
import type { UpOptions } from './up-options.ts';

/** What `up` brings up. */
export interface Plans {
  readonly plans: readonly Plan[];
  /** The configuration, or what was given in its place. */
  readonly source: string;
  readonly stateDirectory: string | undefined;
}

const configNames = ['atlink.yaml', 'atlink.yml'] as const;

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** The configuration that is meant: the one that is named, or that of this folder when nothing else is asked for. */
async function configFile(address: string | undefined, options: UpOptions): Promise<string | undefined> {
  if (options.config !== undefined) return options.config;
  const asked = [options.simulate, options.driver, options.baud, options.option, options.optionEnv, options.optionFile];
  if (address !== undefined || asked.some((each) => each !== undefined)) return undefined;
  for (const name of configNames) if (await isThere(name)) return name;
  return undefined;
}

/**
 * Everything that is to be brought up: the interfaces of a configuration, or the one that the command line describes.
 * @throws UsageError, ConfigError before anything is opened
 */
export async function chosenPlans(
  cli: Cli,
  address: string | undefined,
  options: UpOptions,
  stateDirectory: string | undefined,
): Promise<Plans> {
  const file = await configFile(address, options);
  if (file !== undefined) {
    const { configPlans } = await import('./config-plans.ts');
    return await configPlans(cli, file, options, stateDirectory);
  }
  const settings = await driverOptions(
    { given: options.option ?? [], fromEnvironment: options.optionEnv ?? [], fromFiles: options.optionFile ?? [] },
    cli.io.env,
  );
  cli.keepSecret(settings.secrets);
  const quirks = await givenQuirks(cli, options);
  const plan = await planFromOptions(cli, address, options, settings.options, quirks);
  return { plans: [plan], source: plan.port.name, stateDirectory };
}
