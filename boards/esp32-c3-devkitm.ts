import type { Board } from './board.ts';
import { autoBoot, autoReset, guide, logSocket, secondAdapter } from './esp-layouts.ts';

/** Espressif ESP32-C3-DevKitM-1 with ESP-AT. */
export const esp32C3DevkitM: Board = {
  ...secondAdapter,
  id: 'esp32-c3-devkitm',
  name: 'Espressif ESP32-C3-DevKitM-1',
  reset: autoReset,
  boot: autoBoot,
  certainty: 'documented',
  source: `${guide}; esptool documentation, Boot Mode Selection`,
  notes: [logSocket, 'Connect a 3.3 V adapter to GPIO6 (RX), GPIO7 (TX), GPIO5 (CTS), GPIO4 (RTS).'],
};
