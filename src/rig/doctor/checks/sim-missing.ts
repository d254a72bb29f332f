import type { Check } from '../check.ts';

/** 10: SIM not inserted; 13: SIM failure, which is all that some modules say of an empty slot (3GPP TS 27.007, 9.2). */
const numbers: readonly number[] = [10, 13];

export const simMissing: Check = {
  code: 'SIM_MISSING',
  title: 'no SIM',
  layer: 'sim',
  blocks: true,
  look: ({ sim }) =>
    sim?.error !== undefined && numbers.includes(sim.error)
      ? {
          reason: `the module finds no working SIM in its slot (+CME ERROR: ${sim.error})`,
          mend: 'switch the module off, seat the card again with its contacts to the reader, and choose the right slot',
        }
      : undefined,
};
