import { isIP } from 'node:net';
import {
  type Datagram,
  type DatagramSocket,
  type NumberLease,
  PassiveReceiver,
  type SocketAddress,
  type SocketError,
} from '../../../src/driver/index.ts';
import { type Call, isGarbled, isUnanswered, socketError } from './failure.ts';
import type { Reason } from './notice-board.ts';
import type { Resolver } from './resolver.ts';
import { plainCommands } from './service-commands.ts';
import type { Stack } from './stack.ts';
import { isBufferFull, longestSend, type ReadDatagram, readDatagram, sendDatagram } from './stack-commands.ts';

const pollMs = 10_000;
// Short: the question itself takes its time on a real line, and a fast bearer makes room in no time.
const firstRestMs = 2;
const longestRestMs = 1600;
const closeS = 0;

// A datagram may be empty, and a receiver takes nothing for nothing: its arrival is told by this.
const arrival = Uint8Array.of(1);
const nothing = new Uint8Array(0);

/** A UDP service of the module: sends to anybody, and gives datagrams out one by one with where they came from. */
export class ModuleDatagrams implements DatagramSocket {
  readonly id: number;
  readonly local: SocketAddress | undefined;
  readonly maxBytes = longestSend;
  readonly #stack: Stack;
  readonly #lease: NumberLease;
  readonly #resolver: Resolver;
  readonly #receiver: PassiveReceiver;
  readonly #stopped = new AbortController();
  readonly #unhear: () => void;
  #fetched: ReadDatagram | undefined;
  #gone: Reason | undefined;
  #closed: Promise<void> | undefined;

  constructor(stack: Stack, resolver: Resolver, lease: NumberLease, local: SocketAddress | undefined) {
    this.id = lease.number;
    this.local = local;
    this.#stack = stack;
    this.#lease = lease;
    this.#resolver = resolver;
    const { clock } = stack.line.line;
    this.#receiver = new PassiveReceiver({ clock, pollMs, fetch: () => this.#fetch() });
    this.#unhear = stack.board.hear('socket', this.id, {
      received: () => this.#receiver.announced(),
      closed: () => this.#fail((call) => socketError('ECONNRESET', call, 'the module has closed it')),
      gone: (reason) => this.#fail(reason),
    });
  }

  /** Names are looked up first: the module sends to addresses alone. */
  async send(bytes: Uint8Array, to: { readonly host: string; readonly port: number }): Promise<void> {
    const call: Call = { syscall: 'write', address: to.host, port: to.port };
    if (bytes.length > longestSend) {
      throw socketError(
        'EMSGSIZE',
        call,
        `${bytes.length} bytes are more than the ${longestSend} that the module sends`,
      );
    }
    // A length of 0 would be a question after the counters.
    if (bytes.length === 0) throw socketError('EOPNOTSUPP', call, 'the module cannot send an empty datagram');
    if (this.#gone !== undefined) throw this.#gone(call);
    const [address] = isIP(to.host) === 4 ? [to.host] : await this.#resolver.resolve(to.host, 4, this.#stopped.signal);
    for (let restMs = firstRestMs; ; restMs *= 2) {
      try {
        await this.#stack.line.run(sendDatagram(this.id, bytes, address, to.port), call, { refused: 'EHOSTUNREACH' });
        return;
      } catch (thrown) {
        if (!isBufferFull(thrown)) throw thrown;
        if (restMs > longestRestMs) throw socketError('ETIMEDOUT', call, "the module's buffer is full and stays so");
      }
      await this.#stack.line.line.pause(restMs, this.#stopped.signal);
    }
  }

  async receive(signal: AbortSignal): Promise<Datagram> {
    await this.#receiver.receive(1, signal);
    const datagram = this.#fetched;
    this.#fetched = undefined;
    if (datagram === undefined) throw socketError('ENOTCONN', { syscall: 'read' }, 'the socket was closed');
    const { address, bytes, port } = datagram;
    return { bytes, from: { address, port, family: isIP(address) === 6 ? 6 : 4 } };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#fail((call) => socketError('ECONNABORTED', call, 'the socket was closed'));
    this.#unhear();
    await this.#stack.release(this.#lease, plainCommands, closeS);
  }

  async #fetch(): Promise<Uint8Array> {
    try {
      this.#fetched = await this.#stack.line.run(readDatagram(this.id), { syscall: 'read' }, { refused: 'ECONNRESET' });
      return this.#fetched === undefined ? nothing : arrival;
    } catch (thrown) {
      // A datagram that was lost with its answer, or spoiled, is a datagram lost: that may be.
      if (isUnanswered(thrown) || isGarbled(thrown)) return nothing;
      this.#fail(() => thrown as SocketError);
      throw thrown;
    }
  }

  #fail(reason: Reason): void {
    if (this.#gone !== undefined) return;
    this.#gone = reason;
    this.#receiver.fail(reason({ syscall: 'read' }));
    this.#stopped.abort(reason({ syscall: 'write' }));
  }
}
