import { command, order, read, set } from '../../src/at/index.ts';
import type { FamilyRecovery } from '../../src/driver/index.ts';
import { fallsAsleep } from './power-saving.ts';

const shortMs = 2000;
// The answer comes at once, but a module that is busy with the network may be late with it.
const resetMs = 15_000;

/**
 * How a Quectel module is got back. The release notes of EC200U-CN ask for no more than 30 power cycles, resets and SIM
 * swaps a day, for the flash wears; all of them together stay well below that.
 */
export const recovery: FamilyRecovery = {
  baudRates: [115_200, 9600, 57_600, 230_400, 460_800, 921_600],
  // Not stored: what the module has stored stays as it is.
  setBaudRate: (baudRate) => order(set('+IPR', baudRate), shortMs),
  softReset: [order(set('+CFUN', 1, 1), resetMs)],
  // 0 after every boot; the start-up sets 2 or 4. Some models begin with `+CMEE` as the start-up sets it.
  settingsHold: command({
    line: read('+CEREG'),
    timeoutMs: shortMs,
    // A URC has a quoted area in second place, or nothing.
    lines: { '+CEREG': (params) => (params.isInt(1) ? params.int() : undefined) },
    result: ({ lines }) => lines['+CEREG'].at(-1) !== 0,
  }),
  isAsleep: (lastWords) => lastWords === fallsAsleep.prefix,
  resetsPerDay: 16,
  bootMs: 20_000,
};
