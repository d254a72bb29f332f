import type { Board } from './board.ts';
import { jLink, reenumerates, segger } from './nrf-j-link.ts';

/** Nordic nRF9160 DK: three virtual ports; the first is AT, the third carries the modem's trace. */
export const nrf9160Dk: Board = {
  ...jLink,
  id: 'nrf9160-dk',
  name: 'Nordic nRF9160 DK',
  usb: [
    { vendorId: segger, productId: '1055' },
    { vendorId: segger, productId: '1055', product: /J-Link/ },
  ],
  interfaces: { 0: { role: 'at', preferred: true }, 2: { role: 'log' }, 4: { role: 'log' } },
  logPort: 4,
  certainty: 'inferred',
  notes: [reenumerates, 'The switch of the virtual ports has to stand on nRF91, not on the header.'],
};
