import type { Check } from '../check.ts';

/** TX and RX are joined before they reach the module, or nothing but an echo is left of it. */
export const lineLoop: Check = {
  code: 'LINE_LOOP',
  title: 'the line only echoes',
  layer: 'line',
  blocks: true,
  look: ({ line }) =>
    line?.isLoop === true
      ? {
          reason: 'everything that is sent comes back, and no answer follows: TX is joined with RX',
          mend: 'take away the bridge between TX and RX; a board with a shell in place of AT firmware wants other firmware',
        }
      : undefined,
};
