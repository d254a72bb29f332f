import type { Board } from './board.ts';
import { kernelSource, quectel } from './quectel-layouts.ts';

/** Quectel EM05. */
export const quectelEm05: Board = {
  id: 'quectel-em05',
  name: 'Quectel EM05',
  kind: 'module',
  usb: [
    { vendorId: quectel, productId: '0310' },
    { vendorId: quectel, productId: '0311' },
    { vendorId: quectel, productId: '0312' },
    { vendorId: quectel, productId: '0313' },
    { vendorId: quectel, productId: '0314' },
  ],
  interfaces: { 0: { role: 'diag' }, 1: { role: 'nmea' }, 2: { role: 'at', preferred: true }, 3: { role: 'modem' } },
  driver: 'auto',
  certainty: 'inferred',
  source: kernelSource,
  notes: ['Interface 6 is reserved on some variants.'],
};
