import type { Board } from './board.ts';
import { autoBoot, autoReset, guide, logSocket, secondAdapter } from './esp-layouts.ts';

/** Espressif ESP32-DevKitC with ESP-AT. */
export const esp32DevkitC: Board = {
  ...secondAdapter,
  id: 'esp32-devkitc',
  name: 'Espressif ESP32-DevKitC',
  reset: autoReset,
  boot: autoBoot,
  certainty: 'documented',
  source: `${guide}; esptool documentation, Boot Mode Selection`,
  notes: [
    logSocket,
    'WROOM-32 and SOLO: connect a 3.3 V adapter to GPIO16 (RX), GPIO17 (TX), GPIO15 (CTS), GPIO14 (RTS).',
    'WROVER, MINI-1 and PICO-D4: GPIO19 (RX), GPIO22 (TX) instead.',
  ],
};
