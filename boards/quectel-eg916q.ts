import type { Board } from './board.ts';
import { kernelSource, quectel } from './quectel-layouts.ts';

/** Quectel EG916Q. */
export const quectelEg916q: Board = {
  id: 'quectel-eg916q',
  name: 'Quectel EG916Q',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '6007' }],
  interfaces: {
    0: { role: 'diag' },
    1: { role: 'nmea' },
    2: { role: 'at', preferred: true },
    3: { role: 'modem' },
    4: { role: 'net' },
    5: { role: 'net' },
  },
  driver: 'auto',
  certainty: 'documented',
  source: kernelSource,
};
