import type { Board } from './board.ts';
import { autoBoot, autoReset, guide, secondAdapter } from './esp-layouts.ts';

/** NodeMCU, Wemos D1 and the like: an ESP8266 behind a bridge. */
export const esp8266Nodemcu: Board = {
  ...secondAdapter,
  id: 'esp8266-nodemcu',
  name: 'NodeMCU, Wemos D1 (ESP8266)',
  reset: autoReset,
  boot: autoBoot,
  certainty: 'documented',
  source: `${guide}; ESP8266 AT Instruction Set; esptool documentation, Boot Mode Selection`,
  notes: [
    'The old AT firmware (up to 1.7), and builds with TX on GPIO1 and RX on GPIO3, answer on the USB socket.',
    'ESP-AT 2.x answers on GPIO13 (RX) and GPIO15 (TX): connect a 3.3 V adapter there.',
    'The boot loader speaks 74880 bit/s: at 115200 a start begins with some hundred bytes of garbage.',
  ],
};
