import type { Board } from './board.ts';
import { bridged, bridgeNotes, firstPort, nordic } from './thingy-bridge.ts';

/** Nordic Thingy:91 X with its connectivity bridge. */
export const thingy91x: Board = {
  ...bridged,
  id: 'thingy91x',
  name: 'Nordic Thingy:91 X',
  usb: [
    { vendorId: nordic, productId: '910a' },
    { vendorId: nordic, productId: '910a', product: /^Thingy:91 X UART/ },
  ],
  interfaces: firstPort,
  certainty: 'inferred',
  notes: [...bridgeNotes, 'Pressing its button switches the AT port off while Serial Modem runs.'],
};
