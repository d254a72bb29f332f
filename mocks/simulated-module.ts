/**
 * Takes the module's bytes for the host. It gives back false when the line is full: then `drained` says when there is
 * room again, and what is sent all the same may be lost. Anything else means that it takes more.
 */
export type Transmit = (bytes: Uint8Array) => unknown;

/**
 * What every simulated module offers to the line it is attached to. A simulated module is written from the maker's
 * facts alone and knows nothing of the driver that will talk to it.
 */
export interface SimulatedModule {
  /** What it plays, as `atlink simulate` calls it: `quectel-bg95`. */
  readonly personality: string;
  /** Bytes from the host, in any chunking. */
  receive(bytes: Uint8Array): void;
  /**
   * Attaches the line that carries the module's bytes to the host; one line at a time. The function returned detaches
   * it; what the module says while nothing is attached is lost, as on a real serial line.
   */
  attach(transmit: Transmit): () => void;
  /** The line that was full has room again. Only where the module heeds that. */
  drained?(): void;
  /** Supplies power: the module boots and announces itself in its own time. */
  powerOn(): void;
  /** Cuts the power, with no farewell. */
  powerOff(): void;
  /** Ends it and cancels every timer. */
  close(): void;
  /** The host set its modem control lines; what is left out stays as it is. Only where the module heeds them. */
  hostLines?(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void;
  /**
   * The speed of the host's port, in bits a second: at another than the module's, both sides read garbage. Undefined, as
   * at the start: whatever the module has. Only where the module knows of speeds.
   */
  hostBaudRate?(baudRate: number | undefined): void;
}
