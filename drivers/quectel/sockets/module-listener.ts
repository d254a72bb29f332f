import { isIP } from 'node:net';
import type { ListeningSocket, NumberLease, SocketAddress, StreamSocket } from '../../../src/driver/index.ts';
import { type Call, socketError } from './failure.ts';
import { ModuleStream } from './module-stream.ts';
import type { Incoming, Reason } from './notice-board.ts';
import { plainCommands } from './service-commands.ts';
import type { Stack } from './stack.ts';

const accepting: Call = { syscall: 'listen' };
const closeS = 0;

/**
 * A TCP listener of the module. The module takes connections in by itself and numbers them; they wait here until they
 * are accepted, and there can be no more of them than the module has numbers.
 */
export class ModuleListener implements ListeningSocket {
  readonly id: number;
  readonly local: SocketAddress | undefined;
  readonly #stack: Stack;
  readonly #lease: NumberLease;
  readonly #port: number;
  readonly #unhear: () => void;
  readonly #waiting: ModuleStream[] = [];
  #gone: Reason | undefined;
  #closed: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(stack: Stack, lease: NumberLease, local: SocketAddress | undefined, port: number) {
    this.id = lease.number;
    this.local = local;
    this.#stack = stack;
    this.#lease = lease;
    this.#port = port;
    this.#unhear = stack.board.hear('socket', this.id, {
      incoming: (notice) => this.#takeIn(notice),
      closed: () => this.#fail((call) => socketError('ECONNABORTED', call, 'the module has stopped listening')),
      gone: (reason) => this.#fail(reason),
    });
  }

  async accept(signal: AbortSignal): Promise<StreamSocket> {
    for (;;) {
      signal.throwIfAborted();
      const stream = this.#waiting.shift();
      if (stream !== undefined) return stream;
      if (this.#gone !== undefined) throw this.#gone(accepting);
      await this.#waitForNext(signal);
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#fail((call) => socketError('ECONNABORTED', call, 'the socket was closed'));
    this.#unhear();
    const left = this.#waiting.splice(0);
    await Promise.all([
      this.#stack.release(this.#lease, plainCommands, closeS),
      ...left.map((stream) => stream.close()),
    ]);
  }

  #takeIn({ address, id, port }: Incoming): void {
    const local = this.local && { ...this.local, port: this.#port };
    const remote: SocketAddress = { address, port, family: isIP(address) === 6 ? 6 : 4 };
    // At once: what it sends may be told of in the next line.
    const lease = this.#stack.numbers.adopt(id);
    this.#waiting.push(new ModuleStream(this.#stack, { lease, commands: plainCommands, remote, local }));
    this.#wake?.();
  }

  #fail(reason: Reason): void {
    this.#gone ??= reason;
    this.#wake?.();
  }

  #waitForNext(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#wake = undefined;
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
