import type { Board } from './board.ts';
import { kernelSource, quectel } from './quectel-layouts.ts';

/** Quectel BG95, BG77. */
export const quectelBg95: Board = {
  id: 'quectel-bg95',
  name: 'Quectel BG95, BG77',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0700' }],
  interfaces: { 0: { role: 'diag' }, 1: { role: 'nmea' }, 2: { role: 'modem', preferred: true } },
  driver: 'auto',
  certainty: 'documented',
  source: `${kernelSource} (Quectel LPWA Module)`,
  notes: ['Interface 3 is a second modem port, ECM or QMI, as AT+QCFGEXT="usbnet" says; it is left alone.'],
};
