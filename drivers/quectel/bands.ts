import { type ModuleLine, type OptionDefinition, OptionRefusal } from '../../src/driver/index.ts';
import { type ConfigurationItem, configure, readConfiguration } from './configuration.ts';
import { WrongOptionError } from './failures.ts';
import type { QuectelDialect } from './models.table.ts';

// 3GPP TS 36.101, table 5.5-1: bands above 88 are not in use for terminals.
const highestBand = 88;

/** Takes LTE bands by their numbers: `3,8,20`. */
export const bandsOption: OptionDefinition<string> = {
  title: 'LTE bands to search, by number: 3,8,20; what the module has stored unless given',
  read: (given) => {
    const numbers = typeof given === 'string' && /^\d+(\s*,\s*\d+)*$/.test(given) ? given.split(',').map(Number) : [];
    const fits = numbers.length > 0 && numbers.every((band) => band >= 1 && band <= highestBand);
    if (!fits) throw new OptionRefusal(`numbers from 1 to ${highestBand} with commas between them`);
    return [...new Set(numbers)].sort((one, other) => one - other).join(',');
  },
};

/** A mask as `AT+QCFG="band"` has it: hexadecimal, bit 0 for band 1. */
export const bandMask = (bands: string): string =>
  bands
    .split(',')
    .reduce((mask, band) => mask | (1n << BigInt(Number(band) - 1)), 0n)
    .toString(16);

/** Restricts LTE to some bands; what the other technologies may use stays as it is. */
export async function restrictBands(
  line: ModuleLine,
  dialect: QuectelDialect,
  bands: string,
  signal: AbortSignal,
): Promise<void> {
  const { bandFields, family, scan } = dialect;
  if (scan === 'preference') {
    await configure(line, { command: '+QNWPREFCFG', name: 'lte_band', values: [bands.replaceAll(',', ':')] }, signal);
    return;
  }
  const now = await line.run(readConfiguration('+QCFG', 'band'), signal);
  if (bandFields === undefined || now === undefined || now.length < bandFields.length) {
    throw new WrongOptionError('FEATURE_MISSING', `how to choose the bands of ${family} is not known`, {
      hint: 'Leave the option bands out.',
    });
  }
  const values = bandFields.map((field, index) =>
    field === 'lte' ? bandMask(bands) : (now[index] ?? '0').replace(/^0x/i, ''),
  );
  const item: ConfigurationItem = { command: '+QCFG', name: 'band', values };
  await configure(line, item, signal);
}
