import { LineRoom } from '../module/line-room.ts';
import type { Transmit } from '../simulated-module.ts';
import { misread, sameSpeed } from './misread.ts';

/** One serial line from the module to the host, with what happens when the two disagree about the speed. */
export class SerialOutput {
  /** Whether the line takes more. */
  readonly room = new LineRoom();
  #transmit: Transmit | undefined;
  /** The host's speed; undefined: whatever the module's is. */
  hostBaudRate: number | undefined;

  /** Attaches the line; the function returned detaches it. */
  attach(transmit: Transmit): () => void {
    this.#transmit = transmit;
    this.room.drained();
    return () => {
      if (this.#transmit === transmit) this.detach();
    };
  }

  detach(): void {
    this.#transmit = undefined;
    this.room.drained();
  }

  /** Sends bytes at `baudRate`. */
  send(bytes: Uint8Array, baudRate: number): void {
    this.room.note(this.#transmit?.(this.asReadAt(bytes, baudRate, this.hostBaudRate ?? baudRate)));
  }

  /** What arrives of bytes that were sent at one speed and are read at another. */
  asReadAt(bytes: Uint8Array, sentAt: number, readAt: number): Uint8Array {
    return sameSpeed(sentAt, readAt) ? bytes : misread(bytes, sentAt, readAt);
  }
}
