import type { Board } from './board.ts';
import { classicLayout, kernelSource, modemManagerSource, quectel } from './quectel-layouts.ts';

/** Quectel EG95. */
export const quectelEg95: Board = {
  id: 'quectel-eg95',
  name: 'Quectel EG95',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0195' }],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'documented',
  source: `${kernelSource}; ${modemManagerSource}`,
};
