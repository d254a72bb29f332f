import type { Clock } from '../../src/base/clock.ts';

/** The card in the slot. Everything has a value that works. */
export interface SimOptions {
  /** False: an empty slot. Default true. */
  readonly inserted?: boolean;
  /** 19 or 20 digits. */
  readonly iccid?: string;
  /** 15 digits. */
  readonly imsi?: string;
  /** The PIN, which is asked for at each start when given. */
  readonly pin?: string;
  /** Default `12345678`. */
  readonly puk?: string;
  /** Tries left at the start. Defaults 3 and 10. */
  readonly pinTries?: number;
  readonly pukTries?: number;
  /** The subscriber's own number. */
  readonly number?: string;
}

/** The network around the module. */
export interface NetworkOptions {
  /** MCC and MNC, 5 or 6 digits. Default `26201`. */
  readonly plmn?: string;
  readonly longName?: string;
  readonly shortName?: string;
  /** Tracking area and cell, hexadecimal without leading zeros. */
  readonly tac?: string;
  readonly cell?: string;
  /** Whether registering gives 5 (roaming) instead of 1 (home). */
  readonly roaming?: boolean;
  /** The APNs it knows; anything else is refused. Default: every APN is accepted, the empty one too. */
  readonly apns?: readonly string[];
  /** The names it resolves. Default: every name. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** False: the module starts outside coverage. */
  readonly coverage?: boolean;
  /** From the start of the search to the answer, in milliseconds. Default: the personality's. */
  readonly registerMs?: number;
  /** How long bearers outlive lost coverage, in milliseconds. Default 30 000. */
  readonly bearerLossMs?: number;
}

/** Faults of the field, each off unless the personality or the caller switches it on. */
export interface Misbehaviours {
  /** URCs go to a port on which the host does not listen, until `AT+QURCCFG="urcport"` names the host's. */
  readonly urcPort?: boolean;
  /** `RDY` is never sent. */
  readonly noRdy?: boolean;
  /** `APP RDY` is never sent (BG only). */
  readonly noAppRdy?: boolean;
  /** NUL, 0xFF and half a line come before `RDY`. */
  readonly bootGarbage?: boolean;
  /** The first command line after a start is lost, echo and all. */
  readonly loseFirstCommand?: boolean;
  /** `+QIND: PB DONE` comes before `+QIND: SMS DONE`. */
  readonly phonebookFirst?: boolean;
  /** `AT+COPS=0` sets nwscanmode back to 0. */
  readonly copsClearsScanMode?: boolean;
  /** `AT+QIACT` on an active context answers `ERROR`. */
  readonly qiactErrorWhenActive?: boolean;
  /** `AT+CGACT=` never answers, and the port with it. */
  readonly cgactHangs?: boolean;
  /** `AT+CGEREP=` answers `ERROR` after any start but a cold one. */
  readonly cgerepErrorWhenWarm?: boolean;
  /** Lost coverage is told as 4, and nothing more happens until the host restarts the search. */
  readonly ceregFourThenSilence?: boolean;
  /** `+QENG:"..."`, without the blank. */
  readonly qengWithoutBlank?: boolean;
  /** LTE-M is called AcT 7 instead of 8. */
  readonly actSeven?: boolean;
  /** LTE-M is called `CAT-M1` instead of `eMTC`. */
  readonly catM1Name?: boolean;
  /** `AT+COPS?` takes 75 seconds. */
  readonly slowCops?: boolean;
}

/** What a simulated Quectel module is made of. */
export interface QuectelOptions {
  /** `quectel-bg95`, `quectel-ec25` and so on. */
  readonly personality: string;
  readonly clock: Clock;
  /** How many times faster than the real thing; default 1. */
  readonly speed?: number;
  readonly sim?: SimOptions;
  readonly network?: NetworkOptions;
  /** Decides what is arbitrary: the IMEI, the addresses, the signal. Default 1. */
  readonly seed?: number;
  readonly misbehaviours?: Misbehaviours;
}
