/** The generations of the firmware, by what speaks the same dialect. */
export type Generation =
  /** ESP8266 with the NONOS SDK, 0.2x to 1.7. */
  | 'N1'
  /** ESP32, 0.10 to 1.2. */
  | 'E1'
  /** ESP-AT 2.0 and 2.1. */
  | 'E2a'
  /** ESP-AT 2.2 to 2.4: the first that name the chip. */
  | 'E2b'
  | 'E3'
  | 'E4'
  | 'E5';

/** What a module answers `OK` when it is asked; vendors renumber their versions, so this goes before the version. */
export interface Probes {
  /** `AT+CWMODE_CUR?` */
  readonly current: boolean;
  /** `AT+SYSSTORE?` */
  readonly store: boolean;
  /** `AT+CWSTATE?` */
  readonly state: boolean;
}

/** What is particular to a generation, or to a part of it. */
export interface EspDialect {
  readonly generation: Generation;
  /** The first version with these properties, as major and minor. */
  readonly from: readonly [number, number];
  readonly probes: Probes;
  /** What the commands end in that set something without saving it. */
  readonly volatile: '' | '_CUR';
  /** How many parameters `AT+CWJAP` takes at most; one more is an `ERROR`. */
  readonly joinParameters: number;
  /** Whether `AT+CWMODE` takes a second parameter, without which it joins what is stored. */
  readonly modeJoins: boolean;
  /** Whether there is a mode 0, with the radio off. */
  readonly modeOff: boolean;
  /** `AT+CWRECONNCFG`. */
  readonly reconnectConfig: boolean;
  /** `AT+CWSTATE`. */
  readonly hasState: boolean;
  /** Some builds answer `AT+CWJAP?` with nothing although they are joined: an address then says that they are. */
  readonly joinedByAddress: boolean;
  /** What makes the module keep received data until it is asked for it. */
  readonly passive: 'CIPRECVMODE' | 'CIPRECVTYPE' | undefined;
  /** Whether that holds for UDP too, where it sums up datagrams. */
  readonly passiveDatagrams: boolean;
  /** What `AT+CIPRECVDATA` puts in front of the bytes: the old form is `,<n>:`, never with an address. */
  readonly readHeader: 'address' | 'plain';
  /** The longest piece of `AT+CIPSEND`, in bytes. */
  readonly longestSend: number;
  /** What lists the links; `AT+CIPSTATE` came with 2.2.2. */
  readonly linkState: 'CIPSTATE' | 'CIPSTATUS';
  /** Whether `AT+CIPSTART` takes the time after which it gives up. */
  readonly startTimeout: boolean;
  /** `AT+CIPTCPOPT`. */
  readonly socketOptions: boolean;
  /** How far TLS can be told what to do: not at all, or per link, by `AT+CIPSSLCCONF` and the names. */
  readonly tlsConfig: 'none' | 'auth' | 'names';
  /** Below this version of TLS it never goes. */
  readonly oldestTls: 'TLSv1' | 'TLSv1.2';
  /** `AT+CWINIT`, `AT+SYSMSGFILTER`. */
  readonly wifiInit: boolean;
  readonly ipv6: boolean;
  /** The mode of `AT+SLEEP` in which the radio alone sleeps; undefined where another takes the UART with it. */
  readonly modemSleep: number | undefined;
}

const nonos: EspDialect = {
  generation: 'N1',
  from: [0, 0],
  probes: { current: true, store: false, state: false },
  volatile: '_CUR',
  joinParameters: 3,
  modeJoins: false,
  modeOff: false,
  reconnectConfig: false,
  hasState: false,
  joinedByAddress: false,
  passive: undefined,
  passiveDatagrams: false,
  readHeader: 'plain',
  longestSend: 2048,
  linkState: 'CIPSTATUS',
  startTimeout: false,
  socketOptions: false,
  tlsConfig: 'none',
  oldestTls: 'TLSv1',
  wifiInit: false,
  ipv6: false,
  modemSleep: undefined,
};

const nonos17: EspDialect = { ...nonos, from: [1, 7], passive: 'CIPRECVMODE' };

const esp32: EspDialect = {
  ...nonos,
  generation: 'E1',
  probes: { current: false, store: false, state: false },
  volatile: '',
  modeOff: true,
  modemSleep: 1,
  readHeader: 'address',
  socketOptions: true,
  tlsConfig: 'auth',
};

const v20: EspDialect = {
  ...esp32,
  generation: 'E2a',
  from: [2, 0],
  joinParameters: 6,
  joinedByAddress: true,
  passive: 'CIPRECVMODE',
  passiveDatagrams: true,
};

const v21: EspDialect = {
  ...v20,
  from: [2, 1],
  probes: { current: false, store: true, state: false },
  joinParameters: 7,
  tlsConfig: 'names',
};

const v22: EspDialect = {
  ...v21,
  generation: 'E2b',
  from: [2, 2],
  probes: { current: false, store: true, state: true },
  joinParameters: 9,
  modeJoins: true,
  reconnectConfig: true,
  hasState: true,
  joinedByAddress: false,
  ipv6: true,
  linkState: 'CIPSTATE',
};

const v23: EspDialect = { ...v22, from: [2, 3], longestSend: 8192 };
const v30: EspDialect = { ...v23, generation: 'E3', from: [3, 0], oldestTls: 'TLSv1.2' };
const v31: EspDialect = { ...v30, from: [3, 1], wifiInit: true };
const v33: EspDialect = { ...v31, from: [3, 3], passive: 'CIPRECVTYPE' };
const v40: EspDialect = { ...v33, generation: 'E4', from: [4, 0] };
const v41: EspDialect = { ...v40, from: [4, 1], startTimeout: true };
const v50: EspDialect = { ...v41, generation: 'E5', from: [5, 0] };

/**
 * The dialects, oldest first. Sources: ESP8266 AT Instruction Set 3.x (N1); ESP-AT User Guide, its AT command set and
 * release notes for v1.1 to v5.0.
 */
export const dialects: readonly EspDialect[] = [
  nonos,
  nonos17,
  esp32,
  v20,
  v21,
  v22,
  v23,
  v30,
  v31,
  v33,
  v40,
  v41,
  v50,
];

const same = (one: Probes, other: Probes): boolean =>
  one.current === other.current && one.store === other.store && one.state === other.state;

const isReached = ([major, minor]: EspDialect['from'], version: readonly [number, number]): boolean =>
  version[0] > major || (version[0] === major && version[1] >= minor);

/** The dialect of a module: what it answered counts, and its version tells the rest. */
export function dialectFor(version: readonly [number, number], probes: Probes): EspDialect {
  const fitting = dialects.filter((dialect) => same(dialect.probes, probes));
  const known = fitting.length > 0 ? fitting : dialects.filter(({ probes: { current } }) => current === probes.current);
  return known.findLast(({ from }) => isReached(from, version)) ?? known[0] ?? esp32;
}
