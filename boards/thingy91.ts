import type { Board } from './board.ts';
import { bridged, bridgeNotes, firstPort, nordic } from './thingy-bridge.ts';

/** Nordic Thingy:91 with its connectivity bridge; the second port carries the modem's trace at 1 Mbaud. */
export const thingy91: Board = {
  ...bridged,
  id: 'thingy91',
  name: 'Nordic Thingy:91',
  usb: [
    { vendorId: nordic, productId: '9100' },
    { vendorId: nordic, productId: '9100', product: /^Thingy:91 UART/ },
  ],
  interfaces: firstPort,
  certainty: 'inferred',
  notes: bridgeNotes,
};
