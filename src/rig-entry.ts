/**
 * The entry `atlink/rig`: the modules of a configuration as interfaces, with the drivers, boards and simulated modules
 * of this package.
 */
import { systemClock } from './base/clock.ts';
import { type Log, silentLog } from './base/log.ts';
import { realSuppliers } from './cli/real-suppliers.ts';
import { ConnectionManager } from './connection-manager.ts';
import { defaultStateDirectory } from './driver/index.ts';
import { optionChecker } from './rig/bring-up/option-check.ts';
import { checkedConfig, configFileNames, loadConfig, type RigConfig } from './rig/config/load.ts';
import type { ConfigInput } from './rig/config/schema.ts';
import { type Rig, startRig as startOn } from './rig/start-rig.ts';
import { type TakenModule, type TakeOptions, takeModuleWith, type WantedModule } from './rig-fixtures.ts';

export type { Rig } from './rig/start-rig.ts';
export type { ConfigInput, RigConfig, TakenModule, TakeOptions, WantedModule };
export { configFileNames };

/** How a rig is started beside what its configuration says. */
export interface RigOptions {
  /** What relative paths in a configuration given as an object are relative to; the working directory unless given. */
  readonly folder?: string;
  /** Where `{ env: NAME }` is looked up; the environment of this process unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How much faster than the real thing simulated modules are; 1 unless given. */
  readonly speed?: number;
  /** Takes what is said for people about the modules: where each was found. */
  readonly say?: (line: string) => void;
  readonly log?: Log;
}

/** Gives a configuration its type: what an editor completes and the compiler checks. */
export function defineConfig<const Config extends ConfigInput>(config: Config): Config {
  return config;
}

/**
 * Reads and checks a configuration, from a file or an object. Nothing is opened.
 * @throws UsageError when the file cannot be read; ConfigError with every problem
 */
export async function readConfig(config: string | ConfigInput, options: RigOptions = {}): Promise<RigConfig> {
  const { env = process.env, folder = process.cwd() } = options;
  const catalogue = await realSuppliers.catalogue();
  const drivers = await realSuppliers.drivers();
  const context = { env, catalogue, checkOption: optionChecker(drivers) };
  return typeof config === 'string' ? await loadConfig(config, context) : await checkedConfig(config, folder, context);
}

/**
 * Brings the modules of a configuration up as interfaces of a connection manager with sockets, and connects those that
 * are to be connected, as `atlink up` does. Close it: that disconnects and gives the ports back.
 * @param config the path of an `atlink.yaml`, or what stands in one as an object
 * @throws ConfigError, UsageError, TransportError, ControlError; nothing is left open then
 */
export async function startRig(config: string | ConfigInput, options: RigOptions = {}): Promise<Rig> {
  const { env = process.env, log = silentLog, say = () => undefined, speed = 1 } = options;
  const read = await readConfig(config, options);
  const world = { clock: systemClock, suppliers: realSuppliers, say };
  const manager = new ConnectionManager({ clock: systemClock, log });
  const stateDirectory = read.stateDirectory ?? defaultStateDirectory(env);
  return await startOn(world, read, { manager, speed, stateDirectory });
}

/**
 * Takes a module of the rig for a test alone, as soon as one that fits is free: the rig's file is that of ATLINK_RIG, or
 * `atlink.yaml` in this folder; with ATLINK_SIMULATED=1 its modules, or those of a built-in rig, are simulated. Release
 * it: that disconnects, closes the port and gives the module back.
 *
 * @example const module = await takeModule({ labels: ['lte-m'] });
 * @throws UsageError when there is no rig, or nothing in it fits; ConfigError; ModuleTakenError when others hold all
 * that fit for longer than the time to wait; the reason of the signal
 */
export async function takeModule(wanted: WantedModule = {}, options: TakeOptions = {}): Promise<TakenModule> {
  return await takeModuleWith((config, env) => readConfig(config, { env }), wanted, options);
}
