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

/** Never shorter than asked for: a device that wakes too often is the worse surprise. */
function timerBits(seconds: number, units: typeof tauUnits): string | undefined {
  const unit = units.find(([size]) => seconds <= size * 31);
  if (unit === undefined) return undefined;
  const [size, bits] = unit;
  return (
    bits +
    Math.ceil(seconds / size)
      .toString(2)
      .padStart(5, '0')
  );
}

/** Periodic-TAU in seconds as 8 bits for `AT+CPSMS`; undefined where it is too long. 3GPP TS 27.007, 7.38. */
export const periodicTauBits = (seconds: number): string | undefined => timerBits(seconds, tauUnits);

/** Active-Time in seconds as 8 bits for `AT+CPSMS`; undefined where it is too long. */
export const activeTimeBits = (seconds: number): string | undefined => timerBits(seconds, activeUnits);

/** Seconds of a timer that the network granted, as 8 bits; undefined where it is off. */
function timerSeconds(bits: string, units: typeof tauUnits): number | undefined {
  const unit = units.find(([, code]) => code === bits.slice(0, 3));
  return unit && unit[0] * Number.parseInt(bits.slice(3), 2);
}

/** The other way round: Periodic-TAU in seconds; undefined where it is off. */
export const periodicTauSeconds = (bits: string): number | undefined => timerSeconds(bits, tauUnits);

/** The other way round: Active-Time in seconds; undefined where it is off. */
export const activeTimeSeconds = (bits: string): number | undefined => timerSeconds(bits, activeUnits);

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

/** The longest eDRX cycle, in seconds. */
export const longestEdrxS = 10_485.76;

/** The shortest eDRX cycle that is not shorter than asked for, as 4 bits for `AT+CEDRXS`; 3GPP TS 27.007, 7.40. */
export const edrxBits = (seconds: number, technology: 'ltem' | 'nbiot'): string =>
  cycles.find(([length, , nbiot]) => length >= seconds && (nbiot || technology === 'ltem'))?.[1] ?? '1111';
