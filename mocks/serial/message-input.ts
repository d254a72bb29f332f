/**
 * How the bytes of the host are cut into messages. `lines` ends them at CR, LF or CR LF; a line end of its own at that
 * alone; `chunks` takes each write as it comes; a function says how many of the bytes so far are the first message, or
 * undefined while that is not complete. Empty lines are no messages.
 */
export type Framing = 'lines' | '\r' | '\n' | '\r\n' | 'chunks' | ((received: Buffer) => number | undefined);

const longestMessage = 64 * 1024;

/** Cuts the bytes of the host into messages, and out of the middle of them the payloads that are asked for. */
export class MessageInput {
  readonly #framing: Framing;
  readonly #take: (bytes: Buffer) => void;
  #rest = Buffer.alloc(0);
  #payload:
    | { readonly end: (received: Buffer) => number | undefined; readonly take: (bytes: Buffer) => void }
    | undefined;
  /** A CR ended the line: an LF behind it belongs to that. */
  #afterCr = false;
  #busy = false;

  constructor(framing: Framing, take: (bytes: Buffer) => void) {
    this.#framing = framing;
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    // Whoever takes a message may cause the next: that waits for its turn.
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#rest.length > 0 && this.#next());
    } finally {
      this.#busy = false;
    }
  }

  /** What comes next is payload, up to where `end` says it ends. */
  expectPayload(end: (received: Buffer) => number | undefined, take: (bytes: Buffer) => void): void {
    this.#payload = { end, take };
  }

  get awaitsPayload(): boolean {
    return this.#payload !== undefined;
  }

  /** Bytes that are no whole message yet. */
  get rest(): Buffer {
    return this.#rest;
  }

  clear(): void {
    this.#rest = Buffer.alloc(0);
    this.#payload = undefined;
    this.#afterCr = false;
  }

  /** @returns whether there may be more */
  #next(): boolean {
    if (this.#afterCr) {
      this.#afterCr = false;
      if (this.#rest[0] === 0x0a) {
        this.#drop(1);
        return true;
      }
    }
    const payload = this.#payload;
    if (payload !== undefined) {
      const length = payload.end(this.#rest);
      if (length === undefined) return false;
      this.#payload = undefined;
      payload.take(this.#drop(length));
      return true;
    }
    return this.#message();
  }

  #message(): boolean {
    const cut = this.#cut();
    if (cut === undefined) return false;
    const whole = this.#drop(cut.length);
    const bytes = whole.subarray(0, whole.length - cut.end);
    if (bytes.length > 0 || cut.end === 0) this.#take(bytes);
    return true;
  }

  /** How long the first message is, with its end, and how long that end. */
  #cut(): { readonly length: number; readonly end: number } | undefined {
    const rest = this.#rest;
    const whole = rest.length >= longestMessage ? { length: longestMessage, end: 0 } : undefined;
    if (this.#framing === 'chunks') return { length: rest.length, end: 0 };
    if (typeof this.#framing === 'function') {
      const length = this.#framing(rest);
      return length === undefined || length < 1 ? whole : { length: Math.min(length, rest.length), end: 0 };
    }
    if (this.#framing !== 'lines') {
      const at = rest.indexOf(this.#framing, 0, 'latin1');
      return at === -1 ? whole : { length: at + this.#framing.length, end: this.#framing.length };
    }
    const at = rest.findIndex((byte) => byte === 0x0d || byte === 0x0a);
    if (at === -1) return whole;
    this.#afterCr = rest[at] === 0x0d;
    return { length: at + 1, end: 1 };
  }

  #drop(length: number): Buffer {
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return bytes;
  }
}
