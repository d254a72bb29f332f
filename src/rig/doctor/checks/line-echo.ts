import type { Check } from '../check.ts';

export const lineEcho: Check = {
  code: 'LINE_ECHO',
  title: 'the echo cannot be switched off',
  layer: 'line',
  blocks: false,
  look: ({ line }) =>
    line?.echoStays === true
      ? {
          reason: 'the module goes on echoing after ATE0, which takes half of the line and confuses other programs',
          mend: 'atlink works all the same; elsewhere store it: ATE0&W, or look for a second program on the line',
        }
      : undefined,
};
