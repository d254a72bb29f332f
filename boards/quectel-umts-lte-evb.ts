import type { Board } from './board.ts';

/**
 * Quectel's evaluation board for UMTS and LTE modules, by its main UART: the module's own USB socket on the same board
 * shows up as the module. Nothing tells this board from any other serial adapter, so a person names it.
 */
export const quectelUmtsLteEvb: Board = {
  id: 'quectel-umts-lte-evb',
  name: 'Quectel UMTS & LTE EVB (main UART)',
  kind: 'board',
  usb: [],
  interfaces: { 0: { role: 'at', preferred: true } },
  driver: 'auto',
  baudRate: 115_200,
  flowControl: 'none',
  certainty: 'documented',
  source: 'Quectel UMTS<E EVB User Guide',
  notes: [
    'Unsolicited lines go to the USB port unless AT+QURCCFG="urcport","uart1" was given.',
    'DTR going low to high ends a data call unless AT&D0 was given.',
  ],
};
