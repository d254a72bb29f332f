import type { Check } from '../check.ts';

export const lineSilent: Check = {
  code: 'LINE_SILENT',
  title: 'nothing answers',
  layer: 'line',
  blocks: true,
  look: ({ line, port }) => {
    if (line === undefined || line.answeredAt !== undefined || line.isLoop || line.overheard !== undefined) {
      return undefined;
    }
    return {
      reason: `${port?.path ?? 'the port'} opens, but nothing answers AT at any usual speed`,
      mend: 'switch the module on (PWRKEY), connect its TX to the RX of the adapter and its RX to TX, join the grounds',
    };
  },
};
