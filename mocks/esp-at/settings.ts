import type { Memory, Stored, UartSettings } from './memory.ts';
import type { Personality } from './personality.ts';

/** `AT+CWLAPOPT`. */
export interface ScanOptions {
  readonly sorted: boolean;
  /** Bits of the fields that are printed. */
  readonly mask: number;
  readonly weakest: number;
  /** Bits of the kinds of security that are listed. */
  readonly security: number;
}

/** `AT+CIPSNTPCFG`. */
export interface TimeSettings {
  readonly enabled: boolean;
  readonly zone: number;
  readonly servers: readonly string[];
}

/** `AT+CIPSENDLCFG`: how often a long send is reported, and how much of it is sent at once. */
export interface LongSendSizes {
  readonly reportBytes: number;
  readonly blockBytes: number;
}

/** What is lost at each restart, beginning with what the flash says. */
export class Settings {
  /** What is in force, whether it is stored or not. */
  current: Stored;
  uart: UartSettings;
  echo = true;
  /** `AT+SYSSTORE`. */
  store = true;
  /** `AT+SYSLOG`. */
  errorCodes: number;
  /** `AT+CWINIT`. */
  wifiStarted = true;
  sleepMode = 1;
  /** Light sleep: the UART does not wake it. */
  asleep = false;
  multiplex = 0;
  /** `AT+CIPDINFO`. */
  peerShown = 0;
  /** `AT+CIPRECVMODE`, and `AT+CIPRECVTYPE` of each link. */
  passive: number[] = [0, 0, 0, 0, 0];
  transparent = 0;
  /** Transparent transmission is under way: no line of the module's own. */
  passing = false;
  longSend: LongSendSizes = { reportBytes: 1024, blockBytes: 2920 };
  /** For `AT+CIPSTATUS`: a link was open since the address came. */
  linksWereOpen = false;
  /** The network was lost since the start. */
  networkWasLost = false;
  scan: ScanOptions;
  hostname: string | undefined;
  timeIsSet = false;
  time: TimeSettings = { enabled: false, zone: 0, servers: [] };
  /** Values of commands that nothing else looks at, by command name. */
  readonly parameters = new Map<string, string>();

  constructor(memory: Memory, personality: Personality) {
    this.current = memory.state;
    this.uart = memory.uart;
    this.errorCodes = personality.errorCodes ?? 0;
    const mask = 2 ** personality.scan.fields - 1;
    this.scan = { sorted: true, mask, weakest: -100, security: 0xffff };
  }
}
