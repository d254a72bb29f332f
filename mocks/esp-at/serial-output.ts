import { misread, sameSpeed } from './misread.ts';

/** One serial line from the module to the host, with what happens when the two disagree about the speed. */
export class SerialOutput {
  #transmit: ((bytes: Uint8Array) => void) | undefined;
  /** The host's speed; undefined: whatever the module's is. */
  hostBaudRate: number | undefined;

  /** Attaches the line; the function returned detaches it. */
  attach(transmit: (bytes: Uint8Array) => void): () => void {
    this.#transmit = transmit;
    return () => {
      if (this.#transmit === transmit) this.#transmit = undefined;
    };
  }

  detach(): void {
    this.#transmit = undefined;
  }

  /** Sends bytes at `baudRate`. */
  send(bytes: Uint8Array, baudRate: number): void {
    this.#transmit?.(this.asReadAt(bytes, baudRate, this.hostBaudRate ?? baudRate));
  }

  /** What arrives of bytes that were sent at one speed and are read at another. */
  asReadAt(bytes: Uint8Array, sentAt: number, readAt: number): Uint8Array {
    return sameSpeed(sentAt, readAt) ? bytes : misread(bytes, sentAt, readAt);
  }
}
