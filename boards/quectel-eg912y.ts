import type { Board } from './board.ts';
import { kernelSource, quectel } from './quectel-layouts.ts';

/** Quectel EG912Y. */
export const quectelEg912y: Board = {
  id: 'quectel-eg912y',
  name: 'Quectel EG912Y',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '6001' }],
  interfaces: {
    0: { role: 'net' },
    1: { role: 'net' },
    2: { role: 'diag' },
    3: { role: 'at', preferred: true },
    4: { role: 'modem' },
  },
  driver: 'auto',
  certainty: 'inferred',
  source: kernelSource,
};
