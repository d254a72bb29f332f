import { PassiveReceiver } from '../../../src/driver/index.ts';
import { CameBytes } from './came-bytes.ts';
import { readLink } from './commands.ts';
import type { SocketContext } from './context.ts';
import type { Link, LinkReader } from './links.ts';
import { asSocketError, isBrokenAnswer, isRefused, socketError } from './socket-failures.ts';

/** The longest read of a command; every generation takes it. */
export const longestRead = 2048;
/** How much may wait here when the module does not hold it back. */
export const bufferBytes = 65_536;
const pollMs = 1000;
/** After `CLOSED`, a read of TLS that was refused says nothing about what is left. */
const lateReads = 3;
const lateReadMs = 100;

/**
 * The receiving side of a link, whether its bytes wait in the module or come by themselves. A notice may be missing, and
 * comes once: the module is asked after each read that was not full, and every second.
 */
export class StreamReader implements LinkReader {
  /** Set by whoever takes the link. */
  link: Link | undefined;
  readonly #context: SocketContext;
  readonly #secure: boolean;
  readonly #receiver: PassiveReceiver;
  readonly #came = new CameBytes(bufferBytes);
  /** There are bytes in the module for certain, so it need not be asked how many. */
  #certain = true;
  #drained = false;
  #lateReadsLeft = lateReads;

  /** @param secure TLS is inside the module: its lengths are upper bounds */
  constructor(context: SocketContext, secure: boolean) {
    this.#context = context;
    this.#secure = secure;
    this.#receiver = new PassiveReceiver({ fetch: (max) => this.#fetch(max), clock: context.line.clock, pollMs });
  }

  announced(): void {
    this.#certain = true;
    this.#receiver.announced();
  }

  received(bytes: Uint8Array): void {
    if (this.#came.add(bytes)) {
      this.#receiver.announced();
      return;
    }
    const text = `more than ${bufferBytes} bytes came before they were read, and this firmware cannot be held back`;
    this.fail(socketError('ECONNABORTED', 'read', text, { hint: 'Read faster, or use a newer firmware.' }));
  }

  closed(): void {
    this.#certain = true;
    this.#receiver.ended();
  }

  fail(reason: unknown): void {
    this.#came.clear();
    this.#receiver.fail(reason);
  }

  /** Whether the end was reached: nothing is left in the module. */
  get isDrained(): boolean {
    return this.#drained;
  }

  async receive(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const bytes = await this.#receiver.receive(max, signal);
    if (bytes === undefined) this.#drained = true;
    return bytes;
  }

  /** Reads without waiting and forgets it. @returns whether there may be more */
  async readAway(max: number): Promise<boolean> {
    const { link } = this;
    if (link === undefined || link.replaced || this.#context.dialect.passive === undefined) return false;
    if (!(await this.#context.waiting.has(link.id))) return false;
    return (await this.#readOnce(link, max)).length > 0;
  }

  async #fetch(max: number): Promise<Uint8Array> {
    if (this.#came.length > 0) return this.#came.take(max);
    const { link } = this;
    if (link === undefined || link.replaced || this.#context.dialect.passive === undefined) return new Uint8Array(0);
    try {
      return await this.#read(link, Math.min(max, longestRead));
    } catch (thrown) {
      const error = isBrokenAnswer(thrown)
        ? socketError('ECONNRESET', 'read', `bytes were lost between the module and here: ${thrown.message}`, {
            cause: thrown,
            hint: 'Use flow control (RTS and CTS), or a lower speed.',
          })
        : asSocketError(thrown, 'read');
      this.fail(error);
      throw error;
    }
  }

  async #read(link: Link, max: number): Promise<Uint8Array> {
    if (!this.#certain && !(await this.#context.waiting.has(link.id))) return new Uint8Array(0);
    this.#certain = false;
    for (;;) {
      const bytes = await this.#readOnce(link, max);
      if (bytes.length > 0) {
        // A full read had more behind it, as like as not; so has one after which there will be no notice any more.
        this.#certain ||= bytes.length === max || link.closed;
        this.#lateReadsLeft = lateReads;
        return bytes;
      }
      if (!this.#secure || !link.closed || this.#lateReadsLeft === 0) return bytes;
      this.#lateReadsLeft--;
      await this.#context.line.pause(lateReadMs, this.#context.life);
    }
  }

  async #readOnce(link: Link, max: number): Promise<Uint8Array> {
    const { dialect, line } = this.#context;
    try {
      return (await line.run(readLink(dialect, link.id, max)))?.bytes ?? new Uint8Array(0);
    } catch (thrown) {
      // Nothing there right now, or (with TLS) nothing of it can be read yet. Never the end.
      if (isRefused(thrown)) return new Uint8Array(0);
      throw thrown;
    }
  }
}
