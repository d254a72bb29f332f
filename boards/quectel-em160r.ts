import type { Board } from './board.ts';
import { classicLayout, kernelSource, quectel } from './quectel-layouts.ts';

/** Quectel EM160R. */
export const quectelEm160r: Board = {
  id: 'quectel-em160r',
  name: 'Quectel EM160R',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0620' }],
  interfaces: classicLayout,
  driver: 'auto',
  certainty: 'inferred',
  source: `${kernelSource} (the ids; the layout is taken from EM12)`,
};
