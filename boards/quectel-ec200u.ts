import type { Board } from './board.ts';
import { kernelSource, quectel } from './quectel-layouts.ts';

/** Quectel EC200U. */
export const quectelEc200u: Board = {
  id: 'quectel-ec200u',
  name: 'Quectel EC200U',
  kind: 'module',
  usb: [{ vendorId: quectel, productId: '0901' }],
  interfaces: {
    0: { role: 'net' },
    1: { role: 'net' },
    2: { role: 'at', preferred: true },
    3: { role: 'log' },
    4: { role: 'log' },
    5: { role: 'nmea' },
    6: { role: 'diag' },
  },
  logPort: 3,
  driver: 'auto',
  certainty: 'inferred',
  source: `${kernelSource} (EC200U: AT, AP log, CP log, NMEA, DIAG, MOS)`,
  notes: [
    'EG915U and EG912U share the platform. AT+QUSBCFG=3,1 turns the ports into ttyACM.',
    'The kernel names the ports in that order and lists nine interfaces; what 7 and 8 are for is not known.',
  ],
};
