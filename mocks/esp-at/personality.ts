import type { Misbehaviours } from './options.ts';

/** How long things take, in milliseconds. */
export interface PersonalityTimes {
  /** From power, or from the restart, to `ready`. */
  readonly bootMs: number;
  /** From power to the first byte of the ROM. */
  readonly romMs: number;
  /** From a command to its answer. */
  readonly answerMs: number;
  /** A set command that writes the flash. */
  readonly flashMs: number;
  /** From the last byte of the restart's farewell to the dead line. */
  readonly farewellMs: number;
  /** Authentication and association, after the access point was found. */
  readonly associateMs: number;
  /** A network that is not there: until that is known. */
  readonly notFoundMs: number;
  /** A passphrase that does not fit: until that is known. */
  readonly wrongPassphraseMs: number;
  /** The DHCP exchange with a quick server. */
  readonly dhcpMs: number;
  /** Until missed beacons mean that the access point is gone. */
  readonly beaconLossMs: number;
}

/** What distinguishes one firmware from another: data, no behaviour. */
export interface Personality {
  /** `esp32-at4`, as the command line and the factory call it. */
  readonly name: string;
  /** A few words for a list. */
  readonly title: string;
  /** One line for a list. */
  readonly description: string;
  /** The closed ESP8266 firmware on the NONOS SDK, or ESP-AT. */
  readonly family: 'nonos' | 'esp-at';
  readonly chip: 'ESP8266' | 'ESP32' | 'ESP32C3' | 'ESP32C6' | 'ESP32C61';
  /** Major version times 100 and minor: 204 is 2.4. */
  readonly version: number;
  /** The information text of `AT+GMR`, with its line ends. */
  readonly gmr: string;
  /** `AT+GMR` has no blank line before its `OK` (dumps of NONOS AT 1.7). */
  readonly bareOkAfterGmr?: boolean;
  /** Commands in small letters are understood. */
  readonly anyCase: boolean;
  /** Commands whose CR LF is echoed as CR CR LF (dumps of NONOS AT). */
  readonly doubledCr: readonly string[];
  /** What asks for the bytes of a send. */
  readonly prompt: '>' | '> ';
  /** The final result code of a failed join. */
  readonly joinFailure: 'ERROR' | 'FAIL';
  /** Parameters of `AT+CWJAP=`, and fields of its query. */
  readonly join: { readonly parameters: number; readonly fields: number; readonly pmf: number };
  /** Fields of `+CWLAP`, and the two reserved ones of radio calibration. */
  readonly scan: { readonly fields: 5 | 7 | 11; readonly calibration: readonly [number, number] };
  /** `AT+CWMODE?` after `AT+RESTORE`. */
  readonly factoryMode: number;
  readonly wpa3: boolean;
  /** `AT+RST` is taken while another command runs. */
  readonly forcedRestart: boolean;
  /** `AT+SYSLOG` at the start; absent where error codes do not exist. */
  readonly errorCodes?: 0 | 1;
  /** The divided clock of the UART, by which `AT+UART_CUR?` reports the speed; absent: as it was set. */
  readonly uartClock?: number;
  readonly highestBaudRate: number;
  /** The pins of `AT cmd port:` on the log port: tx, rx, cts, rts. */
  readonly pins: readonly [number, number, number, number];
  /** The first three bytes of the station's MAC address. */
  readonly oui: string;
  readonly mostSentBytes: number;
  /** The ROM speaks on the AT port, at 74 880 baud (ESP8266 with its UART where it always was). */
  readonly romOnAtPort: boolean;
  /** A line that vendors put before `ready`. */
  readonly vendorLine?: string;
  readonly times: PersonalityTimes;
  /** Faults that this firmware is known for. */
  readonly misbehaviours: Misbehaviours;
}

/** Whether the firmware is ESP-AT of at least this version, 202 for 2.2. NONOS AT 1.7 is older than all of ESP-AT 2. */
export function atLeast(personality: Personality, version: number): boolean {
  return personality.version >= version;
}
