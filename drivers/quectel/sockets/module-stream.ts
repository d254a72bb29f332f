import { isIP } from 'node:net';
import {
  type NumberLease,
  PassiveReceiver,
  type SocketAddress,
  type SocketError,
  type StreamSocket,
} from '../../../src/driver/index.ts';
import { type Call, isGarbled, isUnanswered, StackFailure, socketError } from './failure.ts';
import type { Reason } from './notice-board.ts';
import { Sender } from './sender.ts';
import type { ServiceCommands } from './service-commands.ts';
import type { Stack } from './stack.ts';
import { closing, longestRead } from './stack-commands.ts';
import { socketClosed } from './stack-errors.table.ts';

// A notice may be lost: so often it is looked without one.
const pollMs = 10_000;
// What the module itself grants a close by default. The port is not blocked for it: it is waited for with questions.
const drainMs = 10_000;

const nothing = new Uint8Array(0);

export interface Connected {
  readonly lease: NumberLease;
  readonly commands: ServiceCommands;
  readonly remote: SocketAddress;
  readonly local: SocketAddress | undefined;
  /** Told when the module has freed its number. */
  readonly closed?: () => void;
}

/** A connection in the module's buffer mode: plain or TLS, ours or one that came in. */
export class ModuleStream implements StreamSocket {
  readonly id: number;
  readonly acknowledged?: () => Promise<number>;
  #remote: SocketAddress;
  #local: SocketAddress | undefined;
  readonly #stack: Stack;
  readonly #lease: NumberLease;
  readonly #commands: ServiceCommands;
  readonly #sender: Sender;
  readonly #receiver: PassiveReceiver;
  readonly #reading: Call;
  readonly #writing: Call;
  readonly #stopped = new AbortController();
  readonly #unhear: () => void;
  readonly #released: (() => void) | undefined;
  /** More than was asked for: some firmware gives it all the same. */
  #surplus = nothing;
  /** Whether there was a reason to read, or it was only time to look. */
  #wasTold = true;
  #peerClosed = false;
  #gone: Reason | undefined;
  #closed: Promise<void> | undefined;

