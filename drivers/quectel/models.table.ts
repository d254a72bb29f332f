import type { RegistrationDomain } from '../../src/driver/index.ts';

/** A radio access technology, as the option `rat` names it. */
export const rats = ['gsm', 'wcdma', 'ltem', 'nbiot', 'lte', 'nr'] as const;

export type Rat = (typeof rats)[number];

/** What is particular to a model family. */
export interface QuectelDialect {
  /** The family, for people. */
  readonly family: string;
  /** Matched against the answer to `AT+CGMM`. */
  readonly model: RegExp;
  /** In which domains it registers for data. */
  readonly domains: readonly RegistrationDomain[];
  /** The most that `AT+CEREG=` takes: with 4 it also says why the network refused, and which timers it granted. */
  readonly ceregMode: 2 | 4;
  readonly rats: readonly Rat[];
  /**
   * How it is told what to search with: an order and two modes (`nwscanseq`, `nwscanmode`, `iotopmode`), one mode, one
   * preference (`AT+QNWPREFCFG`), or not at all.
   */
  readonly scan: 'sequence' | 'mode' | 'preference' | 'none';
  /** The fields of `AT+QCFG="band"` in their order; undefined where bands are set otherwise or not known. */
  readonly bandFields: readonly ('other' | 'lte')[] | undefined;
  /** It has power saving mode and extended DRX. */
  readonly savesPower: boolean;
  /** Satellites and network share one receiver. */
  readonly sharesReceiver: boolean;
  /** Whether it has sockets: where that is not certain, it is asked. */
  readonly sockets: 'yes' | 'probe';
  /** How long a search may take before it is begun anew, in milliseconds: over many narrow bands it takes longer. */
  readonly searchMs: number;
  /** `AT+COPS=0` clears the scan mode, which is read before and put back after. */
  readonly forgetsScanMode: boolean;
  /** How often `AT+COPS?` is asked, 2 s apart, until it is not refused. */
  readonly selectionTries: number;
  /** How long the module may wait for the peer when a connection is closed, with its port blocked, in seconds. */
  readonly closeS: number;
  /** `AT+QSSLCFG="checkhost"` is tried, and believed when it is answered OK. */
  readonly checksNames: boolean;
}

const packet: readonly RegistrationDomain[] = ['+CGREG', '+CEREG'];
const voiceAndPacket: readonly RegistrationDomain[] = ['+CREG', '+CGREG', '+CEREG'];

/** What no model is known to need otherwise; what some firmware does is in quirks.table.ts. */
const usual = {
  sharesReceiver: false,
  forgetsScanMode: false,
  selectionTries: 1,
  closeS: 1,
  checksNames: true,
} as const;

const lpwa = {
  ...usual,
  domains: packet,
  ceregMode: 4,
  rats: ['gsm', 'ltem', 'nbiot'],
  scan: 'sequence',
  bandFields: ['other', 'lte', 'lte'],
  savesPower: true,
  sockets: 'yes',
  searchMs: 300_000,
} as const;

const lte = {
  ...usual,
  domains: voiceAndPacket,
  ceregMode: 2,
  rats: ['gsm', 'wcdma', 'lte'],
  scan: 'mode',
  bandFields: ['other', 'lte', 'other'],
  savesPower: false,
  sockets: 'yes',
  searchMs: 180_000,
} as const;

/** LTE Cat. 1 on other chips, with GSM beside it and no WCDMA. */
const lteAndGsm = { ...lte, rats: ['gsm', 'lte'], bandFields: ['other', 'lte'] } as const;

/**
 * The model families, the first that matches. Sources: Quectel AT commands manuals of BG95&BG77, BG96, EC2x&EG9x,
 * EC200x&EG912Y, EC200U&EG915U, EG800Q&EG91xQ, RG50xQ&RM5xxQ.
 */
export const quectelModels: readonly QuectelDialect[] = [
  // BG77xA has other silicon: LTE-M is 7 there, as LTE is, so AcT never says which it is.
  { ...lpwa, family: 'BG770A/BG950A', model: /^BG(77|95)\dA/, rats: ['ltem', 'nbiot'] },
  { ...lpwa, family: 'BG95/BG77', model: /^BG(95|77|600)/ },
  { ...lpwa, family: 'BG96', model: /^BG96/ },
  { ...lte, family: 'EC21/EC25/EG25-G', model: /^E[CG]2[15]/ },
  { ...lteAndGsm, family: 'EC200U/EG915U/EG912U', model: /^E(C200U|G91[25]U)/ },
  // EC200A has WCDMA, EC200T and EC200S by variant.
  { ...lte, family: 'EC200S/EC200T/EC200A/EG912Y', model: /^E(C200[STA]|G912Y)/, bandFields: undefined },
  { ...lteAndGsm, family: 'EG800Q/EG91xQ', model: /^EG(800|91\d)Q/ },
  { ...lte, family: 'EG91/EG95', model: /^EG9[15]/ },
  {
    ...lte,
    family: 'RG5xx/RM5xx',
    model: /^R[GM]5/,
    domains: ['+CGREG', '+CEREG', '+C5GREG'],
    rats: ['wcdma', 'lte', 'nr'],
    scan: 'preference',
    // Data are meant to go through QMI, MBIM or PCIe; not every firmware has the stack.
    sockets: 'probe',
    bandFields: undefined,
  },
];

/** What is assumed of a Quectel module that is not in the table. */
export const otherQuectel: QuectelDialect = {
  ...lte,
  family: 'other',
  model: /^/,
  scan: 'none',
  bandFields: undefined,
  sockets: 'probe',
};
