import type { Check } from '../check.ts';
import { apnWrong } from './apn-wrong.ts';

/** All below is well and no connection comes about, for a reason that has no check of its own. */
export const connectionRefused: Check = {
  code: 'CONNECTION_REFUSED',
  title: 'no connection comes about',
  layer: 'network',
  blocks: true,
  look: (seen) => {
    const { network } = seen;
    if (network === undefined || network.isConnected || network.failure === undefined) return undefined;
    if (apnWrong.look(seen) !== undefined) return undefined;
    return {
      reason: network.failure,
      mend: 'atlink status, atlink events; the options of the driver are in its README',
    };
  },
};
