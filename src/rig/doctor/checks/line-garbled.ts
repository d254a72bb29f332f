import type { Check } from '../check.ts';

/** The speed is right, or none is, and what arrives is damaged. */
export const lineGarbled: Check = {
  code: 'LINE_GARBLED',
  title: 'bytes are damaged or lost',
  layer: 'line',
  blocks: true,
  look: ({ line }) => {
    if (line === undefined) return undefined;
    const mend = 'shorten the wires, join the grounds, match the levels (1.8 V or 3.3 V), or lower the speed';
    if (line.answeredAt === undefined && line.overheard === 'garbage') {
      return { reason: 'something answers, but nothing readable at any usual speed', mend };
    }
    if (line.answeredAt === undefined || line.whole === line.asked) return undefined;
    return { reason: `of ${line.asked} answers to AT only ${line.whole} came whole`, mend };
  },
};
