import type { Board } from './board.ts';
import { classicLayout, kernelSource, modemManagerSource, quectel } from './quectel-layouts.ts';

/** Quectel EC25, EG25-G. */
export const quectelEc25: Board = {
  id: 'quectel-ec25',
  name: 'Quectel EC25, EG25-G',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0125' }],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'documented',
  source: `${kernelSource}; ${modemManagerSource}`,
};
