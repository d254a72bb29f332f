import type { ModuleLine } from '../../../src/driver/index.ts';
import { type Call, isUnanswered, socketError } from './failure.ts';
import type { ServiceCommands } from './service-commands.ts';
import type { Stack } from './stack.ts';
import { isBufferFull, longestSend, type SendCounters } from './stack-commands.ts';

// Short: the question itself takes its time on a real line, and a fast bearer makes room in no time.
const firstRestMs = 2;
const longestRestMs = 2000;
// The manual has a connection given up that gets no acknowledgement for 24 times 5 s.
const patienceMs = 120_000;

/** The sending side of a connection: every byte once, in pieces, and none twice, whatever the module answers. */
export class Sender {
  readonly #stack: Stack;
  readonly #commands: ServiceCommands;
  readonly #id: number;
  readonly #call: Call;
  /** What the module has taken since the connection was opened, in bytes. */
  #taken = 0;

  constructor(stack: Stack, commands: ServiceCommands, id: number, call: Call) {
    this.#stack = stack;
    this.#commands = commands;
    this.#id = id;
    this.#call = call;
  }

  /**
   * Resolves when the module has taken all of it.
   * @param stopped the connection ends; looked at between pieces
   * @throws SocketError, the reason of `stopped`
   */
  async send(bytes: Uint8Array, stopped: AbortSignal): Promise<void> {
    for (let at = 0; at < bytes.length; at += longestSend) {
      await this.#sendPiece(bytes.subarray(at, at + longestSend), stopped);
    }
  }

  /** The module's counters; undefined where it has none. */
  async counters(): Promise<SendCounters | undefined> {
    const { counters } = this.#commands;
    return counters === undefined ? undefined : await this.#stack.line.ask(counters(this.#id), this.#call);
  }

  /** Waits until the peer has acknowledged everything, and no longer than that: `stopped` ends it. */
  async drain(stopped: AbortSignal): Promise<void> {
    if (this.#taken === 0) return;
    for (let restMs = firstRestMs; !stopped.aborted; restMs = Math.min(2 * restMs, longestRestMs)) {
      const counters = await this.counters();
      if (counters === undefined || counters.unacknowledged === 0) return;
      await this.#stack.line.line.pause(restMs, stopped);
    }
  }

  async #sendPiece(piece: Uint8Array, stopped: AbortSignal): Promise<void> {
    let rest = piece;
    let room: Room | undefined;
    for (;;) {
      stopped.throwIfAborted();
      const taken = await this.#trySend(rest);
      this.#taken += taken;
      if (taken === rest.length) return;
      rest = rest.subarray(taken);
      room ??= new Room(this.#stack.line.line, this.#call);
      if (taken > 0) room.progress();
      await room.wait(() => this.counters(), stopped);
    }
  }

  /** @returns how many bytes the module took */
  async #trySend(bytes: Uint8Array): Promise<number> {
    try {
      await this.#stack.line.run(this.#commands.send(this.#id, bytes), this.#call, { refused: 'EPIPE' });
      return bytes.length;
    } catch (thrown) {
      const isFull = isBufferFull(thrown);
      if (!isFull && !isUnanswered(thrown)) throw thrown;
      const counters = await this.counters();
      // A full buffer has taken nothing; without an answer and without counters nobody knows.
      if (counters === undefined && isFull) return 0;
      if (counters === undefined) throw thrown;
      const taken = Math.min(Math.max(counters.sent - this.#taken, 0), bytes.length);
      if (!isFull && taken > 0 && this.#stack.line.wasSpoiled) throw thrown;
      return taken;
    }
  }
}

/** Waits for room in the module's buffer: growing rests, begun anew whenever something moves. */
class Room {
  readonly #line: ModuleLine;
  readonly #call: Call;
  #restMs = firstRestMs;
  #movedAt: number;
  #acknowledged: number | undefined;

  constructor(line: ModuleLine, call: Call) {
    this.#line = line;
    this.#call = call;
    this.#movedAt = line.clock.now();
  }

  progress(): void {
    this.#restMs = firstRestMs;
    this.#movedAt = this.#line.clock.now();
  }

  /** Resolves when it is worth trying again: something was acknowledged, or the module does not tell. */
  async wait(read: () => Promise<SendCounters | undefined>, stopped: AbortSignal): Promise<void> {
    for (;;) {
      if (this.#line.clock.now() - this.#movedAt >= patienceMs) {
        const text = `the module's buffer is full, and nothing has moved for ${patienceMs / 1000} s`;
        throw socketError('ETIMEDOUT', this.#call, text);
      }
      await this.#line.pause(this.#restMs, stopped);
      this.#restMs = Math.min(2 * this.#restMs, longestRestMs);
      const counters = await read();
      if (counters === undefined) return;
      const hasMoved = counters.acknowledged !== this.#acknowledged;
      // The first look has nothing to compare with.
      if (hasMoved && this.#acknowledged !== undefined) this.progress();
      this.#acknowledged = counters.acknowledged;
      if (hasMoved || counters.unacknowledged === 0) return;
    }
  }
}
