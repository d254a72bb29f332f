/** What one interface of a board's USB device is for. `at` and `modem` answer AT commands; the others never do. */
export type PortRole =
  /** AT commands. */
  | 'at'
  /** AT commands as well, and the port that a PPP session takes over. */
  | 'modem'
  /** A maker's binary diagnostics (HDLC): never write to it. */
  | 'diag'
  /** Position sentences; does not listen. */
  | 'nmea'
  /** Text for people, or trace data. */
  | 'log'
  /** A network interface, not a serial port. */
  | 'net'
  /** A bare UART: what is wired to it is anybody's guess. */
  | 'uart';

/** Which USB devices a board may show up as. Everything that is given must fit, and counts. */
export interface UsbMatch {
  /** idVendor, four lower-case hex digits. */
  readonly vendorId: string;
  /** idProduct, four lower-case hex digits; left out where a maker gives out many, and then `product` is needed. */
  readonly productId?: string;
  /** Fits the product string (iProduct). */
  readonly product?: RegExp;
  /** Fits the manufacturer string (iManufacturer). */
  readonly manufacturer?: RegExp;
}

export interface BoardPort {
  readonly role: PortRole;
  /** The port to talk AT on first; exactly one a board, none on a bare bridge. */
  readonly preferred?: true;
}

/** A wiring of the control lines that resets the module: sets the lines, waits, sets the lines. */
export interface ResetWiring {
  readonly assert: { readonly dtr?: boolean; readonly rts?: boolean };
  readonly holdMs: number;
  readonly release: { readonly dtr?: boolean; readonly rts?: boolean };
}

/**
 * A wiring of the control lines that starts the boot loader, which takes new firmware: `enter` holds the chip in reset,
 * `leave` lets it start with its boot pin held. Whoever is done sets both lines back.
 */
export interface BootWiring {
  readonly enter: { readonly dtr?: boolean; readonly rts?: boolean };
  readonly holdMs: number;
  readonly leave: { readonly dtr?: boolean; readonly rts?: boolean };
}

/** A board, a module's own USB device, or a bare USB-to-UART bridge, as data. */
export interface Board {
  /** Unique, kebab-case, named like its file or a variant of it: `quectel-ec25`. */
  readonly id: string;
  /** What is printed on it. */
  readonly name: string;
  /** A bridge says nothing about what is behind it, so it is talked to only when a person names it. */
  readonly kind: 'module' | 'board' | 'bridge';
  readonly usb: readonly UsbMatch[];
  /** By USB interface number (bInterfaceNumber). Interfaces that are left out are unknown, and left alone. */
  readonly interfaces: Readonly<Record<number, BoardPort>>;
  /** Which driver to use; `auto` asks the module what it is. Left out where nothing may be assumed. */
  readonly driver?: string;
  /** Bits a second of the AT port; matters behind a bridge. 115200 where left out. */
  readonly baudRate?: number;
  readonly flowControl?: 'none' | 'rtscts';
  /** What the AT port needs of DTR: `assert` or it stays silent, `clear` or it resets; left out: no matter. */
  readonly dtr?: 'assert' | 'clear';
  /** Milliseconds to wait after DTR was set before the first command. */
  readonly settleMs?: number;
  /** How to reset the module from the host. Only here where the wiring is part of the board. */
  readonly reset?: ResetWiring;
  /** How to start the boot loader from the host. Only here where the wiring is part of the board. */
  readonly boot?: BootWiring;
  /** The USB interface on which the board prints its log, where it has one beside the AT port. */
  readonly logPort?: number;
  /** `inferred`: from a sister model or from the order of the interfaces; probe before trusting it. */
  readonly certainty: 'documented' | 'inferred';
  /** Its USB ids are those of other products, too: like a bridge it is talked to only when a person names it. */
  readonly ambiguous?: true;
  /** A user described it: it goes before one of ours that fits as well. */
  readonly own?: true;
  /** Where the facts come from: public documents. */
  readonly source: string;
  /** What a user of this board should know, a sentence each. */
  readonly notes?: readonly string[];
}
