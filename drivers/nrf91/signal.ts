import { type Command, command, exec, type Urc, urc } from '../../src/at/index.ts';
import type { Fact } from '../../src/driver/index.ts';

/** Signal as numbers; what is not known is left out. */
export interface Signal {
  readonly rsrpDbm: number | undefined;
  readonly rsrqDb: number | undefined;
}

// 3GPP TS 36.133, 9.1.4 and 9.1.7: the upper edge of each bin. nRF91x1 goes below 0.
const unknown = 255;
const rsrpOf = (index: number | undefined): number | undefined =>
  index === undefined || index === unknown ? undefined : index - 140;
const rsrqOf = (index: number | undefined): number | undefined =>
  index === undefined || index === unknown ? undefined : index / 2 - 19.5;

/** `AT+CESQ`: `+CESQ: 99,99,255,255,<rsrq>,<rsrp>`; 3GPP TS 27.007, 8.69. `+CSQ` is always 99 here. */
export const readSignal: Command<Signal | undefined> = command({
  line: exec('+CESQ'),
  timeoutMs: 5000,
  lines: {
    '+CESQ': (params): Signal => {
      params.skip(4);
      const rsrqDb = rsrqOf(params.optionalInt());
      return { rsrqDb, rsrpDbm: rsrpOf(params.optionalInt()) };
    },
  },
  result: ({ lines }) => lines['+CESQ'][0],
});

/** `%CESQ: <rsrp>,<threshold>,<rsrq>,<threshold>`: the signal crossed a threshold. */
export const signalChanged: Urc<Signal> = urc('%CESQ', (params) => {
  const rsrpDbm = rsrpOf(params.int());
  return { rsrpDbm, rsrqDb: rsrqOf(params.skip().optionalInt()) };
});

export function signalFact({ rsrpDbm, rsrqDb }: Signal): Fact {
  return {
    name: 'signal',
    value: rsrpDbm === undefined ? 'none' : `${rsrpDbm} dBm RSRP`,
    data: { rsrpDbm, rsrqDb },
  };
}

/** The serving cell, as far as `AT%XMONITOR` tells. */
export interface ServingCell {
  /** The operator's full name, or its number where it has none. */
  readonly operator: string | undefined;
  readonly plmn: string | undefined;
  /** 7 LTE-M, 9 NB-IoT. */
  readonly accessTechnology: number | undefined;
  readonly band: number | undefined;
}

/** `AT%XMONITOR`: more than the first field only while registered. */
export const readServingCell: Command<ServingCell | undefined> = command({
  line: exec('%XMONITOR'),
  timeoutMs: 5000,
  lines: {
    '%XMONITOR': (params): ServingCell => {
      const name = params.skip().optionalText();
      const plmn = params.skip().optionalText();
      const accessTechnology = params.skip().optionalInt();
      return { operator: name || plmn, plmn, accessTechnology, band: params.optionalInt() };
    },
  },
  result: ({ lines }) => lines['%XMONITOR'][0],
});

const evaluations = [
  'evaluated',
  'no cell',
  'no SIM',
  'only barred cells',
  'the radio is busy',
  'aborted',
  'not registered',
  'unspecified',
];

/** How good the connection would be, before anything is sent. */
export interface ConnectionEvaluation {
  /** `evaluated`, or why not. */
  readonly result: string;
  /** From 5 (worst) to 9 (best): the energy that a transmission takes. */
  readonly energy: number | undefined;
  readonly rsrpDbm: number | undefined;
  readonly rsrqDb: number | undefined;
  readonly snrDb: number | undefined;
}

/** `AT%CONEVAL`: takes some seconds; a result other than 0 stands alone. */
export const evaluate: Command<ConnectionEvaluation | undefined> = command({
  line: exec('%CONEVAL'),
  timeoutMs: 30_000,
  lines: {
    '%CONEVAL': (params): ConnectionEvaluation => {
      const result = evaluations[params.int()] ?? 'unspecified';
      const energy = params.skip().optionalInt();
      const rsrpDbm = rsrpOf(params.optionalInt());
      const rsrqDb = rsrqOf(params.optionalInt());
      const snr = params.optionalInt();
      return { result, energy, rsrpDbm, rsrqDb, snrDb: snr === undefined || snr === 127 ? undefined : snr - 24 };
    },
  },
  result: ({ lines }) => lines['%CONEVAL'][0],
});
