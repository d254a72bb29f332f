import type { RegistrationDomain } from '../../src/driver/index.ts';

/** What is particular to a model family. */
export interface QuectelDialect {
  /** The family, for people. */
  readonly family: string;
  /** Matched against the answer to `AT+CGMM`. */
  readonly model: RegExp;
  /** In which domains it registers for data. */
  readonly domains: readonly RegistrationDomain[];
  /** LPWA modules: RAT names and signal in `AT+QCSQ` mean LTE-M and NB-IoT. */
  readonly lpwa: boolean;
}

const lte: readonly RegistrationDomain[] = ['+CREG', '+CGREG', '+CEREG'];

/** The model families, the first that matches. Sources: Quectel BG95&BG77, BG96, EC2x&EG9x AT commands manuals. */
export const quectelModels: readonly QuectelDialect[] = [
  { family: 'BG95/BG77', model: /^BG(95|77|600)/, domains: ['+CGREG', '+CEREG'], lpwa: true },
  { family: 'BG96', model: /^BG96/, domains: ['+CGREG', '+CEREG'], lpwa: true },
  { family: 'EC21/EC25/EG25-G', model: /^E[CG]2[15]/, domains: lte, lpwa: false },
  { family: 'EG91/EG95', model: /^EG9[15]/, domains: lte, lpwa: false },
];

/** What is assumed of a Quectel module that is not in the table. */
export const otherQuectel: QuectelDialect = { family: 'other', model: /^/, domains: lte, lpwa: false };
