import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { messageOf } from '../../base/errors.ts';
import type { ConfigPath, ConfigProblem, Places } from './problems.ts';
import type { InterfaceText } from './schema.ts';
import { secretsOfOption } from './secret-values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The options of an interface with their values, wherever these stood. */
export interface ResolvedOptions {
  readonly options: Readonly<Record<string, string>>;
  /** Values that may not be shown. */
  readonly secrets: readonly string[];
}

type OptionText = InterfaceText['options'][string];

/** Reads the values of an interface's options; what is missing is told and not thrown, so that all is told at once. */
export async function resolveOptions(
  given: InterfaceText['options'],
  context: {
    readonly path: ConfigPath;
    readonly folder: string;
    readonly env: Environment;
    readonly places: Places;
    readonly problems: ConfigProblem[];
  },
): Promise<ResolvedOptions> {
  const { env, folder, path, places, problems } = context;
  const read = async (name: string, value: OptionText): Promise<string | undefined> => {
    if (typeof value !== 'object') return String(value);
    const place = [...path, name];
    if ('env' in value) {
      const found = env[value.env];
      if (found !== undefined) return found;
      problems.push(places.problem(place, `the environment variable ${value.env} is not set`));
      return undefined;
    }
    const file = isAbsolute(value.file) ? value.file : join(folder, value.file);
    try {
      // One line end belongs to the file and not to the secret.
      return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
    } catch (thrown) {
      problems.push(places.problem(place, `the file ${file} cannot be read: ${messageOf(thrown)}`));
      return undefined;
    }
  };
  const options: Record<string, string> = {};
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const text = await read(name, value);
    if (text === undefined) continue;
    options[name] = text;
    const within = secretsOfOption(name, text);
    secrets.push(...(typeof value === 'object' ? new Set([text, ...within]) : within));
  }
  return { options, secrets };
}
