import type { Board } from './board.ts';
import { autoBoot, autoReset, guide, logSocket, secondAdapter } from './esp-layouts.ts';

/** Espressif ESP32-C6-DevKitC-1 with ESP-AT. */
export const esp32C6: Board = {
  ...secondAdapter,
  id: 'esp32-c6',
  name: 'Espressif ESP32-C6-DevKitC-1',
  reset: autoReset,
  boot: autoBoot,
  certainty: 'documented',
  source: `${guide}; esptool documentation, Boot Mode Selection`,
  notes: [
    logSocket,
    'Its other USB socket is the chip itself (303a:1001), a log and flash port too.',
    'Connect a 3.3 V adapter to GPIO6 (RX), GPIO7 (TX), GPIO5 (CTS), GPIO4 (RTS).',
  ],
};