  constructor(stack: Stack, { closed, commands, lease, local, remote }: Connected) {
    this.id = lease.number;
    this.#stack = stack;
    this.#lease = lease;
    this.#commands = commands;
    this.#remote = remote;
    this.#local = local;
    this.#released = closed;
    const target = { address: remote.address, port: remote.port };
    this.#reading = { syscall: 'read', ...target };
    this.#writing = { syscall: 'write', ...target };
    this.#sender = new Sender(stack, commands, this.id, this.#writing);
    const { clock } = stack.line.line;
    this.#receiver = new PassiveReceiver({ clock, pollMs, fetch: (max) => this.#fetch(max) });
    if (commands.counters !== undefined) this.acknowledged = () => this.#acknowledged();
    this.#unhear = stack.board.hear(commands.service, this.id, {
      received: () => {
        this.#wasTold = true;
        this.#receiver.announced();
      },
      closed: () => this.#peerHasClosed(),
      gone: (reason) => this.#fail(reason),
    });
  }

  get remote(): SocketAddress {
    return this.#remote;
  }

  get local(): SocketAddress | undefined {
    return this.#local;
  }

  /** Asks the module which addresses it uses, where it tells. */
  async learnAddresses(): Promise<void> {
    const call: Call = { ...this.#writing, syscall: 'connect' };
    const states = await this.#stack.line.ask(this.#commands.states(this.id), call);
    const state = states?.find(({ id }) => id === this.id);
    if (state === undefined) return;
    const { localPort, remote } = state;
    if (remote !== undefined) {
      this.#remote = { address: remote, port: this.#remote.port, family: isIP(remote) === 6 ? 6 : 4 };
    }
    if (localPort > 0) this.#local = await this.#stack.localAddress(this.#remote.address, localPort);
  }

  async send(bytes: Uint8Array): Promise<void> {
    if (this.#gone !== undefined) throw this.#gone(this.#writing);
    if (this.#peerClosed) throw socketError('EPIPE', this.#writing, 'the peer has closed the connection');
    try {
      await this.#sender.send(bytes, this.#stopped.signal);
    } catch (thrown) {
      this.#stopped.signal.throwIfAborted();
      // Whether the peer has it is not known: nothing may follow it.
      if (isUnanswered(thrown)) this.#fail(() => thrown as SocketError);
      throw thrown;
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
    const isAlive = this.#gone === undefined && !this.#peerClosed;
    this.#fail((call) => socketError('ECONNABORTED', call, 'the socket was closed'));
    const first = isAlive ? () => this.#drain() : undefined;
    this.#unhear();
    await this.#stack.release(this.#lease, this.#commands, isAlive ? this.#stack.closeS : 0, first);
    this.#released?.();
  }

  /** What was sent may still be on its way: the module would throw it away. */
  async #drain(): Promise<void> {
    const over = new AbortController();
    const stop = (): void => over.abort();
    const unwatch = this.#stack.board.onGone(stop);
    const timer = this.#stack.line.line.clock.after(drainMs, stop);
    await this.#sender.drain(over.signal).catch(() => undefined);
    timer.cancel();
    unwatch();
  }

  async #acknowledged(): Promise<number> {
    if (this.#gone !== undefined) throw this.#gone(this.#writing);
    const counters = await this.#sender.counters();
    if (counters === undefined) {
      throw socketError('EOPNOTSUPP', this.#writing, 'this firmware does not say what was acknowledged');
    }
    return counters.acknowledged;
  }

  #peerHasClosed(): void {
    // Told again, the receiver would look again.
    if (this.#peerClosed) return;
    this.#peerClosed = true;
    this.#receiver.ended();
  }

  #fail(reason: Reason): void {
    if (this.#gone !== undefined) return;
    this.#gone = reason;
    this.#receiver.fail(reason(this.#reading));
    this.#stopped.abort(reason(this.#writing));
  }

  async #fetch(max: number): Promise<Uint8Array> {
    if (this.#surplus.length > 0) return this.#take(this.#surplus, max);
    const wasTold = this.#wasTold;
    this.#wasTold = false;
    const bytes = await this.#read(Math.min(max, longestRead));
    if (bytes.length > 0) this.#wasTold = true;
    else if (!wasTold) await this.#look();
    return this.#take(bytes, max);
  }

  #take(bytes: Uint8Array, max: number): Uint8Array {
    this.#surplus = bytes.slice(max);
    return bytes.length > max ? bytes.slice(0, max) : bytes;
  }

  async #read(max: number): Promise<Uint8Array> {
    try {
      return await this.#readOnce(max).catch((thrown: unknown) => {
        if (!this.#mayBeTheEnd(thrown)) throw thrown;
        // Was it this connection that was asked for? A single refusal may come of a command that was spoiled on the line.
        return this.#readOnce(max);
      });
    } catch (thrown) {
      if (!this.#mayBeTheEnd(thrown)) {
        this.#fail(() => thrown as SocketError);
        throw thrown;
      }
      this.#peerHasClosed();
      return nothing;
    }
  }

  #readOnce(max: number): Promise<Uint8Array> {
    return this.#stack.line.run(this.#commands.read(this.id, max), this.#reading, { refused: 'ECONNRESET' });
  }

  #mayBeTheEnd(thrown: unknown): boolean {
    // Bytes are lost with an answer that did not come, or came spoiled: the rest would not fit.
    if (isUnanswered(thrown) || isGarbled(thrown)) return false;
    return this.#peerClosed || (thrown instanceof StackFailure && thrown.number === socketClosed);
  }

  /** Nothing was heard for long: has the end of the connection been missed? */
  async #look(): Promise<void> {
    if (this.#peerClosed) return;
    const states = await this.#stack.line.ask(this.#commands.states(this.id), this.#reading);
    if (states === undefined) return;
    const state = states.find(({ id }) => id === this.id);
    // Whatever else the state says: BG96 calls a connected client listening.
    if (state?.state === closing) this.#peerHasClosed();
    else if (state === undefined) this.#fail((call) => socketError('ECONNRESET', call, 'the module has dropped it'));
  }
}
