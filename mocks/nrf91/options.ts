import type { Clock } from '../../src/base/clock.ts';
import type { StackNetwork } from '../network/contract.ts';

/** The card in the slot. Everything has a value that works. */
export interface SimOptions {
  /** False: an empty slot. Default true. */
  readonly inserted?: boolean;
  /** 19 or 20 digits. */
  readonly iccid?: string;
  /** 15 digits. */
  readonly imsi?: string;
  /** The PIN, which is asked for whenever the card is powered, when given. */
  readonly pin?: string;
  /** Default `12345678`. */
  readonly puk?: string;
  /** Tries left at the start. Defaults 3 and 10. */
  readonly pinTries?: number;
  readonly pukTries?: number;
}

/** The radio technologies a network may offer; they are LTE-M and NB-IoT in the maker's words. */
export type Technology = 'lte-m' | 'nb-iot';

/** The network around the module. */
export interface NetworkOptions {
  /** MCC and MNC, 5 or 6 digits. Default `24202`. */
  readonly plmn?: string;
  readonly longName?: string;
  readonly shortName?: string;
  /** Tracking area (4) and cell (8 digits), hexadecimal in capitals. */
  readonly tac?: string;
  readonly cell?: string;
  /** Whether registering gives 5 (roaming) instead of 1 (home). Default true, as with most IoT cards. */
  readonly roaming?: boolean;
  /** Default: both. */
  readonly technologies?: readonly Technology[];
  /** The APNs it knows; anything else is refused. Default: every APN. */
  readonly apns?: readonly string[];
  /** The APN a host gets that names none. Default `iot.example`. */
  readonly defaultApn?: string;
  /** The addresses it gives out. Default: IPv4 alone. */
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
  /** False: the module starts outside coverage. */
  readonly coverage?: boolean;
  /** From the `OK` of `AT+CFUN=1` to being registered, in milliseconds. Default 3860 on LTE-M, 80 000 on NB-IoT. */
  readonly registerMs?: number;
  /** How long the network keeps a module's bearers while it is out of coverage, in milliseconds. Default 120 000. */
  readonly bearerLossMs?: number;
}

/** Faults of the field, each off unless the caller switches it on. */
export interface Misbehaviours {
  /** `Ready` comes 300 ms after power (early), 5 s late, never, or is `INIT ERROR` with silence behind it. */
  readonly ready?: 'early' | 'late' | 'never' | 'init-error';
  /** It says `Ready` and then answers nothing: production-test modem firmware. */
  readonly hangAfterReady?: boolean;
  /** Random bytes come out of the UART before anything else. */
  readonly bootGarbage?: boolean;
  /** What is left in its receive buffer from before the start, in front of the first command. */
  readonly leftover?: string;
  /** `+CEREG: 2`, and nothing more happens. */
  readonly searchStuck?: boolean;
  /** After `AT+CFUN=4` the read form of `AT+CEREG` goes on saying 2. */
  readonly staleRegistration?: boolean;
  /** The first search without stored cells takes minutes: it is 150 s longer unless `AT+CFUN=0` saved them before. */
  readonly slowWithoutHistory?: boolean;
  /** `AT+CGPADDR` shows an empty address on an active context. */
  readonly cgpaddrEmpty?: boolean;
  /** The application lets URCs through while a command runs (as the AT host does anyway). */
  readonly urcBeforeOk?: boolean;
  /** The modem core is gone: the AT host writes commands back, the others answer `ERROR` to everything. */
  readonly commandsFail?: boolean;
  /** A good card is "failed" (`+CEREG: 90`) until the modem core is started once more. */
  readonly simNeedsRestart?: boolean;
  /** How often `AT+CPIN?` fails with 13 before it works. */
  readonly cpinFailures?: number;
  /** `AT+COPS=?` ends in `ERROR`. */
  readonly scanFails?: boolean;
  /** `AT+CPSMS=1` with timers is refused. */
  readonly cpsmsRefused?: boolean;
  /** `AT+CFUN=1` never gets its result. */
  readonly cfunHangs?: boolean;
  /**
   * What arrives first switches the radio on between the header of payload and the payload, so that `+CSCON: 1` comes in
   * between: Serial LTE Modem always may, Serial Modem did up to v2.0.0-preview1. For any other URC there is
   * `injectUrc` with `between: 'payload'`.
   */
  readonly urcInsidePayload?: boolean;
  /** A socket whose network went away says so (32; a client -115), and not what a peer that closed says (16; -104). */
  readonly netDownTold?: boolean;
  /** How many `#XAPOLL` notices get lost before one comes through. */
  readonly pollNoticesLost?: number;
}

/** How the application was built. */
export interface BuildOptions {
  /** What ends a command. Default: the firmware's own. */
  readonly terminator?: 'cr' | 'lf' | 'crlf';
  /** It activates the modem and subscribes to `+CEREG` (5) by itself. */
  readonly autoConnect?: boolean;
  /** Serial LTE Modem with PPP: `+CGEV` comes after the host's own `AT+CGEREP=1` only. */
  readonly ppp?: boolean;
  /** Serial Modem of September 2026: `+CEREG`, `+CGEV` and `%XTIME` come after the host asked for them only. */
  readonly urcFilter?: boolean;
  /**
   * RTS and CTS are wired, so that no byte is lost while a command runs. Default true; false: three receive buffers of
   * 256 bytes are kept and the rest is lost. The AT host never has them.
   */
  readonly flowControl?: boolean;
  /** What an AT host does with a line that is no AT command: newer ones write it back (default), old ones say `ERROR`. */
  readonly writesBack?: boolean;
  /**
   * Serial Modem: DTR and RI of the host are wired, so that the UART is on only while DTR is asserted. Default false: DTR
   * is the button of a development kit, which nobody presses.
   */
  readonly dtrWired?: boolean;
  /** A pin for `AT#XSLEEP` is wired. Default true. */
  readonly powerPin?: boolean;
  /** The text a customer adds to the version of the application. */
  readonly customerVersion?: string;
}

/** What a simulated nRF91 module is made of. */
export interface Nrf91Options {
  /** `nrf9160-slm`, `nrf9151-serial-modem` and so on. */
  readonly personality: string;
  readonly clock: Clock;
  /** How many times faster than the real thing; default 1. */
  readonly speed?: number;
  readonly sim?: SimOptions;
  readonly network?: NetworkOptions;
  /** The network behind its sockets, which it reaches while a context is up. Left out: nobody is there. */
  readonly internet?: StackNetwork;
  /** `ignores`: peers of TLS are never verified, whatever the sockets were told. Default `honest`. */
  readonly tlsVerification?: 'honest' | 'ignores';
  readonly build?: BuildOptions;
  /** `mfw_nrf9160_1.2.3`: the modem firmware, when it is not the personality's. */
  readonly modemFirmware?: string;
  /** Decides what is arbitrary: the IMEI, the addresses. Default 1. */
  readonly seed?: number;
  readonly misbehaviours?: Misbehaviours;
}
