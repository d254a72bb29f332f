/** One PDP context as `AT+CGDCONT` and `AT+CGAUTH` define it. */
export interface ContextDefinition {
  readonly type: string;
  readonly apn: string;
  /** The arguments of `AT+CGAUTH` behind the cid, as typed. */
  readonly authentication?: string;
}

/** What the modem works with and writes into its flash when it is told to. */
export interface StoredSettings {
  /** `AT%XSYSTEMMODE`: LTE-M, NB-IoT, GNSS, preference. */
  systemMode: readonly [number, number, number, number];
  /** `AT+COPS`: 0 automatic, 1 manual. */
  selection: 0 | 1;
  wantedPlmn: string | undefined;
  readonly contexts: Map<number, ContextDefinition>;
  /** Values of the other stored commands, by command name. */
  readonly parameters: Map<string, string>;
  /** Cells of former searches are known. */
  cellHistory: boolean;
}

/** One entry of `AT%CMNG`. */
export interface Credential {
  readonly tag: number;
  readonly type: number;
  readonly content: string;
}

/** The settings a modem leaves the factory with. */
export function factorySettings(): StoredSettings {
  return {
    systemMode: [1, 0, 1, 0],
    selection: 0,
    wantedPlmn: undefined,
    contexts: new Map(),
    parameters: new Map(),
    cellHistory: false,
  };
}

function copyOf(settings: StoredSettings): StoredSettings {
  return { ...settings, contexts: new Map(settings.contexts), parameters: new Map(settings.parameters) };
}

/** What survives resets and power cuts. Settings get here on `AT+CFUN=0` and every 48 hours; credentials at once. */
export class Flash {
  readonly credentials = new Map<string, Credential>();
  /** Starts after a life that ended without `AT+CFUN=0`. */
  resets = 0;
  /** How much longer attaching is restricted, counted while powered. */
  holdOffMs = 0;
  #settings = factorySettings();

  load(): StoredSettings {
    return copyOf(this.#settings);
  }

  save(settings: StoredSettings): void {
    this.#settings = copyOf(settings);
  }
}
