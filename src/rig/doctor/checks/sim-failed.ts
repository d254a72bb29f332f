import type { Check } from '../check.ts';
import { isPinState, isPukState } from '../sim-states.ts';

/** 15: SIM wrong. States such as `PH-NET PIN` say that the module takes cards of one operator alone. */
export const simFailed: Check = {
  code: 'SIM_FAILED',
  title: 'the SIM does not fit or does not work',
  layer: 'sim',
  blocks: true,
  look: ({ sim }) => {
    if (sim?.error === 15) {
      return {
        reason: 'the module refuses this SIM (+CME ERROR: 15, SIM wrong)',
        mend: 'try another SIM in this module',
      };
    }
    const { state } = sim ?? {};
    if (state === undefined || state === 'READY' || isPinState(state) || isPukState(state)) return undefined;
    return {
      reason: `the SIM is in the state ${state}: the module is locked to another operator`,
      mend: 'use a SIM of that operator, or have the module unlocked by its seller',
    };
  },
};
