import type { Fact } from '../../connectivity/index.ts';

// From "no use" to "as good as it gets". RSRP as networks plan with it (3GPP TS 36.133 reports -140 to -44 dBm);
// RSSI as access points and 2G and 3G cells are judged by.
const ranges = { rsrpDbm: [-120, -80], rssiDbm: [-95, -55] } as const;

const bars = '▂▄▆█';
const levels = '▁▂▃▄▅▆▇█';

/** How good a signal is, from 0 to 1; undefined when nothing in it says so. */
export function signalQuality(data: Fact['data']): number | undefined {
  for (const [name, [worst, best]] of Object.entries(ranges)) {
    const value = data?.[name];
    if (typeof value === 'number') return Math.min(1, Math.max(0, (value - worst) / (best - worst)));
  }
  return undefined;
}

/** Four bars, as many of them raised as the signal deserves: `▂▄··`. */
export function signalBars(quality: number): string {
  const count = Math.min(bars.length, Math.max(quality > 0 ? 1 : 0, Math.round(quality * bars.length)));
  return bars.slice(0, count).padEnd(bars.length, '·');
}

/** The last measurements side by side, the newest on the right. */
export function sparkline(qualities: readonly number[], width: number): string {
  return qualities
    .slice(Math.max(0, qualities.length - Math.max(0, width)))
    .map((quality) => levels[Math.round(quality * (levels.length - 1))])
    .join('');
}
