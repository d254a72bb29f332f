import { type Urc, urc } from '../../src/at/index.ts';

/** Two digits in swapped nibbles: `80` is 08. */
const swapped = (pair: string): number => Number(`${pair[1]}${pair[0]}`);

/** Minutes east of Greenwich. Quarters of an hour in swapped nibbles; the sign is bit 3 of the second digit. */
function zoneMinutes(pair: string): number | undefined {
  if (!/^\d[0-9a-f]$/i.test(pair)) return undefined;
  const tens = Number.parseInt(pair[1] ?? '0', 16);
  const quarters = (tens & 7) * 10 + Number(pair[0]);
  return (tens & 8) === 0 ? quarters * 15 : -quarters * 15;
}

/**
 * `%XTIME: "<zone>","<time>","<dst>"`: the time as the network gave it, in ISO 8601; 3GPP TS 24.008, 10.5.3.9 for the
 * digits. Declined where the time itself is missing.
 */
export const networkTime: Urc<string> = urc('%XTIME', (params) => {
  const zone = params.optionalText() ?? '';
  const pairs = (params.optionalText() ?? '').match(/[0-9a-f]{2}/gi);
  if (pairs?.length !== 7) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = pairs.slice(0, 6).map(swapped);
  const utc = new Date(Date.UTC(2000 + year, month - 1, day, hour, minute, second));
  if (Number.isNaN(utc.getTime())) return undefined;
  // The zone is given twice; the time itself is universal.
  const east = zoneMinutes(zone) ?? zoneMinutes(pairs[6] ?? '');
  if (east === undefined) return undefined;
  const local = new Date(utc.getTime() + east * 60_000).toISOString().slice(0, 19);
  const sign = east < 0 ? '-' : '+';
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${local}${sign}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
});
