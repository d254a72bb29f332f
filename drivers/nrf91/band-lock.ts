import { type Command, order, set } from '../../src/at/index.ts';
import { type OptionDefinition, OptionRefusal } from '../../src/driver/index.ts';

const highestBand = 88;
const removeLock = 0;
// Until the modem is switched off: the driver sets it again, and the flash is spared.
const lockForNow = 2;

/**
 * `AT%XBANDLOCK=2,"<mask>"`: a text of bits whose last one is band 1. Only with the modem off. An empty list takes the
 * lock away. Source: nRF91 AT Commands Reference Guide.
 */
export function setBandLock(bands: readonly number[]): Command {
  if (bands.length === 0) return order(set('%XBANDLOCK', removeLock), 5000);
  return order(set('%XBANDLOCK', lockForNow, bandMask(bands)), 5000);
}

/** The mask: as short as the highest band allows. */
export function bandMask(bands: readonly number[]): string {
  const highest = Math.max(...bands);
  return Array.from({ length: highest }, (_, index) => (bands.includes(highest - index) ? '1' : '0')).join('');
}

/** The bands of an option's value, `none` being none. */
export const bandsOf = (value: string): readonly number[] => (value === 'none' ? [] : value.split(',').map(Number));

/** Takes `20,8`, `[8, 20]` or `none`; gives it in order, as a text. */
export const bandLockOption: OptionDefinition<string> = {
  title: 'bands that alone may be used, as 8,20; none takes the lock away',
  read: (given) => {
    if (given === 'none') return given;
    const texts = typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given.map(String) : [];
    const bands = texts.map((text) => (/^\s*\d{1,2}\s*$/.test(text) ? Number(text) : 0));
    if (bands.length === 0 || bands.some((band) => band < 1 || band > highestBand)) {
      throw new OptionRefusal(`bands from 1 to ${highestBand}, as 8,20, or none`);
    }
    return [...new Set(bands)].sort((one, other) => one - other).join(',');
  },
};
