import { PassiveReceiver, type SocketAddress, type SocketError, type StreamSocket } from '../../../src/driver/index.ts';
import { isRefusal } from '../failures.ts';
import type { DataModeCare } from './data-mode-care.ts';
import { asSocketFailure, type SocketPlace, socketFailure } from './failure.ts';
import type { Notices } from './notices.ts';
import type { Piece } from './pieces.ts';
import type { OpenSocket, SocketStack } from './socket-stack.ts';
import { pollBits, type Read } from './stack-commands.ts';

/** What the sockets of one module share. */
export interface SocketShop {
  readonly stack: SocketStack;
  readonly notices: Notices;
  readonly care: DataModeCare;
  /** The longest piece of payload in one go, in bytes. */
  readonly longestSend: number;
}

/** Notices are told once, and may be lost: so long is waited for one at most. */
export const safetyPollMs = 10_000;
const nothing: Uint8Array = new Uint8Array(0);
// The module itself waits up to 30 s for room. So often that is begun anew before the peer counts as gone.
const mostStalls = 4;

export interface StreamManners {
  /** Closes it at the module. */
  readonly freed?: () => Promise<void>;
  /** So often it is looked for data without a notice, in milliseconds. */
  readonly pollMs?: number;
}

/** A stream socket of the module. */
export class Nrf91Stream implements StreamSocket {
  readonly id: number;
  readonly local = undefined;
  readonly remote: SocketAddress;
  readonly #shop: SocketShop;
  readonly #socket: OpenSocket;
  readonly #receiver: PassiveReceiver;
  readonly #freed: () => Promise<void>;
  /** Came with an answer that was longer than was asked for. */
  #rest = nothing;
  #isOver = false;
  /** The bits of errors and of the end that were told. */
  #bits = 0;
  #wasAskedAgain = false;
  #closing: Promise<void> | undefined;

  constructor(shop: SocketShop, socket: OpenSocket, remote: SocketAddress, how: StreamManners = {}) {
    this.#shop = shop;
    this.id = socket.handle;
    this.#socket = socket;
    this.remote = remote;
    this.#freed = how.freed ?? (() => shop.stack.free(socket));
    this.#receiver = new PassiveReceiver({
      fetch: (max) => this.#fetch(max),
      clock: shop.stack.line.clock,
      pollMs: how.pollMs ?? safetyPollMs,
    });
  }

  noticed(bits: number): void {
    this.#bits |= bits & pollBits.over;
    this.#receiver.announced();
  }

  receive(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.#receiver.receive(max, signal);
  }

  async send(bytes: Uint8Array): Promise<void> {
    const { stack, longestSend } = this.#shop;
    for (const piece of stack.commands.pieces(bytes, longestSend)) await this.#sendPiece(piece);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#receiver.fail(socketFailure('ECONNABORTED', 'the socket was closed', this.#place('read')));
    this.#shop.notices.remove(this.id);
    await this.#freed();
  }

  async #sendPiece(piece: Piece): Promise<void> {
    let left = piece;
    for (let stalls = 0; ; ) {
      const sent = await this.#sendSome(left);
      if (sent >= left.bytes.length) return;
      // What is left of plain text is plain text, and so with hex; data mode is all or nothing.
      left = { how: left.how, bytes: left.bytes.subarray(sent) };
      if (sent > 0) stalls = 0;
      else if (++stalls >= mostStalls) throw this.#stalled();
    }
  }

  async #sendSome(piece: Piece): Promise<number> {
    const { stack, care } = this.#shop;
    const place = this.#place('write');
    const startedAt = stack.line.clock.now();
    try {
      const sent = await stack.ask(this.#socket, stack.commands.send(this.id, piece), place);
      // A refusal that came at once was none for want of room.
      if (sent === 0 && stack.line.clock.now() - startedAt < 1000) throw await this.#whyDead(place);
      return sent;
    } catch (thrown) {
      throw isRefusal(thrown) ? await this.#refused(thrown, place) : thrown;
    } finally {
      if (piece.how === 'data') care.left();
    }
  }

  async #refused(thrown: unknown, place: SocketPlace): Promise<SocketError> {
    const known = asSocketFailure(thrown, place);
    return known.code === 'ECONNABORTED' ? await this.#whyDead(place, thrown) : known;
  }

  async #whyDead(place: SocketPlace, cause?: unknown): Promise<SocketError> {
    const why = await this.#shop.stack.whyDead(place, cause);
    if (why.code !== 'ECONNRESET' || (this.#bits & pollBits.hangUp) === 0) return why;
    return socketFailure('EPIPE', 'the peer has closed the connection', place, { cause });
  }

  #stalled(): SocketError {
    return socketFailure('ETIMEDOUT', 'the module had no room for it for minutes', this.#place('write'));
  }

  async #fetch(max: number): Promise<Uint8Array> {
    if (this.#rest.length > 0) return this.#take(this.#rest, max);
    if (this.#isOver) return nothing;
    const got = await this.#read(max);
    if (typeof got !== 'string') return this.#take(got, max);
    if (got === 'nothing' && this.#bits === 0) return nothing;
    // Either may be what the line has made of something else: an end is believed when it is told twice.
    const again = await this.#read(max);
    if (got === 'end') this.#endedOr(again);
    else if (typeof again !== 'string') return this.#take(again, max);
    else if (again === 'end') this.#receiver.announced();
    else await this.#drained();
    return nothing;
  }

  #endedOr(again: Read): void {
    if (again === 'end') this.#ended();
    // An OK is also what is left of bytes whose header was lost.
    else throw this.#lost(socketFailure('ECONNABORTED', 'an answer of the module was spoiled', this.#place('read')));
  }

  /** What was read out of the module and did not arrive is gone: nothing may follow it. */
  #lost(thrown: unknown): unknown {
    this.#receiver.fail(thrown);
    return thrown;
  }

  async #read(max: number): Promise<Read> {
    const { stack } = this.#shop;
    try {
      return await stack.ask(this.#socket, stack.commands.receive(this.id, max), this.#place('read'));
    } catch (thrown) {
      // That is what it says when it has nothing, and also when it has nothing ever again.
      if (isRefusal(thrown)) return 'nothing';
      throw this.#lost(thrown);
    }
  }

  /** Everything was read, and the poll told of an end. */
  async #drained(): Promise<void> {
    if (this.#shop.stack.commands.holdsNotices && !(await this.#isConfirmed())) return;
    const why = await this.#shop.stack.whyDead(this.#place('read'));
    if (why.code === 'ENETDOWN' || this.#bits !== pollBits.hangUp) throw why;
    // Modem libraries before 2.6.1 refuse to read once the peer has closed.
    this.#ended();
  }

  /** Has a notice told once more that may have been for a socket that had the number before. */
  async #isConfirmed(): Promise<boolean> {
    if (this.#wasAskedAgain) return true;
    this.#wasAskedAgain = true;
    this.#bits = 0;
    await this.#shop.notices.rearm(this.id);
    return false;
  }

  #ended(): void {
    this.#isOver = true;
    this.#bits |= pollBits.hangUp;
    this.#receiver.ended();
  }

  #take(bytes: Uint8Array, max: number): Uint8Array {
    this.#rest = bytes.subarray(max);
    return this.#rest.length === 0 ? bytes : bytes.slice(0, max);
  }

  #place(syscall: string): SocketPlace {
    return { syscall, address: this.remote.address, port: this.remote.port };
  }
}
