import type { Check } from '../check.ts';
import { isRegistered } from '../registration-states.ts';

/** Below this a receiver without an antenna still hears a strong cell, so it is a choice of ours and no standard's limit. */
const weakestRsrpDbm = -120;
const weakestRssiDbm = -109;

/** No cell at all, or one that is hardly heard: an antenna that is missing looks like this. */
export const radioWeak: Check = {
  code: 'RADIO_WEAK',
  title: 'no antenna, or no coverage',
  layer: 'radio',
  blocks: true,
  look: ({ radio }) => {
    if (radio === undefined) return undefined;
    const { rejectCause, rsrpDbm, rssiDbm, stat } = radio;
    const mend = 'screw an antenna for these bands onto the main connector, or move to a window; then atlink signal';
    if (rsrpDbm !== undefined && rsrpDbm <= weakestRsrpDbm) {
      return { reason: `the signal is as weak as without an antenna: ${rsrpDbm} dBm RSRP`, mend };
    }
    if (rsrpDbm !== undefined || (rssiDbm !== undefined && rssiDbm > weakestRssiDbm)) return undefined;
    // A network that refuses was heard, and so was one that lets us in: the signal is just not told.
    if (isRegistered(stat) || stat === 3 || rejectCause !== undefined) return undefined;
    const waited = Math.round(radio.watchedMs / 1000);
    return { reason: `no cell is heard after ${waited} s (${radio.registration})`, mend };
  },
};
