import type { PortRole } from '../../../boards/board.ts';
import type { Holder } from '../../transport/linux-holders.ts';
import type { PortAccess } from '../access.ts';

/** What was seen of the machine as a whole. */
export interface MachineObservation {
  /** Modules on the USB for which the system made no serial port. */
  readonly portless: readonly { readonly board: string; readonly usb: string }[];
}

/** What was seen of a port without writing to it. */
export interface PortObservation {
  readonly path: string;
  readonly isThere: boolean;
  readonly access: PortAccess;
  /** Other programs that have it open, as far as this user may see. */
  readonly holders: readonly Holder[];
  /** Opening it failed because another program locks it. */
  readonly isBusy: boolean;
  /** Opening it failed otherwise, in words. */
  readonly failure?: string;
  /** By its board; `unknown` where no board says. */
  readonly role: PortRole | 'unknown';
  readonly board?: string;
  /** The port of the same board on which AT is answered. */
  readonly atPort?: string;
  /** How long the USB bridge gathers bytes before it hands them over, in milliseconds; FTDI's alone tell (Linux). */
  readonly latencyMs?: number;
  /** Its board has RTS and CTS wired. */
  readonly boardHasFlowControl: boolean;
}

/** What came through a line that carries no AT: it tells what the port is for. */
export type Overheard = 'nmea' | 'log' | 'garbage';

/** What was seen of the line by asking `AT`. */
export interface LineObservation {
  /** The speed at which the port was opened, in bits a second. */
  readonly baudRate: number;
  /** At which speed it was answered; undefined: at none. */
  readonly answeredAt?: number;
  readonly overheard?: Overheard;
  /** Everything that was sent came back, and nothing else. */
  readonly isLoop: boolean;
  /** It goes on echoing after `ATE0`. */
  readonly echoStays: boolean;
  /** How often `AT` was asked in a row, and how often the answer was whole. */
  readonly asked: number;
  readonly whole: number;
  /** Clear To Send, as the host sees it; undefined where the line has none. */
  readonly cts?: boolean;
}

/** Who the module says it is. */
export interface ModuleObservation {
  readonly manufacturer?: string;
  readonly model?: string;
  readonly firmware?: string;
  /** The driver that speaks its language; undefined: none of ours. */
  readonly driver?: string;
  readonly technology: 'cellular' | 'wifi';
  /** It waits for RTS and sets CTS (`AT+IFC?`, `AT+UART_CUR?`). */
  readonly usesFlowControl: boolean;
}

/** What the module says of its SIM. */
export interface SimObservation {
  /** `READY`, `SIM PIN`, `SIM PUK`, ... (3GPP TS 27.007, 8.3). */
  readonly state?: string;
  /** The number of `+CME ERROR` in place of a state. */
  readonly error?: number;
  readonly pinTries?: number;
  readonly pukTries?: number;
  /** Whoever brings the interface up has its PIN; the doctor does not try it. */
  readonly pinIsGiven?: boolean;
}

/** What the module says of its radio and its registration. */
export interface RadioObservation {
  /** `<stat>` of the domain that is furthest (3GPP TS 27.007, 10.1.22); undefined: not told. */
  readonly stat?: number;
  /** `<stat>` in words. */
  readonly registration: string;
  readonly rejectCause?: number;
  readonly rejectText?: string;
  /** Reference signal received power, in dBm; undefined: no cell is measured. */
  readonly rsrpDbm?: number;
  /** Received signal strength where RSRP is not told (2G, 3G), in dBm. */
  readonly rssiDbm?: number;
  /** How long it was watched, in milliseconds. */
  readonly watchedMs: number;
}

/** What came of the connection, or of the attempt to make one. */
export interface NetworkObservation {
  readonly isConnected: boolean;
  /** Why it is not, in the words of the driver. */
  readonly failure?: string;
  readonly apn?: string;
}

/** Everything that was observed so far; a layer that could not be looked at, or not yet, is left out. */
export interface Observations {
  readonly subject: string;
  readonly machine?: MachineObservation;
  readonly port?: PortObservation;
  readonly line?: LineObservation;
  readonly module?: ModuleObservation;
  readonly sim?: SimObservation;
  readonly radio?: RadioObservation;
  readonly network?: NetworkObservation;
}

/** From the ground up: a layer is looked at when nothing below it is broken. */
export const layers = ['machine', 'port', 'line', 'module', 'sim', 'radio', 'network'] as const;

export type Layer = (typeof layers)[number];
