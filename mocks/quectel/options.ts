import type { Clock } from '../../src/base/clock.ts';
import type { StackNetwork } from '../network/contract.ts';
import type { SocketMisbehaviours } from './sockets/misbehaviours.ts';

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

/** A network that is in reach and refuses the card. */
export interface OtherNetwork {
  readonly plmn: string;
  readonly longName: string;
  readonly shortName: string;
}

/** A cell of the same network on the same frequency. */
export interface NeighbourCell {
  /** 0 to 503 (3GPP TS 36.211 6.11). */
  readonly physicalCell: number;
  /** In dBm. */
  readonly rsrp: number;
  /** In dB. */
  readonly rsrq: number;
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
  /** What `AT+QENG="neighbourcell"` shows beside the serving cell. Default: two cells. */
  readonly neighbours?: readonly NeighbourCell[];
  /** Whether registering gives 5 (roaming) instead of 1 (home). */
  readonly roaming?: boolean;
  /** False: it refuses a roaming card, with cause 13. */
  readonly roamingAllowed?: boolean;
  /** Networks beside it, forbidden to this card. */
  readonly others?: readonly OtherNetwork[];
  /** What it assigns. Default `v4`. */
  readonly addresses?: 'v4' | 'v6' | 'v4v6';
  /** The only user and password that it lets in; others fail with cause 29. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** 5G models: NR beside LTE (`nsa`), alone (`sa`), or not at all. Default `nsa`. */
  readonly newRadio?: 'nsa' | 'sa' | 'none';
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
export interface Misbehaviours extends SocketMisbehaviours {
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
  /** `AT+QIACT=` and `AT+CGACT=` take this many seconds, up to 150, and keep the port busy for as long. */
  readonly activationSeconds?: number;
  /** `AT+QIDEACT=` never answers, and the port with it. */
  readonly qideactHangs?: boolean;
  /** `AT+CFUN=` takes this many seconds. */
  readonly functionalitySeconds?: number;
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
  /** NR beside LTE is called AcT 13 by `+CEREG`, instead of 7 (5G only). */
  readonly actThirteen?: boolean;
  /** The carriers of `AT+QCAINFO` follow each other without a line end, as seen on RM551E (5G only). */
  readonly carriersGlued?: boolean;
  /** The host reads noise when the module falls into its deep sleep: nobody drives the line any more. */
  readonly noiseInPsm?: boolean;
  /** `AT+QSCLK=` answers `ERROR` in the first ten seconds. */
  readonly qsclkErrorEarly?: boolean;
  /** A card that is put into the slot makes the module restart by itself. */
  readonly restartAfterSwap?: boolean;
  /** `AT+QCCID` shows 19 digits and the filler `F`. */
  readonly iccidFiller?: boolean;
  /** After `AT+COPS=2` the module finds its network two minutes later than usual, unless the radio was off. */
  readonly slowAfterDeregister?: boolean;
  /** `+CREG` and `+CGREG` of a module that speaks through `+CEREG` only say 4, unknown, instead of 0. */
  readonly otherDomainsUnknown?: boolean;
  /** While GNSS goes first, coverage flaps between 4 and 2 and data stall (LPWA). */
  readonly gnssStarvesRadio?: boolean;
  /** After lost coverage the module registers again after anything from 50 seconds to 50 minutes. */
  readonly unevenRecovery?: boolean;
  /** The first so many `AT+COPS?` after a start answer `ERROR`. */
  readonly operatorReadErrors?: number;
  /** `AT+QPOWD` answers `ERROR` in the first three seconds. */
  readonly powerDownErrorEarly?: boolean;
  /** The farewell is spelled `NORMAL POWER DOWN`, or is not said at all. */
  readonly farewell?: 'NORMAL POWER DOWN' | 'none';
  /** `AT+CGDCONT=` answers `ERROR` in the first second after a cold start. */
  readonly cgdcontErrorEarly?: boolean;
  /** An empty slot is told by `+CPIN: NOT INSERTED`, at the start and when the card is pulled out. */
  readonly tellsNotInserted?: boolean;
  /** Blanks after the commas of `+CREG`, `+CGREG`, `+CEREG` and `+C5GREG`. */
  readonly blanksInRegistration?: boolean;
  /** `AT+QIACT?` writes IPv6 addresses as sixteen numbers with dots. */
  readonly dottedStackAddress?: boolean;
  /** `+CGEV: PDN ACT1` instead of `+CGEV: ME PDN ACT 1`, and the same of `DEACT`. */
  readonly bareBearerEvents?: boolean;
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
  /**
   * What its sockets reach behind the cellular network. Left out: names are known and pings answered as `network` has
   * it, connections fail, and datagrams vanish.
   */
  readonly internet?: StackNetwork;
  /**
   * From a command to its answer, in milliseconds; 0 answers in the same turn. Default: the personality's, or 0 where
   * `speed` makes that less than half a millisecond.
   */
  readonly answerMs?: number;
  /** `ignores`: it takes `AT+QSSLCFG="seclevel"` and verifies no certificate all the same. Default `honest`. */
  readonly tlsVerification?: 'honest' | 'ignores';
  /** Decides what is arbitrary: the IMEI, the addresses, the signal. Default 1. */
  readonly seed?: number;
  readonly misbehaviours?: Misbehaviours;
}
