import type { RefusedOption } from '../../conformance/index.ts';

/** The only APN that the simulated network knows. */
export const apn = 'internet';

/** The PIN of the SIM where it has one. */
export const pin = '2468';

export const rightParameters = { apn, pin } as const;
export const wrongParameters = { apn: 'no-such-apn' } as const;

/** Options for each way to start: what is missing, when something is, is the PIN; the rest a module can do without. */
export const cellularOptions = {
  right: rightParameters,
  wrong: { ...wrongParameters, pin },
  missing: { apn },
} as const;

export const refusedOptions: readonly RefusedOption[] = [
  { name: 'apn', value: 17, code: 'EINVAL' },
  { name: 'apn', value: 'internet\r\nAT+CFUN=0', code: 'EINVAL' },
  { name: 'apn', value: 'x'.repeat(101), code: 'ENOBUFS' },
  { name: 'pin', value: 'abcd', code: 'EINVAL' },
];
