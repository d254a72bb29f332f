import type { Board } from './board.ts';
import { classicLayout, kernelSource, modemManagerSource, quectel } from './quectel-layouts.ts';

/** Quectel EC21. */
export const quectelEc21: Board = {
  id: 'quectel-ec21',
  name: 'Quectel EC21',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0121' }],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'documented',
  source: `${kernelSource}; ${modemManagerSource}`,
};
