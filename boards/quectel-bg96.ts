import type { Board } from './board.ts';
import { classicLayout, kernelSource, modemManagerSource, quectel } from './quectel-layouts.ts';

/** Quectel BG96. */
export const quectelBg96: Board = {
  id: 'quectel-bg96',
  name: 'Quectel BG96',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0296' }],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'documented',
  source: `${kernelSource}; ${modemManagerSource}`,
  notes: ['Interface 4 is reserved for the network function.'],
};
