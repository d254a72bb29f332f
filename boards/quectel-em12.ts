import type { Board } from './board.ts';
import { classicLayout, kernelSource, modemManagerSource, quectel } from './quectel-layouts.ts';

/** Quectel EM12, EG12. */
export const quectelEm12: Board = {
  id: 'quectel-em12',
  name: 'Quectel EM12, EG12',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0512' }],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'documented',
  source: `${kernelSource}; ${modemManagerSource}`,
};
