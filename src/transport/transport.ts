import type { TransportError } from '../base/errors.ts';

/**
 * The byte-pipe contract. A `Port` says where bytes could flow; opening it gives a `Transport`, which is used once:
 * after it closed, reconnecting means opening the port again.
 */

/** Why a transport is no more. */
export type CloseReason =
  /** We closed it. */
  | { readonly kind: 'closed' }
  /** It went away under us: an unplug, a peer that hung up, an I/O error. */
  | { readonly kind: 'lost'; readonly error: TransportError };

/** Who receives what a transport brings. Both are called outside any call of ours into the transport. */
export interface TransportHandlers {
  /** Bytes as they came, in any chunking. The chunk is the receiver's to keep. */
  onBytes(chunk: Uint8Array): void;
  /** Called exactly once, when everything is released; no bytes follow it. */
  onClosed(reason: CloseReason): void;
}

/** The modem control lines that a host can set and read (V.24 names). */
export interface ControlLines {
  /** Sets the named lines in one step where the platform can; what is left out stays as it is. */
  set(lines: { readonly dtr?: boolean; readonly rts?: boolean }): Promise<void>;
  get(): Promise<{ readonly cts: boolean; readonly dsr: boolean; readonly dcd: boolean }>;
}

/** An open byte pipe. It is always reading. */
export interface Transport {
  /** What a person calls it: `/dev/ttyUSB2`, `tcp 192.0.2.7:4001`. */
  readonly name: string;
  /**
   * Resolves when the bytes were handed over; until then they must not be changed. After the close it rejects at once.
   * @throws TransportError `PORT_LOST` or `PORT_CLOSED`; `PORT_FAILED` when too much is waiting to be written
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Releases everything and resolves when that is done; calling it again does no harm. */
  close(): Promise<void>;
  /** There only where the kind of transport has them (a pseudo-terminal has none). */
  readonly controlLines?: ControlLines;
  /**
   * Changes the speed of the line, in bits a second, once what was written has left; what was not read yet is dropped.
   * There only where that means something.
   */
  setBaudRate?(baudRate: number): Promise<void>;
}

/** A place that may be opened, again and again. */
export interface Port {
  readonly name: string;
  /** The speed that it is opened with, in bits a second; there only where that means something. */
  readonly baudRate?: number;
  /**
   * Waits for something to change where the port should be: after it was missing, it is worth trying again then. There
   * only for kinds of port that can tell.
   * @throws the reason of `signal`
   */
  attached?(signal: AbortSignal): Promise<void>;
  /**
   * Opens it. Bytes may arrive before the promise resolves. An abort lets the caller go at once; what was being opened
   * is closed in the background, so that the port may be busy for a moment yet.
   * @throws TransportError `PORT_MISSING`, `PORT_BUSY`, `PORT_DENIED` or `PORT_FAILED`; the reason of `signal`
   */
  open(handlers: TransportHandlers, options?: { readonly signal?: AbortSignal }): Promise<Transport>;
}
