import type { Timer } from '../../../src/base/clock.ts';
import type { Timers } from '../../module/timers.ts';

const terminator = '+++';
const plus = 0x2b;
const bufferBytes = 4096;
// Start bit, eight data bits, stop bit; and what the firmware adds to the time of one receive buffer.
const bitsPerByte = 10;
const marginMs = 10;

/** Where payload goes. */
export interface PayloadHandler {
  /**
   * Payload, in the pieces in which the module sends it on; empty pieces do not come. Nothing more is taken from the
   * line until `sent` was called, which may be within the call.
   */
  send(bytes: Uint8Array, sent: () => void): void;
  /** Data mode ended. */
  exit(): void;
}

/** What data mode needs from the line around it. */
export interface DataModeHost {
  readonly timers: Timers;
  write(text: string): void;
  /** What `#XDATAMODE` says of a failure: Serial LTE Modem the error, Serial Modem -1. */
  resultOf(error: number): number;
  /** Payload is taken from the line again. */
  resumed(): void;
  /** The line is in command mode again. */
  left(): void;
}

/** The shortest idle time that ends a piece of payload: one receive buffer at this speed, and 10 ms. */
export function shortestIdleMs(receiveBufferBytes: number, baudRate: number): number {
  return Math.floor((receiveBufferBytes * bitsPerByte * 1000) / baudRate) + marginMs;
}

/** How many `+` stand at the beginning (1) or the end (-1), as far as they matter. */
function run(bytes: Uint8Array, direction: 1 | -1): number {
  const most = Math.min(terminator.length, bytes.length);
  let count = 0;
  while (count < most && bytes[direction === 1 ? count : bytes.length - 1 - count] === plus) count += 1;
  return count;
}

/**
 * Data mode (Serial LTE Modem documentation, "Data mode"): every byte is payload until `+++`, or until the announced
 * length is there. When the connection breaks, the module says `+++` itself and swallows everything up to the host's.
 */
export class DataMode {
  readonly #host: DataModeHost;
  #state: 'off' | 'on' | 'null' = 'off';
  #handler: PayloadHandler | undefined;
  #pieces: Uint8Array[] = [];
  #stored = 0;
  /** How many `+` came last and may be the beginning of the end. */
  #matched = 0;
  #left = 0;
  #counted = false;
  #result = 0;
  #timer: Timer | undefined;
  /** A piece is being sent. Grows with each, so that a late word about an old one counts for nothing. */
  #sending = 0;
  #blocked = false;
  #leaving = false;
  /** `AT#XDATACTRL`; 0 until data mode was entered once or the host said otherwise. */
  idleLimitMs = 0;

  constructor(host: DataModeHost) {
    this.#host = host;
  }

  get active(): boolean {
    return this.#state !== 'off';
  }

  /** Nothing is taken from the line: a piece is on its way. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** @param length how many bytes will come; 0: up to `+++` */
  enter(handler: PayloadHandler, shortestMs: number, length = 0): void {
    this.#state = 'on';
    this.#handler = handler;
    this.#matched = 0;
    this.#left = length;
    this.#counted = length > 0;
    if (this.idleLimitMs === 0) this.idleLimitMs = shortestMs;
  }

  /** Takes bytes, up to the end of data mode or of what can be taken now; how many it took. */
  take(bytes: Uint8Array): number {
    if (this.#blocked) return 0;
    this.#timer?.cancel();
    const taken = this.#counted ? this.#takeCounted(bytes) : this.#takeSearched(bytes);
    const waits = this.#state === 'on' && !this.#blocked && (this.#stored > 0 || this.#matched > 0);
    if (waits) this.#timer = this.#host.timers.after(this.idleLimitMs, () => this.#idle());
    return taken;
  }

  /** The connection broke. */
  breakOff(error: number): void {
    if (this.#state !== 'on') return;
    this.#timer?.cancel();
    this.#result = this.#host.resultOf(error);
    this.#forget();
    if (this.#leaving) {
      this.#leave();
      return;
    }
    const waited = this.#blocked;
    this.#blocked = false;
    this.#state = 'null';
    this.#endHandler();
    if (!this.#counted) this.#host.write(terminator);
    if (waited) this.#host.resumed();
  }

  #takeCounted(bytes: Uint8Array): number {
    const taken = this.#store(bytes.subarray(0, this.#left));
    this.#left -= taken;
    if (this.#left === 0) this.#finish();
    return taken;
  }

  #takeSearched(bytes: Uint8Array): number {
    const leading = run(bytes, 1);
    if (this.#matched + leading >= terminator.length) {
      const taken = terminator.length - this.#matched;
      this.#finish();
      return taken;
    }
    if (leading === bytes.length) {
      this.#matched += leading;
      return leading;
    }
    this.#storeMatched();
    if (this.#blocked) return 0;
    const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(terminator);
    const trailing = end < 0 ? run(bytes, -1) : 0;
    const length = end < 0 ? bytes.length - trailing : end;
    const taken = this.#store(bytes.subarray(0, length));
    if (taken < length) return taken;
    if (end >= 0) {
      this.#finish();
      return end + terminator.length;
    }
    this.#matched = trailing;
    return bytes.length;
  }

  /** A beginning of `+++` that did not go on was payload. */
  #storeMatched(): void {
    const count = this.#matched;
    this.#matched = 0;
    if (count > 0) this.#store(new Uint8Array(count).fill(plus));
  }

  /** Keeps bytes and sends each full buffer; how many it took before sending had to wait. */
  #store(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && !this.#blocked && this.#state === 'on') {
      const piece = bytes.slice(at, at + bufferBytes - this.#stored);
      at += piece.length;
      this.#pieces.push(piece);
      this.#stored += piece.length;
      if (this.#stored >= bufferBytes) this.#flush();
    }
    // What follows a failure is swallowed.
    return this.#state === 'on' ? at : bytes.length;
  }

  #idle(): void {
    this.#storeMatched();
    this.#flush();
  }

  #flush(): void {
    if (this.#stored === 0 || this.#state !== 'on') return;
    const bytes =
      this.#pieces.length === 1 && this.#pieces[0] !== undefined ? this.#pieces[0] : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#stored = 0;
    const sending = ++this.#sending;
    this.#blocked = true;
    let within = true;
    this.#handler?.send(bytes, () => {
      if (sending !== this.#sending) return;
      this.#blocked = false;
      if (!within) this.#sent();
    });
    within = false;
  }

  #sent(): void {
    if (this.#leaving) this.#leave();
    else this.#host.resumed();
  }

  /** The end came: it takes effect when the last piece is sent. */
  #finish(): void {
    this.#matched = 0;
    this.#leaving = true;
    this.#flush();
    if (this.#leaving && !this.#blocked) this.#leave();
  }

  #leave(): void {
    this.#timer?.cancel();
    const result = this.#result;
    this.#state = 'off';
    this.#leaving = false;
    this.#blocked = false;
    this.#result = 0;
    this.#forget();
    this.#endHandler();
    this.#host.write(`\r\n#XDATAMODE: ${result}\r\n`);
    this.#host.left();
  }

  #forget(): void {
    this.#pieces = [];
    this.#stored = 0;
    this.#matched = 0;
    this.#sending += 1;
  }

  #endHandler(): void {
    const handler = this.#handler;
    this.#handler = undefined;
    handler?.exit();
  }
}
