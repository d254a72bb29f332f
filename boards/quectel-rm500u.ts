import type { Board } from './board.ts';
import { classicLayout, kernelSource, quectel } from './quectel-layouts.ts';

/** Quectel RM500U, RM500K. */
export const quectelRm500u: Board = {
  id: 'quectel-rm500u',
  name: 'Quectel RM500U, RM500K',
  kind: 'module',
  usb: [
    { vendorId: quectel, productId: '0900' },
    { vendorId: quectel, productId: '7001' },
  ],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'inferred',
  source: `${kernelSource} (the ids; the layout is taken from RM500Q)`,
};
