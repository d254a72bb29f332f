import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { Cli } from '../cli.ts';
import type { KeyAndValue } from '../parse-values.ts';
import { driverOptions } from '../up/driver-options.ts';
import { callFor } from './programs.ts';

/** The settings of an interface as `get` shows them. */
interface Settings {
  readonly options: Readonly<Record<string, unknown>>;
  readonly timeout: number;
  readonly idleTimeout: number;
  readonly flags: Readonly<Record<string, boolean>>;
}

function flat({ flags, idleTimeout, options, timeout }: Settings): Readonly<Record<string, unknown>> {
  return {
    ...options,
    timeout,
    'idle-timeout': idleTimeout,
    persistent: flags.PERSISTENT === true,
    'auto-connect': flags.NO_AUTO_CONNECT !== true,
    'auto-down': flags.NO_AUTO_DOWN !== true,
  };
}

const shown = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** `atlink get`: one setting as its bare value, or all of them. A secret is shown as `***`. */
export async function getSettings(cli: Cli, iface: string, name: string | undefined, json: boolean): Promise<void> {
  const settings = flat((await callFor(cli, iface, 'get')) as Settings);
  if (name === undefined) {
    if (json) cli.printJson(JSON.stringify(settings));
    else for (const [key, value] of Object.entries(settings)) cli.print(`${key}=${shown(value)}`);
    return;
  }
  if (!Object.hasOwn(settings, name)) {
    throw new UsageError(`${iface} has no setting ${JSON.stringify(name)}`, {
      hint: didYouMean(name, Object.keys(settings)),
    });
  }
  cli.print(json ? JSON.stringify(settings[name] ?? null) : shown(settings[name]));
}

export interface SetOptions {
  readonly env?: readonly KeyAndValue[];
  readonly file?: readonly KeyAndValue[];
}

/** `atlink set`: all of the values, or none. */
export async function setSettings(
  cli: Cli,
  iface: string,
  given: readonly KeyAndValue[],
  { env = [], file = [] }: SetOptions,
): Promise<void> {
  const { options, secrets } = await driverOptions({ given, fromEnvironment: env, fromFiles: file }, cli.io.env);
  cli.keepSecret(secrets);
  if (Object.keys(options).length === 0) {
    throw new UsageError('nothing is to be set', { hint: 'Give KEY=VALUE: atlink set lte0 apn=internet.' });
  }
  await callFor(cli, iface, 'set', { values: options });
}
