import { misread, sameSpeed } from '../esp-at/misread.ts';
import { LineRoom } from '../module/line-room.ts';
import type { Transmit } from '../simulated-module.ts';

// An open input, or a line that is not driven, as a UART sees it.
const floating = Uint8Array.of(0x00, 0xff, 0x00, 0xff);

/** The two wires between the module's port and the host, and what may be wrong with them. */
export class Wire {
  /** The host's speed; undefined: always the module's. */
  hostBaudRate: number | undefined;
  /** Nothing gets through, either way. */
  cut = false;
  /** Whether the line takes more. */
  readonly room = new LineRoom();
  #transmit: Transmit | undefined;

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

  /** Bytes to the host, sent at `baudRate`; 0 is a module that has not found out the host's speed: it says nothing. */
  send(bytes: Uint8Array, baudRate: number): void {
    if (this.cut || baudRate === 0) return;
    this.room.note(this.#transmit?.(translated(bytes, baudRate, this.hostBaudRate ?? baudRate)));
  }

  /** What the module, listening at `baudRate`, makes of bytes from the host. */
  heard(bytes: Uint8Array, baudRate: number): Uint8Array {
    return this.cut ? new Uint8Array() : translated(bytes, this.hostBaudRate ?? baudRate, baudRate);
  }

  /** Noise of a line that nobody drives. */
  float(): void {
    if (!this.cut) this.#transmit?.(floating);
  }
}

function translated(bytes: Uint8Array, sentAt: number, readAt: number): Uint8Array {
  // Whoever looks for the speed of the other reads what can be read.
  if (readAt === 0) return bytes;
  return sameSpeed(sentAt, readAt) ? bytes : misread(bytes, sentAt, readAt);
}
