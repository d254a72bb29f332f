import type { Memory, Profile } from './memory.ts';
import { copyProfile, factoryProfile } from './memory.ts';

/** What is lost at each restart, beginning with what the stored profile says. */
export class Settings {
  profile: Profile;
  /** The speed of the line; only a restart or the host changes it, neither `AT&F` nor `ATZ`. */
  baudRate: number;
  /** The speed that is in force: 0 while an automatic one is not found yet, the old one till `OK` was sent. */
  lineRate: number;
  /** `AT+CMEE`: 1 is the maker's default (Quectel AT manuals, AT+CMEE). */
  cmee = 1;
  /** `AT+CGEREP`: the mode, 0 keeps the events. */
  eventReporting = 0;
  /** `AT+COPS=3,<format>`. */
  operatorFormat = 0;
  /** The last result of the TCP/IP stack, for `AT+QIGETERROR`. */
  ipError = 0;
  /** A name is being looked up for `AT+QIDNSGIP`. */
  lookingUp = false;
  /** The last cause of the network, for `AT+CEER`. */
  cause: number | undefined;
  /** The satellite receiver is on. */
  positioning = false;
  /** How often `AT+COPS?` was asked. */
  operatorReads = 0;
  /** Milliseconds by which the module's clock is off; undefined until someone set it. */
  clockOffsetMs: number | undefined;
  /** Values of commands that are not stored, by command name. */
  readonly parameters = new Map<string, string>();

  constructor(memory: Memory) {
    this.profile = copyProfile(memory.profile);
    this.baudRate = memory.baudRate;
    this.lineRate = memory.baudRate;
  }

  /** `AT&F`. */
  reset(): void {
    this.profile = factoryProfile();
    this.cmee = 1;
    this.parameters.clear();
  }

  /** `ATZ`. */
  restore(memory: Memory): void {
    this.profile = copyProfile(memory.profile);
  }
}
