import type { Board } from './board.ts';
import { classicLayout, kernelSource, modemManagerSource, quectel } from './quectel-layouts.ts';

/** Quectel EP06, EG06. */
export const quectelEp06: Board = {
  id: 'quectel-ep06',
  name: 'Quectel EP06, EG06',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0306' }],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'documented',
  source: `${kernelSource}; ${modemManagerSource}`,
};
