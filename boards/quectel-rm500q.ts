import type { Board } from './board.ts';
import { classicLayout, kernelSource, modemManagerSource, quectel } from './quectel-layouts.ts';

/** Quectel RM500Q, RM520N. */
export const quectelRm500q: Board = {
  id: 'quectel-rm500q',
  name: 'Quectel RM500Q, RM520N',
  kind: 'module',
  usb: [
    { vendorId: quectel, productId: '0800' },
    { vendorId: quectel, productId: '0801' },
  ],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'documented',
  source: `${kernelSource}; ${modemManagerSource}`,
};
