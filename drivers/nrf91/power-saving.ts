import { type Command, order, set } from '../../src/at/index.ts';
import { type OptionDefinition, OptionRefusal } from '../../src/driver/index.ts';

const shortMs = 5000;

/** Units of GPRS timer 3 (Periodic-TAU) in seconds, by their three bits; 3GPP TS 24.008, 10.5.7.4a. */
const tauUnits: readonly (readonly [seconds: number, bits: string])[] = [
  [2, '011'],
  [30, '100'],
  [60, '101'],
  [600, '000'],
  [3600, '001'],
  [36_000, '010'],
  [1_152_000, '110'],
];

/** Units of GPRS timer 2 (Active-Time); 3GPP TS 24.008, 10.5.7.3. */
const activeUnits: readonly (readonly [seconds: number, bits: string])[] = [
  [2, '000'],
  [60, '001'],
  [360, '010'],
];

function timerBits(seconds: number, units: typeof tauUnits): string | undefined {
  // Never shorter than asked for: a device that wakes too often is the worse surprise.
  const unit = units.find(([size]) => seconds <= size * 31);
  return (
    unit &&
    unit[1] +
      Math.ceil(seconds / unit[0])
        .toString(2)
        .padStart(5, '0')
  );
}

/** Seconds of a timer that the network granted, as 8 bits; undefined where it is off. */
function timerSeconds(bits: string, units: typeof tauUnits): number | undefined {
  const unit = units.find(([, code]) => code === bits.slice(0, 3));
  return unit && unit[0] * Number.parseInt(bits.slice(3), 2);
}

export const periodicTauSeconds = (bits: string): number | undefined => timerSeconds(bits, tauUnits);
export const activeTimeSeconds = (bits: string): number | undefined => timerSeconds(bits, activeUnits);

/** `AT+CPSMS`: power saving mode on with the network's timers, off, or with timers asked for; 3GPP TS 27.007, 7.38. */
export function setPsm(value: string): Command {
  if (value === 'off') return order(set('+CPSMS', 0), shortMs);
  const [tau, active] = value.split(',').map(Number);
  if (value === 'on' || tau === undefined || active === undefined) return psmOfTheNetwork;
  const periodicTau = timerBits(tau, tauUnits);
  const activeTime = timerBits(active, activeUnits);
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
    const fits = timerBits(Number(tau), tauUnits) !== undefined && timerBits(Number(active), activeUnits) !== undefined;
    if (tau === undefined || !fits) throw new OptionRefusal('off, on, or two whole numbers of seconds as 3600,60');
    return `${Number(tau)},${Number(active)}`;
  },
};

/** eDRX cycles in seconds, by their four bits; 3GPP TS 24.008, 10.5.5.32. NB-IoT does not have all. */
const cycles: readonly (readonly [seconds: number, bits: string, nbiot: boolean])[] = [
  [5.12, '0000', false],
  [10.24, '0001', false],
  [20.48, '0010', true],
  [40.96, '0011', true],
  [61.44, '0100', false],
  [81.92, '0101', true],
  [102.4, '0110', false],
  [122.88, '0111', false],
  [143.36, '1000', false],
  [163.84, '1001', true],
  [327.68, '1010', true],
  [655.36, '1011', true],
  [1310.72, '1100', true],
  [2621.44, '1101', true],
  [5242.88, '1110', true],
  [10_485.76, '1111', true],
];

/** `AT+CEDRXS` for LTE-M (4) and for NB-IoT (5): the shortest cycle that is not shorter than asked for. */
export function setEdrx(value: string): readonly Command[] {
  if (value === 'off') return [order(set('+CEDRXS', 3), shortMs)];
  const seconds = Number(value);
  const bits = (nbiot: boolean): string =>
    cycles.find(([length, , fits]) => length >= seconds && (fits || !nbiot))?.[1] ?? '1111';
  return [order(set('+CEDRXS', 2, 4, bits(false)), shortMs), order(set('+CEDRXS', 2, 5, bits(true)), shortMs)];
}

/** Takes `off` or a cycle in seconds. */
export const edrxOption: OptionDefinition<string> = {
  title: 'extended DRX: off, or the cycle in seconds; the next longer one that exists is asked for',
  read: (given) => {
    if (given === 'off') return given;
    const text = String(given);
    const seconds = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
    if (seconds <= 0 || seconds > 10_485.76) throw new OptionRefusal('off, or seconds up to 10485.76');
    return text;
  },
};

/** `AT%RAI=<0|1>`: release assistance, by modem firmware 2.x. */
export const setRai = (on: boolean): Command => order(set('%RAI', on ? 1 : 0), shortMs);
