import type { DocumentedQuirk } from '../../src/driver/index.ts';
import type { Nrf91Dialect } from './dialects.ts';

/** What some firmware does otherwise. What all of it does is in the README. */
export const quirks: readonly DocumentedQuirk<Partial<Nrf91Dialect>>[] = [
  {
    id: 'N1',
    models: ['*'],
    firmware: { to: 'Serial LTE Modem 1.8' },
    symptom: 'answers of the socket commands have other fields in another order, and payload comes before its header',
    driver: 'no sockets there: says what to flash',
    effect: { hasSockets: false },
    reference: 'nRF Connect SDK, changes of Serial LTE Modem in 1.9',
    proof: { file: 'sockets/around-sockets.test.ts', test: 'firmware whose sockets are not spoken says so' },
  },
  {
    id: 'N2',
    models: ['*'],
    firmware: { from: 'Serial LTE Modem 1.0' },
    symptom: 'AT#XRECV=0 blocks the module until something comes',
    driver: 'it is never sent, and an application that sends it is told',
    avoid: ['#XRECV=0'],
    reference: 'Nordic DevZone 77735',
    proof: { file: 'quirks.test.ts', test: 'a read without an end is warned of, and blocks the module' },
  },
];
