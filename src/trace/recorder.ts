import { LineRedactor } from '../base/privacy/line-redactor.ts';
import type { Direction, TapObserver } from '../transport/tap.ts';
import type { CloseReason } from '../transport/transport.ts';
import { Conversation } from './conversation.ts';
import { Incoming } from './incoming.ts';
import type { KeepOptions } from './keep-options.ts';
import { Outgoing } from './outgoing.ts';
import { receiveRules } from './payload-rules.table.ts';
import { Pieces } from './pieces.ts';
import { Recording } from './recording.ts';
import { TraceRing } from './ring.ts';
import type { TraceEntry } from './trace-entry.ts';

export interface RecorderOptions extends KeepOptions {
  /** Values that are known to be secret, such as a passphrase that was configured: hidden wherever they stand. */
  readonly secrets?: readonly string[];
  /** How much the ring keeps, in bytes; 256 KiB unless given. */
  readonly ringBytes?: number;
}

const afterwards = receiveRules.flatMap(({ after }) => (after === undefined ? [] : [after]));

/**
 * Records every byte of a line, both ways, with its time. What is private is hidden before anything is kept or told,
 * so that it reaches no file and no report; payload counts by its length. The last of it is always in the ring.
 *
 * Bytes are told line by line: however they were chunked, the same bytes make the same entries.
 */
export class Recorder implements TapObserver {
  readonly ring: TraceRing;
  readonly #listeners = new Set<(entry: TraceEntry) => void>();
  readonly #recordings = new Set<Recording>();
  readonly #redactor = new LineRedactor();
  readonly #pieces: Readonly<Record<Direction, Pieces>>;
  readonly #outgoing: Outgoing;
  readonly #incoming: Incoming;

  constructor(options: RecorderOptions = {}) {
    this.ring = new TraceRing(options.ringBytes);
    this.learn(options.secrets ?? []);
    const conversation = new Conversation(afterwards);
    this.#recordings.add(new Recording(options, this.#redactor, (entry) => this.#emit(entry)));
    const pieces = (direction: Direction) => new Pieces(direction, this.#redactor, this.#recordings);
    this.#pieces = { in: pieces('in'), out: pieces('out') };
    this.#outgoing = new Outgoing(conversation, this.#pieces.out);
    this.#incoming = new Incoming(conversation, this.#pieces.in);
  }

  /** Values that are secret from here on: hidden wherever they stand, in hexadecimal digits and base64 too. */
  learn(secrets: readonly string[]): void {
    this.#redactor.learn(secrets);
  }

  /**
   * @param keep how much this listener is told; as much as the ring keeps unless given
   * @returns a function that ends the listening
   */
  listen(listener: (entry: TraceEntry) => void, keep?: KeepOptions): () => void {
    if (keep === undefined) {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    }
    const recording = new Recording(keep, this.#redactor, listener);
    this.#recordings.add(recording);
    return () => this.#recordings.delete(recording);
  }

  onChunk(direction: Direction, bytes: Uint8Array, atMs: number): void {
    this.#pieces[direction].now = atMs;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    (direction === 'in' ? this.#incoming : this.#outgoing).push(text);
  }

  onOpened(atMs: number): void {
    this.note('opened', atMs);
  }

  onClosed(reason: CloseReason, atMs: number): void {
    this.flush();
    this.note(reason.kind === 'lost' ? 'lost' : 'closed', atMs);
  }

  /** Something that is no byte. It may hold nothing private. */
  note(note: string, atMs: number): void {
    for (const recording of this.#recordings) recording.note(note, atMs);
  }

  /** Tells what was begun and is not finished; call it when the recording ends. */
  flush(): void {
    this.#incoming.flush();
    this.#outgoing.flush();
    for (const recording of this.#recordings) recording.flush();
  }

  #emit(entry: TraceEntry): void {
    this.ring.add(entry);
    for (const listener of this.#listeners) listener(entry);
  }
}
