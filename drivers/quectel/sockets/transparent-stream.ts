import { isIP } from 'node:net';
import type { DataMode, DataModeEnd, DataModeEscape, DataModeMark } from '../../../src/at/index.ts';
import { type NumberLease, PassiveReceiver, type SocketAddress, type StreamSocket } from '../../../src/driver/index.ts';
import { ownContext } from '../bearer.ts';
import { type Call, socketError, unwell } from './failure.ts';
import { plainCommands } from './service-commands.ts';
import type { Stack } from './stack.ts';
import { openTransparent } from './stack-commands.ts';

/** `+++` between two seconds of silence; a little more, for EG91-NAX wants that. Several tries, as the field has it. */
const backToCommands: DataModeEscape = {
  ...{ bytes: '+++', guardBeforeMs: 1100, guardAfterMs: 1100 },
  ...{ answer: { text: '\r\nOK\r\n' }, timeoutMs: 5000, attempts: 5 },
};

/** The peer has closed; the module has started over. */
const endings: readonly DataModeMark[] = [
  { text: '\r\nNO CARRIER\r\n' },
  { text: '\r\nRDY\r\n' },
  { text: '\r\nPOWERED DOWN\r\n' },
];

// The module cannot be told to wait but by RTS: what nobody reads is kept so far and no further.
const mostHeld = 4 * 1024 * 1024;
// There is nothing to look for: what comes is here at once.
const pollMs = 3_600_000;
const closeS = 1;

/**
 * A connection in the module's transparent mode: the line carries its bytes and nothing else, and takes no commands
 * while it is open. So it is the only one, and nothing is seen of registration and bearer meanwhile.
 */
export class TransparentStream implements StreamSocket {
  readonly id: number;
  readonly local = undefined;
  readonly remote: SocketAddress;
  readonly #stack: Stack;
  readonly #lease: NumberLease;
  readonly #receiver: PassiveReceiver;
  readonly #chunks: Uint8Array[] = [];
  #held = 0;
  #mode: DataMode | undefined;
  #isOver = false;
  #closed: Promise<void> | undefined;

  private constructor(stack: Stack, lease: NumberLease, remote: SocketAddress) {
    this.id = lease.number;
    this.#stack = stack;
    this.#lease = lease;
    this.remote = remote;
    const { clock } = stack.line.line;
    this.#receiver = new PassiveReceiver({ clock, pollMs, fetch: async (max) => this.#take(max) });
  }

  /** @throws SocketError, the reason of `signal` */
  static async open(stack: Stack, call: Call, signal: AbortSignal): Promise<TransparentStream> {
    const { address = '', port = 0 } = call;
    if (stack.numbers.inUse > 0) {
      const hint = 'In transparent mode the line carries one connection and nothing else.';
      throw socketError('EMFILE', call, 'other sockets of the module are open', { hint });
    }
    const lease = await stack.numbers.take(signal);
    const stream = new TransparentStream(stack, lease, { address, port, family: isIP(address) === 6 ? 6 : 4 });
    try {
      const command = openTransparent(ownContext, stream.id, address, port);
      const handlers = {
        onBytes: (bytes: Uint8Array) => stream.#arrived(bytes),
        onEnd: (end: DataModeEnd) => stream.#ended(end),
      };
      stream.#mode = await stack.line.enterDataMode(
        { command, escape: backToCommands, endings, handlers },
        call,
        signal,
      );
      return stream;
    } catch (thrown) {
      void stack.release(lease, plainCommands, 0);
      throw thrown;
    }
  }

  async send(bytes: Uint8Array): Promise<void> {
    const call: Call = { syscall: 'write', address: this.remote.address, port: this.remote.port };
    if (this.#isOver || this.#mode === undefined) throw socketError('EPIPE', call, 'the connection is over');
    try {
      await this.#mode.write(bytes);
    } catch (thrown) {
      throw this.#isOver
        ? socketError('EPIPE', call, 'the connection is over', { cause: thrown })
        : unwell(thrown, call);
    }
  }

  receive(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.#receiver.receive(Math.max(1, max), signal);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#receiver.fail(this.#error('ECONNABORTED', 'the socket was closed'));
    // One that stays in data mode has the session begin anew, and the module forgets the connection.
    await this.#mode?.leave().catch(() => undefined);
    await this.#stack.release(this.#lease, plainCommands, closeS);
  }

  #arrived(bytes: Uint8Array): void {
    this.#held += bytes.length;
    if (this.#held > mostHeld) {
      this.#chunks.length = 0;
      this.#receiver.fail(this.#error('ECONNABORTED', `nobody has read ${mostHeld} bytes that came`));
      void this.close();
      return;
    }
    this.#chunks.push(Uint8Array.from(bytes));
    this.#receiver.announced();
  }

  #ended(end: DataModeEnd): void {
    this.#isOver = true;
    if (end.kind === 'lost') this.#receiver.fail(this.#error('ENETDOWN', `the line was lost (${end.error.message})`));
    else if (end.kind === 'ended' && end.line !== 'NO CARRIER') {
      this.#receiver.fail(this.#error('ENETDOWN', `the module has started over (${end.line})`));
    } else this.#receiver.ended();
  }

  #take(max: number): Uint8Array {
    const first = this.#chunks.shift();
    if (first === undefined) return new Uint8Array(0);
    if (first.length > max) this.#chunks.unshift(first.subarray(max));
    const part = first.slice(0, max);
    this.#held -= part.length;
    return part;
  }

  #error(code: Parameters<typeof socketError>[0], text: string) {
    return socketError(code, { syscall: 'read', address: this.remote.address, port: this.remote.port }, text);
  }
}
