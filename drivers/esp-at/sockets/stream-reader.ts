import { PassiveReceiver, type SocketError } from '../../../src/driver/index.ts';
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
/** So often nothing waited in the module before it is asked whether the link is still there. */
const pollsBetweenLooks = 10;
/** Never so much comes at once. */
const reserveBytes = 8192;
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
  /** When bytes came by themselves, or the module answered, last. */
  #heardAt: number;
  #emptyPolls = 0;
  /** Ends the wait for an answer that holds up what came. */
  #stopHolding: (() => void) | undefined;

  /** @param secure TLS is inside the module: its lengths are upper bounds */
  constructor(context: SocketContext, secure: boolean) {
    this.#context = context;
    this.#secure = secure;
    this.#heardAt = context.line.clock.now();
    this.#receiver = new PassiveReceiver({ fetch: (max) => this.#fetch(max), clock: context.line.clock, pollMs });
  }

  announced(): void {
    this.#certain = true;
    this.#receiver.announced();
  }

  received(bytes: Uint8Array): void {
    this.#heardAt = this.#context.line.clock.now();
    if (this.#came.add(bytes)) {
      if (this.#came.length > bufferBytes - reserveBytes) this.#stopHolding?.();
      this.#receiver.announced();
      return;
    }
    const text = `more than ${bufferBytes} bytes came before they were read, and this firmware cannot be held back`;
    this.fail(socketError('ECONNABORTED', 'read', text, { hint: 'Read faster, or use a newer firmware.' }));
  }

  spoiled(): void {
    if (this.#comesByItself) this.fail(spoiledBytes('what came was not what the module announced'));
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

  /** Whether the module holds nothing back: what is lost of its bytes on the line cannot be read again. */
  get #comesByItself(): boolean {
    return !this.#context.modes.holdsStreams;
  }

  async #fetch(max: number): Promise<Uint8Array> {
    if (this.#came.length > 0) return this.#came.take(max);
    const { link } = this;
    if (link === undefined || link.replaced) return new Uint8Array(0);
    try {
      if (this.#context.dialect.passive !== undefined) return await this.#read(link, Math.min(max, longestRead));
      await this.#listen(link);
      return this.#came.take(max);
    } catch (thrown) {
      const error = isBrokenAnswer(thrown) ? spoiledBytes(thrown.message, thrown) : asSocketError(thrown, 'read');
      this.fail(error);
      throw error;
    }
  }

  /**
   * Where the bytes come by themselves, the line may have been dead for a while. After a pause the module is asked
   * something, and what came meanwhile is held back until it answers: without an answer bytes may be missing before it.
   */
  async #listen(link: Link): Promise<void> {
    const { clock } = this.#context.line;
    if (link.closed || clock.now() - this.#heardAt < pollMs) return;
    const full = new Promise<true>((resolve) => {
      this.#stopHolding = () => resolve(true);
    });
    const looking = this.#context.openLinks.has(link.id).catch((thrown: unknown) => {
      // It may be late: bytes were given on already.
      this.fail(isBrokenAnswer(thrown) ? spoiledBytes(thrown.message, thrown) : asSocketError(thrown, 'read'));
      throw thrown;
    });
    const isThere = await Promise.race([looking, full]);
    this.#stopHolding = undefined;
    this.#heardAt = clock.now();
    if (isThere || link.closed) return;
    throw spoiledBytes('the module has closed the link, and what it said of that never came');
  }

  /** Nothing waits in the module. That it closed the link may have been lost; what was read counts all the same. */
  async #look(link: Link): Promise<void> {
    this.#emptyPolls++;
    if (link.closed || this.#emptyPolls % pollsBetweenLooks > 0 || (await this.#context.openLinks.has(link.id))) return;
    if (link.closed) return;
    link.closed = true;
    this.closed();
  }

  async #read(link: Link, max: number): Promise<Uint8Array> {
    if (!this.#certain && !(await this.#context.waiting.has(link.id))) {
      await this.#look(link);
      return new Uint8Array(0);
    }
    this.#emptyPolls = 0;
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
      return (await line.run(readLink(dialect, link.id, max))).bytes;
    } catch (thrown) {
      // Nothing there right now, or (with TLS) nothing of it can be read yet. Never the end.
      if (isRefused(thrown)) return new Uint8Array(0);
      throw thrown;
    }
  }
}

const spoiledBytes = (text: string, cause?: unknown): SocketError =>
  socketError('ECONNRESET', 'read', `bytes were lost between the module and here: ${text}`, {
    cause,
    hint: 'Use flow control (RTS and CTS), or a lower speed.',
  });
