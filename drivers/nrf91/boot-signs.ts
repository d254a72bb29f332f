import { fixedUrc, patternUrc, urc } from '../../src/at/index.ts';
import type { BootSigns } from '../../src/driver/index.ts';

/** The line of Serial LTE Modem and Serial Modem when a service did not start; sent in place of `Ready`. */
export const initError = 'INIT ERROR';

/**
 * What the three firmwares say when they start. Each of these, in mid-session, means that everything is lost: functional
 * mode, subscriptions, sockets. None of them is ever waited for: a port that was opened late, or without DTR, missed it.
 *
 * `#XMODEM: INIT` is the modem core alone that started over, which loses as much.
 * Source: Serial LTE Modem and Serial Modem documentation, general commands; AT client sample.
 */
export const bootSigns: BootSigns = {
  announces: [
    // It comes without a line end before it: what a reset cut off may stand in the same line.
    patternUrc('Ready', /Ready$/),
    fixedUrc(initError),
    fixedUrc('The AT host sample started'),
    patternUrc('Zephyr boot banner', /^\*\*\* Booting (nRF Connect SDK|Zephyr OS)/),
    urc('#XMODEM', (_params, line) => (/^#XMODEM:\s*INIT/.test(line) ? line : undefined)),
  ],
  follows: [],
  farewells: [],
};
