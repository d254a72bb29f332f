import type { Clock } from '../../src/base/clock.ts';
import type { StackNetwork } from '../network/contract.ts';
import type { SimulatedAir } from './air.ts';

/** Faults of the field, each off unless the personality or the caller switches it on. */
export interface Misbehaviours {
  /** `ready` is never sent. */
  readonly noReady?: boolean;
  /** So many bytes of glitch come before `ready`: NUL, 0xFF, 0xE0 and so on. */
  readonly bootGarbage?: number;
  /** What the log port says comes out of the AT port as well (self-built firmware). */
  readonly logOnAtUart?: boolean;
  /** A stored network is joined so fast that `WIFI CONNECTED` comes before `ready`. */
  readonly connectedBeforeReady?: boolean;
  /** Commands are answered with `busy p...` while the module joins by itself. */
  readonly busyWhileJoining?: boolean;
  /** This command, `+CWLAP`, never ends, and the module stays busy. */
  readonly stuckCommand?: string;
  /** An empty line makes it say busy again and again, until it is restarted (ESP32 AT 1.1.0). */
  readonly emptyLineLoop?: boolean;
  /** A line that was answered with `busy p...` is run afterwards all the same. */
  readonly busyThenExecute?: boolean;
  /** A line within so many milliseconds of a final result code is answered with `busy p...`. */
  readonly busyAfterFinalMs?: number;
  /** `busy p...` comes before the `OK` of `AT+RST`. */
  readonly busyBeforeRestart?: boolean;
  /** So many milliseconds more until each answer. */
  readonly slowAnswersMs?: number;
  /** `WIFI GOT IP` comes before `WIFI CONNECTED`. */
  readonly gotIpBeforeConnected?: boolean;
  /** The join is answered with `OK` before `WIFI GOT IP`. */
  readonly okBeforeGotIp?: boolean;
  /** The host is not told that an address was given, nor, with the next, that the network was joined or lost. */
  readonly noGotIp?: boolean;
  readonly noConnected?: boolean;
  readonly noDisconnect?: boolean;
  /** Every failed attempt to reconnect repeats `WIFI DISCONNECT`. */
  readonly repeatDisconnect?: boolean;
  /** Every failed join reports this code. */
  readonly joinCode?: number;
  /** So many joins fail with code 1, although everything is right. */
  readonly refusedJoins?: number;
  /** `AT+CWJAP?` says that there is no network, although one is joined. */
  readonly joinQueryBlind?: boolean;
  /** `AT+CWQAP` is followed by a new join within a second. */
  readonly rejoinAfterQuit?: boolean;
  /** DHCP does not tell of name servers: the maker's stay. */
  readonly makersNameServers?: boolean;
  /** So many scans find nothing. */
  readonly emptyScans?: number;
  /** At a restart `WIFI DISCONNECT` comes before the `CLOSED` of the links. */
  readonly disconnectBeforeClosed?: boolean;
  /** Every command is echoed with CR CR LF. */
  readonly doubledCrEcho?: boolean;
  /** `SEND FAIL` comes before `SEND OK`. */
  readonly sendFailThenOk?: boolean;
  /** The UART loses so many bytes of the first send: the next ones of the host fill the gap. */
  readonly lostPayloadBytes?: number;
  /** After the network was lost once, no link can be opened until a restart. */
  readonly noLinksAfterLoss?: boolean;
  /** `CLOSED` comes before the `ERROR` of a link that could not be opened, instead of after it. */
  readonly closedBeforeError?: boolean;
  /** CR LF follows the payload of an active `+IPD`. */
  readonly lineEndAfterPayload?: boolean;
  /** TLS verifies what was configured, or claims to and connects to anybody. Default `honest`. */
  readonly tlsVerification?: 'honest' | 'ignores';
  /** The lengths that are told of TLS count 29 bytes of the record that hold no data. */
  readonly tlsOverhead?: boolean;
  /** `CLOSED` comes although not everything was read; the rest can still be read. */
  readonly closedBeforeDrained?: boolean;
  /** So many notices of data that waits (`+IPD,<link>,<length>`) are not sent. */
  readonly lostNotices?: number;
  /** A link whose data came between the prompt and `Recv` reports nothing any more (2.0). */
  readonly dropIpdAfterCollision?: boolean;
  /** While it is busy the UART keeps 2048 bytes and loses the rest, unless there is flow control. */
  readonly rxOverflow?: boolean;
  /** So many milliseconds between the lines of an answer and its final result code. */
  readonly lateFinalMs?: number;
}

/** What the flash holds before the first start; everything else is as from the factory. */
export interface StoredNetwork {
  readonly ssid: string | Uint8Array;
  readonly passphrase?: string;
  /** `AT+CWAUTOCONN`; default true. */
  readonly autoConnect?: boolean;
}

/** What a simulated ESP-AT module is made of. */
export interface EspAtOptions {
  /** `esp32-at4`, `esp8266-nonos` and so on. */
  readonly personality: string;
  readonly clock: Clock;
  /** How many times faster than the real thing; default 1. */
  readonly speed?: number;
  /** The access points around it; share one between modules. Default: none. */
  readonly air?: SimulatedAir;
  /** What links reach: `hostNetwork()`, a `MemoryNetwork`. Default: nobody is there, every link is refused. */
  readonly network?: StackNetwork;
  /** What was burnt into the manufacturing partition, by `client_ca.0`, `client_cert.0`, `client_key.0`: PEM. */
  readonly certificates?: Readonly<Record<string, string>>;
  readonly stored?: StoredNetwork;
  /** The station's MAC address. Default: the maker's prefix and what `seed` gives. */
  readonly mac?: string;
  /** Decides what is arbitrary. Default 1. */
  readonly seed?: number;
  /** How DTR and RTS reach the chip. Default `two-transistors`, as on most boards. */
  readonly wiring?: 'two-transistors' | 'direct' | 'none';
  /** The ROM text of an ESP8266 at 115200 baud: misread, readable (as on some boards), or not there. */
  readonly romText?: 'misread' | 'readable' | 'none';
  readonly misbehaviours?: Misbehaviours;
}
