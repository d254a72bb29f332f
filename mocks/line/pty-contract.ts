/** The master side of a pseudo-terminal whose slave is raw: all 256 byte values pass both ways unchanged. */
export interface PtyMaster {
  /** The slave's device, which a client opens as its serial port: `/dev/pts/3`. */
  readonly path: string;
  /**
   * Sends bytes to the client, never blocking. As a module's UART has, it has a bounded buffer: beyond 4 MiB that no
   * client takes, further bytes are lost.
   * @returns false when so much waits that whoever can should wait as well, until `onDrained`
   */
  write(bytes: Uint8Array): boolean;
  /** Reads nothing until `resume`: a client that goes on writing has to wait. */
  pause(): void;
  resume(): void;
  /** Hangs up: clients see the end of the file or EIO. */
  close(): Promise<void>;
}

/** Who receives what a client writes. */
export interface PtyHandlers {
  onBytes(bytes: Uint8Array): void;
  /** There is room again after `write` gave back false. */
  onDrained?(): void;
  /** The pseudo-terminal died by itself; not called after `close()`. */
  onLost(error: Error): void;
}

/** A way to come by a pseudo-terminal. */
export interface PtyMeans {
  readonly name: string;
  open(handlers: PtyHandlers): Promise<PtyMaster>;
}
