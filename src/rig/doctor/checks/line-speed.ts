import type { Check } from '../check.ts';

export const lineSpeed: Check = {
  code: 'LINE_SPEED',
  title: 'the wrong speed',
  layer: 'line',
  blocks: false,
  look: ({ line, port }) => {
    if (line?.answeredAt === undefined || line.answeredAt === line.baudRate) return undefined;
    return {
      reason: `the module answers at ${line.answeredAt} bit/s, not at ${line.baudRate}`,
      mend: `atlink up ${port?.path ?? 'PORT'} --baud ${line.answeredAt}`,
    };
  },
};
