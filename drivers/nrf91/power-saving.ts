import { type Command, order, set } from '../../src/at/index.ts';
import {
  activeTimeBits,
  edrxBits,
  longestEdrxS,
  type OptionDefinition,
  OptionRefusal,
  periodicTauBits,
} from '../../src/driver/index.ts';

const shortMs = 5000;

/** `AT+CPSMS`: power saving mode on with the network's timers, off, or with timers asked for; 3GPP TS 27.007, 7.38. */
export function setPsm(value: string): Command {
  if (value === 'off') return order(set('+CPSMS', 0), shortMs);
  const [tau, active] = value.split(',').map(Number);
  if (value === 'on' || tau === undefined || active === undefined) return psmOfTheNetwork;
  const periodicTau = periodicTauBits(tau);
  const activeTime = activeTimeBits(active);
  return order(set('+CPSMS', 1, undefined, undefined, periodicTau, activeTime), shortMs);
}

/** What is left when the wanted timers are refused. */
export const psmOfTheNetwork: Command = order(set('+CPSMS', 1), shortMs);

/** Takes `off`, `on`, or the seconds of Periodic-TAU and Active-Time: `3600,60`. */
export const psmOption: OptionDefinition<string> = {
  title: 'power saving mode: off, on, or periodic TAU and active time in seconds, as 3600,60',
  read: (given) => {
    if (given === 'off' || given === 'on') return given;
    const [, tau, active] = typeof given === 'string' ? (/^(\d{1,8}),(\d{1,5})$/.exec(given) ?? []) : [];
    const fits = periodicTauBits(Number(tau)) !== undefined && activeTimeBits(Number(active)) !== undefined;
    if (tau === undefined || !fits) throw new OptionRefusal('off, on, or two whole numbers of seconds as 3600,60');
    return `${Number(tau)},${Number(active)}`;
  },
};

/** `AT+CEDRXS` for LTE-M (4) and for NB-IoT (5): the shortest cycle that is not shorter than asked for. */
export function setEdrx(value: string): readonly Command[] {
  if (value === 'off') return [order(set('+CEDRXS', 3), shortMs)];
  const seconds = Number(value);
  return [
    order(set('+CEDRXS', 2, 4, edrxBits(seconds, 'ltem')), shortMs),
    order(set('+CEDRXS', 2, 5, edrxBits(seconds, 'nbiot')), shortMs),
  ];
}

/** Takes `off` or a cycle in seconds. */
export const edrxOption: OptionDefinition<string> = {
  title: 'extended DRX: off, or the cycle in seconds; the next longer one that exists is asked for',
  read: (given) => {
    if (given === 'off') return given;
    const text = String(given);
    const seconds = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
    if (seconds <= 0 || seconds > longestEdrxS) throw new OptionRefusal('off, or seconds up to 10485.76');
    return text;
  },
};

/** `AT%RAI=<0|1>`: release assistance, by modem firmware 2.x. */
export const setRai = (on: boolean): Command => order(set('%RAI', on ? 1 : 0), shortMs);
