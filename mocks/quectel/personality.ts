import type { Misbehaviours } from './options.ts';

/** One configuration item of `AT+QCFG`. */
export interface ConfigurationItem {
  /** The values as they are read back, after the item's name. */
  readonly value: string;
  /** How many values it takes; one more given when it is written is the `effect` parameter. */
  readonly count: number;
  /** It is stored as a number, so that leading zeros do not survive. */
  readonly numeric?: boolean;
}

/** What distinguishes one model from another: data, no behaviour. */
export interface Personality {
  /** `quectel-bg95`, as the command line and the factory call it. */
  readonly name: string;
  /** One line for a list. */
  readonly description: string;
  /** The answer to `AT+CGMM` and the second line of `ATI`. */
  readonly model: string;
  /** The answer to `AT+CGMR`. */
  readonly firmware: string;
  /** What `AT+QGMR` puts behind the firmware. */
  readonly application: string;
  /** The type allocation code: the first 8 digits of the IMEI. */
  readonly typeAllocationCode: string;
  readonly family: 'lpwa' | 'lte';
  readonly times: {
    /** From power to `RDY`. */
    readonly bootMs: number;
    /** From the `OK` of `AT+CFUN=1,1` to `RDY`. */
    readonly rebootMs: number;
    /** From a command to its answer. */
    readonly answerMs: number;
    /** From `RDY` to the other URCs; a line left out does not exist on this model. */
    readonly appRdyMs?: number;
    readonly cfunUrcMs?: number;
    /** From `RDY`: the card is "not inserted" (CME 10) till here, */
    readonly simDetectedMs: number;
    /** and "busy" (CME 14) till here. */
    readonly simReadyMs: number;
    /** From the ready card to the stores: the first and the second DONE. */
    readonly firstDoneMs: number;
    readonly secondDoneMs: number;
    /** From radio and card to `+CEREG: 2`, and from there to the answer of the network. */
    readonly searchMs: number;
    readonly registerMs: number;
    /** `AT+COPS=?`. */
    readonly scanMs: number;
    /** `AT+QPOWD`: from `OK` to `POWERED DOWN`. */
    readonly powerDownMs: number;
  };
  readonly radio: {
    /** `eMTC`, `FDD LTE`: `AT+QNWINFO`. */
    readonly technology: string;
    /** `eMTC`, `LTE`: `AT+QCSQ` and `AT+QENG`. */
    readonly system: string;
    /** <AcT> of `+CEREG` and `+COPS`. */
    readonly act: number;
    readonly band: number;
    readonly channel: number;
    /** 5G models: the NR cell, which stands beside the LTE cell or alone. */
    readonly nr?: {
      readonly band: number;
      readonly channel: number;
      readonly physicalCell: number;
      /** Six hexadecimal digits, and nine: NR areas and cells are wider than those of LTE. */
      readonly tac: string;
      readonly cell: string;
    };
  };
  /** The largest <n> of `+CEREG` (EC2x 2, BG 4). */
  readonly ceregModes: number;
  /** Whether `+CREG` and `+CGREG` say anything but 0. */
  readonly legacyRegistration: boolean;
  /** What follows a bad parameter: plain `ERROR`, or `+CME ERROR: 50`. */
  readonly badParameter: 'ERROR' | 50;
  /** Contexts that the maker put beside the host's: cid, type, APN, emergency flag. */
  readonly makersContexts: readonly (readonly [number, string, string, number])[];
  /** The largest cid of `AT+QIACT`, and how many contexts may be active. */
  readonly contexts: { readonly highest: number; readonly active: number };
  /** Whether `AT+QPSMS`, `AT+CEDRXRDP` and their like exist. */
  readonly powerSaving: boolean;
  /**
   * The sockets of the internal stack: as usual, with the reports of the Unisoc models on top, or none at all (5G, where
   * data go through USB or PCIe).
   */
  readonly sockets: 'usual' | 'reporting' | 'none';
  /** `AT+QIACTEX` and `AT+QIDEACTEX` exist: the contexts' commands that answer at once and report later. */
  readonly activationReports?: boolean;
  /** `AT+QRDY` exists: the start is announced once more. */
  readonly readyAgain?: boolean;
  /** The largest <n> of `AT+QPOWD`; 1 unless given. */
  readonly powerDownModes?: number;
  /** Speeds of `AT+IPR` beyond the usual ones; 0 is automatic. */
  readonly moreBaudRates?: readonly number[];
  readonly configuration: Readonly<Record<string, ConfigurationItem>>;
  /** Faults that this firmware is known for. */
  readonly misbehaviours: Misbehaviours;
  /** The answer to `AT+GCAP`. */
  readonly capabilities: string;
}
