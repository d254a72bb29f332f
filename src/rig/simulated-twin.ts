import { readFile } from 'node:fs/promises';
import { messageOf, UsageError } from '../base/errors.ts';
import { parseConfig } from './config/parse.ts';
import { type SimulatedEntry, standInFor } from './simulated-rig.table.ts';

/**
 * The modules of a configuration with simulated ones in their place: names and labels stay, options do not, because
 * their secrets need not be there where no hardware is.
 * @throws UsageError when the file cannot be read; ConfigError when its shape is wrong
 */
export async function simulatedTwin(file: string): Promise<readonly SimulatedEntry[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`the configuration ${file} cannot be read: ${messageOf(cause)}`, { cause, where: file });
  }
  const { config } = parseConfig(text, file);
  return Object.entries(config.interfaces).map(([name, entry]) => ({
    name,
    model: standInFor(entry),
    labels: entry.labels,
  }));
}
