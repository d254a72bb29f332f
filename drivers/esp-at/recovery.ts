import { command, order, read, set } from '../../src/at/index.ts';
import type { FamilyRecovery } from '../../src/driver/index.ts';
import { restart, takesBusy } from './patient-line.ts';

const shortMs = 2000;

/** How a module with ESP-AT is got back. The control lines reset it on boards that have them wired so (`wiring`). */
export const recovery: FamilyRecovery = {
  baudRates: [115_200, 9600, 57_600, 230_400, 460_800, 921_600],
  // For now: a reset brings back what the module has stored. Eight data bits, one stop bit, no parity, no flow control.
  setBaudRate: (baudRate) => order(set('+UART_CUR', baudRate, 8, 1, 0, 0), shortMs),
  // Some builds take it even while they say busy to everything else.
  softReset: [takesBusy(restart)],
  // 0 after every boot; the start-up sets 1.
  settingsHold: command({
    line: read('+CIPMUX'),
    timeoutMs: shortMs,
    lines: { '+CIPMUX': (params) => params.int() },
    result: ({ lines }) => lines['+CIPMUX'].at(-1) !== 0,
  }),
};
