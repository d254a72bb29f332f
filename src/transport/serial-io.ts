/** What the two ways to move bytes through an open serial port (POSIX, Windows) have in common. */
export interface SerialIo {
  /** Begins to read; it never stops by itself except by calling `onGone`, once. */
  start(handlers: SerialIoHandlers): void;
  /** Hands over some of the bytes: answers how many at once where it can, else waits until the line takes some. */
  writeSome(bytes: Uint8Array): number | Promise<number>;
  /** Ends reading and waiting; nothing is called afterwards. The descriptor itself is closed by the owner. */
  stop(): void;
}

export interface SerialIoHandlers {
  onBytes(chunk: Uint8Array): void;
  /** The other side went away; `cause` is what the platform said, if anything. */
  onGone(cause: unknown): void;
}
