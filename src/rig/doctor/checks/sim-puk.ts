import type { Check } from '../check.ts';
import { isPukState } from '../sim-states.ts';

export const simPuk: Check = {
  code: 'SIM_PUK',
  title: 'the SIM is blocked and wants its PUK',
  layer: 'sim',
  blocks: true,
  look: ({ sim }) => {
    if (sim === undefined || !(isPukState(sim.state) || sim.error === 12)) return undefined;
    const left = sim.pukTries === undefined ? '' : `, ${sim.pukTries} tries are left`;
    return {
      reason: `a wrong PIN was given too often: the SIM takes nothing but its PUK${left}`,
      mend: 'AT+CPIN="PUK","NEWPIN" by hand, or in a telephone; the operator knows the PUK',
    };
  },
};
