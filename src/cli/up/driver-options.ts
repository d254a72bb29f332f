import { readFile } from 'node:fs/promises';
import { messageOf, UsageError } from '../../base/errors.ts';
import { secretsOfOption } from '../../rig/config/secret-values.ts';
import type { KeyAndValue } from '../parse-values.ts';

export interface DriverOptionSources {
  /** `--option KEY=VALUE` */
  readonly given: readonly KeyAndValue[];
  /** `--option-env KEY=VAR` */
  readonly fromEnvironment: readonly KeyAndValue[];
  /** `--option-file KEY=PATH` */
  readonly fromFiles: readonly KeyAndValue[];
}

export interface DriverOptions {
  readonly options: Readonly<Record<string, string>>;
  /** The values that may not be printed. */
  readonly secrets: readonly string[];
}

function fromEnvironment([key, name]: KeyAndValue, env: Readonly<Record<string, string | undefined>>): KeyAndValue {
  const value = env[name];
  if (value !== undefined) return [key, value];
  throw new UsageError(`--option-env ${key}=${name}: there is no environment variable ${JSON.stringify(name)}`, {
    hint: `Set it for this command: ${name}=... atlink up ...`,
  });
}

async function fromFile([key, path]: KeyAndValue): Promise<KeyAndValue> {
  try {
    // One line end belongs to the file and not to the secret.
    return [key, (await readFile(path, 'utf8')).replace(/\r?\n$/, '')];
  } catch (cause) {
    throw new UsageError(`--option-file ${key}=${path}: the file cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/**
 * The options for the driver, from wherever their values stand. What came from the environment or a file is a secret,
 * and so is what is called like one.
 * @throws UsageError when a variable or a file is missing, or an option is given twice
 */
export async function driverOptions(
  sources: DriverOptionSources,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DriverOptions> {
  const hidden = [
    ...sources.fromEnvironment.map((entry) => fromEnvironment(entry, env)),
    ...(await Promise.all(sources.fromFiles.map(fromFile))),
  ];
  const options: Record<string, string> = Object.create(null);
  for (const [key, value] of [...sources.given, ...hidden]) {
    if (key in options) {
      throw new UsageError(`the option ${JSON.stringify(key)} is given twice`, {
        hint: 'Give it once: by --option, --option-env or --option-file.',
      });
    }
    options[key] = value;
  }
  const named = Object.entries(options).flatMap(([key, value]) => secretsOfOption(key, value));
  const secrets = new Set([...named, ...hidden.map(([, value]) => value)]);
  return { options: { ...options }, secrets: [...secrets] };
}
