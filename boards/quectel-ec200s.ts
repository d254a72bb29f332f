import type { Board } from './board.ts';
import { kernelSource, quectel } from './quectel-layouts.ts';

/** Quectel EC200S, EC200A, EC200T. */
export const quectelEc200s: Board = {
  id: 'quectel-ec200s',
  name: 'Quectel EC200S, EC200A, EC200T',
  kind: 'module',
  usb: [
    { vendorId: quectel, productId: '6002' },
    { vendorId: quectel, productId: '6005' },
    { vendorId: quectel, productId: '6026' },
  ],
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
