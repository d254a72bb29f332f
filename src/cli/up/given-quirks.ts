import type { UserQuirk } from '../../driver/index.ts';
import type { Cli } from '../cli.ts';
import type { UpOptions } from './up-options.ts';

/** The quirks of `--quirks`. @throws UsageError, ConfigError */
export async function givenQuirks(cli: Cli, { quirks }: Pick<UpOptions, 'quirks'>): Promise<readonly UserQuirk[]> {
  if (quirks === undefined) return [];
  const { loadQuirks } = await import('../../rig/config/quirk-files.ts');
  return await loadQuirks(quirks, (await cli.suppliers.catalogue()).quirkBooks);
}
