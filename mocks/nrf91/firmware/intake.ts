import { ByteQueue } from '../sockets/byte-queue.ts';
import type { DataMode } from './data-mode.ts';

// What the host's own port holds back while RTS is off; beyond it even flow control is of no use.
const heldBackBytes = 4 * 1024 * 1024;
// Three receive buffers of a development kit.
const unguardedBytes = 768;

/** What the intake feeds. */
export interface IntakeHost {
  readonly dataMode: DataMode;
  /** RTS and CTS are wired. */
  readonly flowControl: boolean;
  /** What is kept while a command runs. */
  readonly backlogBytes: number;
  /** A command is running. */
  busy(): boolean;
  /** Something was typed in command mode. */
  typed(): void;
  take(byte: number): void;
}

/** Bytes from the line: to data mode, to the command line, or kept while neither can take them. */
export class Intake {
  readonly #host: IntakeHost;
  readonly #kept = new ByteQueue();
  #processing = false;

  constructor(host: IntakeHost) {
    this.#host = host;
  }

  receive(bytes: Uint8Array): void {
    const rest = this.#processing || this.#kept.length > 0 ? bytes : bytes.subarray(this.#process(bytes));
    // What there is no room for is lost.
    this.#kept.push(rest.slice(0, Math.max(0, this.#room - this.#kept.length)));
  }

  /** A command ended, or payload flows again. */
  drain(): void {
    while (!this.#processing && this.#kept.length > 0) {
      const bytes = this.#kept.take(this.#kept.length);
      const rest = bytes.subarray(this.#process(bytes));
      this.#kept.push(rest);
      if (rest.length > 0) return;
    }
  }

  get #room(): number {
    const { backlogBytes, dataMode, flowControl } = this.#host;
    if (!flowControl) return Math.min(backlogBytes, unguardedBytes);
    return dataMode.active ? Math.max(backlogBytes, heldBackBytes) : backlogBytes;
  }

  /** How many of the bytes were taken. */
  #process(bytes: Uint8Array): number {
    const { dataMode } = this.#host;
    this.#processing = true;
    let at = 0;
    let typing = false;
    while (at < bytes.length && !this.#host.busy() && !dataMode.blocked) {
      if (dataMode.active) {
        at += dataMode.take(bytes.subarray(at));
        typing = false;
        continue;
      }
      if (!typing) this.#host.typed();
      typing = true;
      this.#host.take(bytes[at] ?? 0);
      at += 1;
    }
    this.#processing = false;
    return at;
  }
}
