import type { Core } from './core.ts';

/** Signal indices of the one cell there is: RSRP 53 is -88 dBm, RSRQ 22 is -8.5 dB, SNR 32 is 8 dB. */
export const signal = { rsrp: 53, rsrq: 22, snr: 32 };

/** `%CESQ`: index and threshold of RSRP and RSRQ; 255 is unknown (nRF91 AT Commands Reference Guide, %CESQ). */
export function signalUrc(core: Core): string {
  return core.radio.cell === undefined || !core.radio.active
    ? '%CESQ: 255,0,255,0'
    : `%CESQ: ${signal.rsrp},2,${signal.rsrq},3`;
}

/** `+CESQ`: only the last two values are LTE's. */
export function signalQuality(core: Core): string {
  return core.radio.cell === undefined
    ? '+CESQ: 99,99,255,255,255,255'
    : `+CESQ: 99,99,255,255,${signal.rsrq},${signal.rsrp}`;
}
