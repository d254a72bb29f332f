import type { Check } from '../check.ts';
import { isRegistered } from '../registration-states.ts';

/** A cell is heard well and nothing comes of it: the bands, the technology or the operator that is chosen. */
export const registrationPending: Check = {
  code: 'REGISTRATION_PENDING',
  title: 'a cell is heard, but the module is not registered',
  layer: 'radio',
  blocks: true,
  look: ({ radio }) => {
    if (radio === undefined || radio.stat === 3 || isRegistered(radio.stat)) return undefined;
    if (radio.rsrpDbm === undefined && radio.rssiDbm === undefined) return undefined;
    return {
      reason: `a cell is heard, but after ${Math.round(radio.watchedMs / 1000)} s it stands at: ${radio.registration}`,
      mend: 'atlink doctor --timeout 300, for a first search may take minutes; then look at the options rat, bands, plmn',
    };
  },
};
