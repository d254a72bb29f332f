import type { Board } from './board.ts';
import { kernelSource, quectel } from './quectel-layouts.ts';

/** Quectel EM060K. */
export const quectelEm060k: Board = {
  id: 'quectel-em060k',
  name: 'Quectel EM060K',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0128' }],
  interfaces: { 3: { role: 'diag' }, 4: { role: 'nmea' }, 5: { role: 'at', preferred: true } },
  driver: 'auto',
  certainty: 'documented',
  source: kernelSource,
  notes: ['The network function is MBIM.'],
};
