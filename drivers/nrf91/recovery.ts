import { order, set } from '../../src/at/index.ts';
import type { FamilyRecovery } from '../../src/driver/index.ts';
import { resetModule, setFunctionality } from './functionality.ts';

const shortMs = 2000;
// The count of resets is cleared by some 60 s of life; ten minutes are more than that and a start.
const hard = { perDay: 4, apartMs: 600_000 };

/**
 * How an nRF91 is got back. Whoever takes its power or resets it without `+CFUN=0` five to seven times in a row has it
 * not attach for half an hour (reset-loop restriction, nWP-042): it is switched off before wherever it can be heard.
 */
export const recovery: FamilyRecovery = {
  baudRates: [115_200, 230_400, 460_800, 921_600, 1_000_000],
  // Serial Modem alone knows it.
  setBaudRate: (baudRate) => order(set('+IPR', baudRate), shortMs),
  softReset: [setFunctionality(0), resetModule],
  beforeCut: [setFunctionality(0)],
  limits: { 'soft-reset': { perDay: 6 }, 'control-lines': hard, 'usb-reset': hard, 'power-cycle': hard },
  resetsPerDay: 12,
};
