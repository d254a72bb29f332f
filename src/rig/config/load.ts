import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AtlinkError, messageOf, UsageError } from '../../base/errors.ts';
import type { UserQuirk } from '../../driver/index.ts';
import { type Catalogue, checkConfig } from './checks.ts';
import { configFromObject, type ParsedConfig, parseConfig } from './parse.ts';
import { ConfigError, type ConfigProblem } from './problems.ts';
import { loadQuirks } from './quirk-files.ts';
import type { InterfaceText, TestServers } from './schema.ts';
import { type Environment, resolveOptions } from './values.ts';

/** The names of configuration files that are looked for, in this order. */
export const configFileNames = ['atlink.yaml', 'atlink.yml'] as const;

/** One interface of a configuration, with all values in place. */
export interface InterfaceConfig extends Omit<InterfaceText, 'options'> {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

/** A configuration that was checked whole. */
export interface RigConfig {
  /** The file, or what a program called it. */
  readonly source: string;
  /** What relative paths in it are relative to. */
  readonly folder: string;
  readonly stateDirectory: string | undefined;
  /** Those of all its files. */
  readonly quirks: readonly UserQuirk[];
  readonly boards: string | undefined;
  readonly interfaces: readonly InterfaceConfig[];
  /** What hardware tests talk to. */
  readonly tests: TestServers;
  /** Values that may not be shown. */
  readonly secrets: readonly string[];
}

export interface LoadContext {
  readonly env: Environment;
  readonly catalogue: Catalogue;
  /** Refuses an option that the driver does not take; undefined is any driver (`auto`). @throws AtlinkError */
  readonly checkOption: (driver: string | undefined, name: string, value: string) => void;
}

/** The boards of the user are known before anything that may name one is checked. */
async function withOwnBoards(
  catalogue: Catalogue,
  { boards }: Pick<ParsedConfig['config'], 'boards'>,
  folder: string,
): Promise<Catalogue> {
  const own = await catalogue.takeBoards?.(resolve(folder, boards ?? 'boards'), boards !== undefined);
  return { ...catalogue, boards: [...catalogue.boards, ...(own ?? [])] };
}

async function finish(
  { config, places, source }: ParsedConfig,
  folder: string,
  context: LoadContext,
): Promise<RigConfig> {
  const catalogue = await withOwnBoards(context.catalogue, config, folder);
  const problems: ConfigProblem[] = [...checkConfig(config, places, catalogue)];
  const interfaces: InterfaceConfig[] = [];
  const secrets: string[] = [];
  for (const [name, text] of Object.entries(config.interfaces)) {
    const path = ['interfaces', name, 'options'];
    const { env } = context;
    const resolved = await resolveOptions(text.options, { path, folder, env, places, problems });
    secrets.push(...resolved.secrets);
    const driver = context.catalogue.drivers.includes(text.driver) ? text.driver : undefined;
    for (const [option, value] of Object.entries(resolved.options)) {
      try {
        context.checkOption(driver, option, value);
      } catch (thrown) {
        const hint = thrown instanceof AtlinkError ? thrown.hint : undefined;
        problems.push(places.problem([...path, option], messageOf(thrown), hint));
      }
    }
    interfaces.push({ ...text, name, options: resolved.options });
  }
  if (problems.length > 0) throw new ConfigError(source, problems);
  const at = (path: string): string => resolve(folder, path);
  return {
    source,
    folder,
    stateDirectory: config.stateDirectory === undefined ? undefined : at(config.stateDirectory),
    boards: config.boards === undefined ? undefined : at(config.boards),
    quirks: await loadQuirks(config.quirks.map(at), context.catalogue.quirkBooks),
    interfaces,
    tests: config.tests,
    secrets,
  };
}

/**
 * Reads and checks a configuration file. Nothing is opened.
 * @throws UsageError when it cannot be read; ConfigError with every problem that it has
 */
export async function loadConfig(file: string, context: LoadContext): Promise<RigConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`the configuration ${file} cannot be read: ${messageOf(cause)}`, {
      cause,
      where: file,
      hint: '"atlink init" writes one from what is attached.',
    });
  }
  return await finish(parseConfig(text, file), dirname(resolve(file)), context);
}

/** The same for a configuration that a program gives as an object; paths in it are relative to `folder`. */
export async function checkedConfig(data: unknown, folder: string, context: LoadContext): Promise<RigConfig> {
  return await finish(configFromObject(data), folder, context);
}
