import type { DocumentedQuirk } from '../../src/driver/index.ts';
import type { EspDialect } from './dialects.table.ts';

/** What some models and some firmware do otherwise than their generation. What all do is in the README. */
export const quirks: readonly DocumentedQuirk<Partial<EspDialect>>[] = [
  {
    id: 'W1',
    models: ['ESP8266*'],
    symptom: 'takes 2048 bytes in a send, also where its firmware is of a generation that takes 8192',
    driver: 'longer ones go out in pieces of 2048 bytes',
    effect: { longestSend: 2048 },
    reference: 'ESP-AT User Guide, AT+CIPSEND',
    proof: { file: 'sockets/sending.test.ts', test: '%s on %s: in pieces of %j' },
  },
  {
    id: 'W2',
    models: ['*'],
    symptom: 'AT+SLEEP=2 puts the serial line to sleep, and nothing on it wakes the module',
    driver: 'it is never sent, and an application that sends it is told',
    avoid: ['+SLEEP=2'],
    reference: 'espressif/esp-at#403, #429, #493, #832',
    proof: { file: 'quirks.test.ts', test: 'sleep of the line is warned of, and the module is deaf' },
  },
  {
    id: 'W3',
    models: ['*'],
    firmware: { from: '2.0', to: '2.0' },
    symptom: 'AT+CIPSTATUS is refused, or never answered, while much is sent',
    driver: 'asked once for each client of a server, for its address, and otherwise never',
    avoid: ['+CIPSTATUS'],
    reference: 'espressif/esp-at#322',
    proof: { open: 'the simulated modules have no such fault: what is shown is to which firmware it applies' },
  },
];
