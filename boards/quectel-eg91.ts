import type { Board } from './board.ts';
import { classicLayout, kernelSource, modemManagerSource, quectel } from './quectel-layouts.ts';

/** Quectel EG91. */
export const quectelEg91: Board = {
  id: 'quectel-eg91',
  name: 'Quectel EG91',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0191' }],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'documented',
  source: `${kernelSource}; ${modemManagerSource}`,
};
