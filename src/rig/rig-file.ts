import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { configFileNames } from './config/load.ts';

/** The file of the rig: what ATLINK_RIG names, or the configuration in this folder; undefined when there is none. */
export async function rigFile(
  env: Readonly<Record<string, string | undefined>>,
  folder = process.cwd(),
): Promise<string | undefined> {
  if (env.ATLINK_RIG) return resolve(folder, env.ATLINK_RIG);
  for (const name of configFileNames) {
    const path = resolve(folder, name);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return undefined;
}
