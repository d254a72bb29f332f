import type { Timer } from '../../../src/base/clock.ts';
import type { Timers } from '../../module/timers.ts';

const terminator = '+++';
const bufferBytes = 4096;
// Start bit, eight data bits, stop bit; and what the firmware adds to the time of one receive buffer.
const bitsPerByte = 10;
const marginMs = 10;

/** Where payload goes. */
export interface PayloadHandler {
  /** Payload, in the pieces in which the module sends it on; empty pieces do not come. */
  send(bytes: Uint8Array): void;
  /** Data mode ended. */
  exit(): void;
}

/** What data mode needs from the line around it. */
export interface DataModeHost {
  readonly timers: Timers;
  write(text: string): void;
  /** What `#XDATAMODE` says of a failure: Serial LTE Modem the error, Serial Modem -1. */
  resultOf(error: number): number;
  /** The line is in command mode again. */
  left(): void;
}

/** The shortest idle time that ends a piece of payload: one receive buffer at this speed, and 10 ms. */
export function shortestIdleMs(receiveBufferBytes: number, baudRate: number): number {
  return Math.floor((receiveBufferBytes * bitsPerByte * 1000) / baudRate) + marginMs;
}

/**
 * Data mode (Serial LTE Modem documentation, "Data mode"): every byte is payload until `+++`, or until the announced
 * length is there. When the connection breaks, the module says `+++` itself and swallows everything up to the host's.
 */
export class DataMode {
  readonly #host: DataModeHost;
  #state: 'off' | 'on' | 'null' = 'off';
  #handler: PayloadHandler | undefined;
  #buffer: number[] = [];
  #matched = 0;
  #left = 0;
  #result = 0;
  #timer: Timer | undefined;
  /** `AT#XDATACTRL`; 0 until data mode was entered once or the host said otherwise. */
  idleLimitMs = 0;

  constructor(host: DataModeHost) {
    this.#host = host;
  }

  get active(): boolean {
    return this.#state !== 'off';
  }

  /** @param length how many bytes will come; 0: up to `+++` */
  enter(handler: PayloadHandler, shortestMs: number, length = 0): void {
    this.#state = 'on';
    this.#handler = handler;
    this.#buffer = [];
    this.#matched = 0;
    this.#left = length;
    if (this.idleLimitMs === 0) this.idleLimitMs = shortestMs;
  }

  take(byte: number): void {
    this.#timer?.cancel();
    if (this.#left > 0) this.#counted(byte);
    else this.#searched(byte);
    if (this.#state === 'on') this.#timer = this.#host.timers.after(this.idleLimitMs, () => this.#idle());
  }

  /** The connection broke. */
  breakOff(error: number): void {
    if (this.#state !== 'on') return;
    this.#timer?.cancel();
    this.#state = 'null';
    this.#result = this.#host.resultOf(error);
    this.#buffer = [];
    this.#endHandler();
    if (this.#left === 0) this.#host.write(terminator);
  }

  #counted(byte: number): void {
    this.#store(byte);
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#flush();
    this.#leave();
  }

  #searched(byte: number): void {
    if (byte === terminator.charCodeAt(this.#matched)) {
      this.#matched += 1;
      if (this.#matched < terminator.length) return;
      this.#flush();
      this.#leave();
      return;
    }
    this.#storeMatched();
    if (byte === terminator.charCodeAt(0)) this.#matched = 1;
    else this.#store(byte);
  }

  /** A beginning of `+++` that did not go on was payload. */
  #storeMatched(): void {
    for (; this.#matched > 0; this.#matched--) this.#store(terminator.charCodeAt(0));
  }

  #store(byte: number): void {
    if (this.#state === 'null') return;
    this.#buffer.push(byte);
    if (this.#buffer.length >= bufferBytes) this.#flush();
  }

  #idle(): void {
    this.#storeMatched();
    this.#flush();
  }

  #flush(): void {
    const bytes = Uint8Array.from(this.#buffer);
    this.#buffer = [];
    if (bytes.length > 0) this.#handler?.send(bytes);
  }

  #leave(): void {
    this.#timer?.cancel();
    const result = this.#result;
    this.#state = 'off';
    this.#matched = 0;
    this.#result = 0;
    this.#endHandler();
    this.#host.write(`\r\n#XDATAMODE: ${result}\r\n`);
    this.#host.left();
  }

  #endHandler(): void {
    const handler = this.#handler;
    this.#handler = undefined;
    handler?.exit();
  }
}
