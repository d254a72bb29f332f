import type { Board } from './board.ts';
import { jLink, reenumerates, segger } from './nrf-j-link.ts';

/** Nordic nRF9161 DK, nRF9151 DK: two virtual ports; the first is AT. SEGGER gives out product numbers as it goes. */
export const nrf91x1Dk: Board = {
  ...jLink,
  id: 'nrf91x1-dk',
  name: 'Nordic nRF9161 DK, nRF9151 DK (or another board with a J-Link)',
  usb: [{ vendorId: segger, product: /J-Link/ }],
  interfaces: { 0: { role: 'at', preferred: true }, 2: { role: 'log' } },
  logPort: 2,
  ambiguous: true,
  certainty: 'inferred',
  notes: [reenumerates, 'Any board with a J-Link looks like this one: whether AT is answered says what it is.'],
};
