import { type Command, fixedUrc, order, set, type Urc, urc } from '../../src/at/index.ts';
import {
  activeTimeBits,
  edrxBits,
  longestEdrxS,
  type OptionDefinition,
  OptionRefusal,
  periodicTauBits,
} from '../../src/driver/index.ts';

const shortMs = 5000;

/** The module goes to sleep: not the end of its power, and nothing on the serial line wakes it. */
export const fallsAsleep: Urc<string> = fixedUrc('PSM POWER DOWN');

/** Takes `off`, or the seconds of periodic TAU and active time: `{ tau: 3600, active: 60 }`, or as a text `3600,60`. */
export const psmOption: OptionDefinition<string> = {
  title: 'power saving mode: off, or periodic TAU and active time in seconds, as 3600,60',
  read: (given) => {
    if (given === 'off') return given;
    const text =
      typeof given === 'object' && given !== null && 'tau' in given && 'active' in given
        ? `${given.tau},${given.active}`
        : given;
    const [, tau, active] = typeof text === 'string' ? (/^(\d{1,8}),(\d{1,5})$/.exec(text) ?? []) : [];
    const fits = periodicTauBits(Number(tau)) !== undefined && activeTimeBits(Number(active)) !== undefined;
    if (tau === undefined || !fits) throw new OptionRefusal('off, or two whole numbers of seconds as 3600,60');
    return `${Number(tau)},${Number(active)}`;
  },
};

/** Takes `off` or a cycle in seconds. */
export const edrxOption: OptionDefinition<string> = {
  title: 'extended DRX: off, or the cycle in seconds; the next longer one that exists is asked for',
  read: (given) => {
    if (given === 'off') return given;
    const text = String(given);
    const seconds = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
    if (seconds <= 0 || seconds > longestEdrxS) throw new OptionRefusal(`off, or seconds up to ${longestEdrxS}`);
    return text;
  },
};

/** `AT+CPSMS`, and the URC that tells which timers the network granted. Quectel BG95&BG77 PSM application note. */
export function setPsm(psm: string): readonly Command[] {
  if (psm === 'off') return [order(set('+CPSMS', 0), shortMs)];
  const [tau = 0, active = 0] = psm.split(',').map(Number);
  return [
    order(set('+QCFG', 'psm/urc', 1), shortMs),
    order(set('+CPSMS', 1, undefined, undefined, periodicTauBits(tau), activeTimeBits(active)), shortMs),
  ];
}

/** `AT+CEDRXS` for LTE-M (4) and NB-IoT (5). */
export function setEdrx(edrx: string): readonly Command[] {
  if (edrx === 'off') return [order(set('+CEDRXS', 0), shortMs)];
  const seconds = Number(edrx);
  return [
    order(set('+CEDRXS', 1, 4, edrxBits(seconds, 'ltem')), shortMs),
    order(set('+CEDRXS', 1, 5, edrxBits(seconds, 'nbiot')), shortMs),
  ];
}

/** `+QPSMTIMER: <tau>,<active>`: the network granted power saving with these seconds. */
export const psmGranted: Urc<{ readonly tauS: number; readonly activeS: number }> = urc('+QPSMTIMER', (params) => ({
  tauS: params.int(),
  activeS: params.int(),
}));
