/** Which way bytes go: what the module says, or what it hears. */
export type Direction = 'to-host' | 'to-module';

/**
 * When a fault happens. Without any of these: at once. `afterBytes` and `afterMs` alone: at that moment; together with
 * others: not before. Bytes are counted from 1 and time from when the fault was added, before any fault changed a byte,
 * so that chunks make no difference.
 */
export interface FaultTrigger {
  /** At this byte. */
  readonly atByte?: number;
  /** Behind so many bytes. */
  readonly afterBytes?: number;
  /** When so many milliseconds have passed. */
  readonly afterMs?: number;
  /** When the host has sent a command line that matches; `every` and `probability` are then of such lines. */
  readonly when?: RegExp;
  /** At each so-manieth byte, or line. */
  readonly every?: number;
  /** At each byte, or line, with this probability, from 0 to 1. */
  readonly probability?: number;
  /** At most so often. Default: once, or without end with `every` or `probability`. */
  readonly times?: number;
  /** Whose bytes are counted. Default: those that the fault is about, or else what the module says. */
  readonly counting?: Direction;
}

interface Triggered {
  readonly trigger?: FaultTrigger;
}

interface OnBytes extends Triggered {
  /** Default `to-host`. */
  readonly direction?: Direction | 'both';
  /** So many bytes, or pieces, in a row each time. Default 1. */
  readonly count?: number;
}

/** What happens to bytes on their way. */
export type ByteFault =
  /** Bytes that never arrive. */
  | ({ readonly kind: 'lose' } & OnBytes)
  /** Bytes that arrive twice. */
  | ({ readonly kind: 'double' } & OnBytes)
  /** Bytes of which one bit is turned over. */
  | ({ readonly kind: 'corrupt' } & OnBytes)
  /** Pieces that come later by so much; what follows waits behind them. */
  | ({ readonly kind: 'delay'; readonly ms: number } & OnBytes)
  /** Pieces that are held for so long and arrive as one with all that follows meanwhile. */
  | ({ readonly kind: 'glue'; readonly ms: number } & OnBytes)
  /** Pieces that arrive in parts of so many bytes, with a gap between them (default 0 ms). */
  | ({ readonly kind: 'split'; readonly size: number; readonly gapMs?: number } & OnBytes);

/** What gets a module out of a hang. */
export type HangEnd = 'soft-reset' | 'control-lines' | 'usb-reset' | 'power';

/** What happens to the module, its line or its surroundings. */
export type EventFault = (
  | {
      /** URCs, one behind the other. */
      readonly kind: 'storm';
      readonly lines: readonly string[];
      /** How many in all; the lines are said in turn. Default: each once. */
      readonly count?: number;
      /** Default 1. */
      readonly intervalMs?: number;
    }
  /** Nothing gets through. Default: both ways, for ever. */
  | { readonly kind: 'silence'; readonly direction?: Direction | 'both'; readonly forMs?: number }
  /**
   * The module hangs: nothing gets through, until what is named is done to it, or something harsher that includes it.
   * The reset of its USB device is told by `FaultyModule.usbReset`; the others are seen on the line, and by its power.
   */
  | { readonly kind: 'hang'; readonly until: HangEnd }
  /** The module restarts by itself, at that byte: the bytes behind it are never said. */
  | { readonly kind: 'reboot' }
  /** The supply fails. Default: for one second. */
  | { readonly kind: 'power-cut'; readonly forMs?: number }
  /**
   * The module's port has another speed than the host's: garbage both ways until the host's fits. A settable one takes
   * another speed that it is told (`AT+IPR`, `AT+UART_CUR`, `AT+UART_DEF`); others keep it, whatever they are told.
   */
  | { readonly kind: 'wrong-baud'; readonly baudRate: number; readonly forMs?: number; readonly settable?: boolean }
  /** Echo is on again, until the host sends `ATE0`; a stubborn one stays. */
  | { readonly kind: 'echo'; readonly stubborn?: boolean; readonly forMs?: number }
  /** The port vanishes, and returns (under another name with `path`). Default: after two seconds; 0: never. */
  | { readonly kind: 'unplug'; readonly forMs?: number; readonly path?: string }
  /** The card is pulled out. Default: for good. */
  | { readonly kind: 'remove-sim'; readonly forMs?: number }
  /** The module's date goes back by so much. */
  | { readonly kind: 'clock-back'; readonly ms: number }
) &
  Triggered;

export type Fault = ByteFault | EventFault;

export type FaultKind = Fault['kind'];

export const isByteFault = (fault: Fault): fault is ByteFault =>
  fault.kind === 'lose' ||
  fault.kind === 'double' ||
  fault.kind === 'corrupt' ||
  fault.kind === 'delay' ||
  fault.kind === 'glue' ||
  fault.kind === 'split';

/** One thing that was done. */
export interface FaultLogEntry {
  /** Milliseconds of the clock. */
  readonly atMs: number;
  /** Which of the faults, counted from 0 in the order in which they were given. */
  readonly fault: number;
  readonly kind: FaultKind;
  /** The byte at which it was, counted from 1 in its direction since the module was made faulty. */
  readonly direction: Direction;
  readonly position: number;
  readonly detail?: string;
}
