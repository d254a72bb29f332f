import type { Check } from '../check.ts';
import { isPinState } from '../sim-states.ts';

const upWithPin = (path: string): string => `atlink up ${path} --option-env pin=SIM_PIN`;

/** A PIN is never tried by the doctor: three wrong ones block the card. */
export const simPin: Check = {
  code: 'SIM_PIN',
  title: 'the SIM wants its PIN',
  layer: 'sim',
  blocks: true,
  look: ({ port, sim, subject }) => {
    if (sim === undefined || sim.pinIsGiven === true) return undefined;
    if (!(isPinState(sim.state) || sim.error === 11)) return undefined;
    const left =
      sim.pinTries === undefined ? '' : `, ${sim.pinTries} ${sim.pinTries === 1 ? 'try is' : 'tries are'} left`;
    return {
      reason: `the SIM is locked by its PIN${left}; the doctor never tries one`,
      // A program that runs has the port, and takes options by name.
      mend:
        port === undefined
          ? `atlink set ${subject} pin=PIN`
          : `${upWithPin(port.path)}   (with the PIN in the variable SIM_PIN)`,
    };
  },
};
