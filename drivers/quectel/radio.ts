import { type Command, command, exec, order, read, set } from '../../src/at/index.ts';

/** `AT+CFUN?`: the level of functionality; 3GPP TS 27.007, 8.2. */
export const readFunctionality: Command<number | undefined> = command({
  line: read('+CFUN'),
  timeoutMs: 5000,
  lines: { '+CFUN': (params) => params.int() },
  // The URC of a boot has the same shape and may come first; the answer is the last.
  result: ({ lines }) => lines['+CFUN'].at(-1),
});

/** `AT+CFUN=<fun>`: 1 full, 4 radio off with the SIM left on. The manual grants it 15 s; some take longer. */
export const setFunctionality = (level: 1 | 4): Command => order(set('+CFUN', level), 30_000);

/** Signal as `AT+QCSQ` has it. */
export interface Signal {
  readonly system: string;
  readonly rssiDbm: number | undefined;
  readonly rsrpDbm: number | undefined;
  readonly sinrDb: number | undefined;
  readonly rsrqDb: number | undefined;
}

/**
 * `AT+QCSQ`: `+QCSQ: "eMTC",-56,-78,210,-9`. SINR comes as 0 to 250 in steps of 0.2 dB from -20 dB; the fields of
 * other systems than LTE mean other things, only the first is RSSI everywhere.
 */
export const readSignal: Command<Signal | undefined> = command({
  line: exec('+QCSQ'),
  timeoutMs: 2000,
  lines: {
    '+QCSQ': (params): Signal => {
      const system = params.text();
      const rssiDbm = params.optionalInt();
      const isLte = !/^(NOSERVICE|GSM|WCDMA)$/.test(system);
      const rsrpDbm = isLte ? params.optionalInt() : undefined;
      const sinr = isLte ? params.optionalInt() : undefined;
      const rsrqDb = isLte ? params.optionalInt() : undefined;
      return { system, rssiDbm, rsrpDbm, sinrDb: sinr === undefined ? undefined : sinr / 5 - 20, rsrqDb };
    },
  },
  result: ({ lines }) => lines['+QCSQ'][0],
});
