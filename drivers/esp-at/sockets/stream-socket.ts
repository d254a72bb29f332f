import type { SocketAddress, StreamSocket } from '../../../src/driver/index.ts';
import { rememberPromise } from '../promised-payload.ts';
import { closeSurely, send } from './commands.ts';
import type { SocketContext } from './context.ts';
import type { Link } from './links.ts';
import { asSocketError, isBrokenAnswer, isRefused, socketError } from './socket-failures.ts';
import { longestRead, type StreamReader } from './stream-reader.ts';

/** So much is read away before a close: more than the module's window holds. */
const readsBeforeClose = 4;

export interface StreamParts {
  readonly context: SocketContext;
  readonly link: Link;
  readonly reader: StreamReader;
  readonly local: SocketAddress | undefined;
  readonly remote: SocketAddress;
  /** Told once, when the number is free. */
  readonly freed?: () => void;
}

/** A TCP or TLS link. */
export class EspStream implements StreamSocket {
  readonly id: number;
  readonly local: SocketAddress | undefined;
  readonly remote: SocketAddress;
  readonly #parts: StreamParts;
  #failure: unknown;
  #closing: Promise<void> | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.id = parts.link.id;
    this.local = parts.local;
    this.remote = parts.remote;
  }

  async send(bytes: Uint8Array): Promise<void> {
    const { context, link } = this.#parts;
    const {
      dialect: { longestSend },
      line,
      module: { memory },
    } = context;
    for (let at = 0; at < bytes.length; at += longestSend) {
      this.#checkOpen();
      try {
        const part = bytes.subarray(at, at + longestSend);
        rememberPromise(memory, part);
        await line.run(send(link.id, part));
        rememberPromise(memory, undefined);
      } catch (thrown) {
        throw this.#sendFailed(thrown);
      }
    }
  }

  receive(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.#parts.reader.receive(max, signal);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #checkOpen(): void {
    const { link } = this.#parts;
    if (this.#closing !== undefined) throw socketError('EPIPE', 'write', 'the socket was closed');
    if (this.#failure !== undefined) throw this.#failure;
    if (link.closed || link.replaced) throw socketError('EPIPE', 'write', 'the peer has closed the connection');
  }

  #sendFailed(thrown: unknown): unknown {
    const { context, link, reader } = this.#parts;
    if (isBrokenAnswer(thrown)) {
      // Nobody knows which bytes the peer has got, and zeros may be among them.
      this.#failure = socketError(
        'ECONNRESET',
        'write',
        `bytes were lost on the way to the module: ${thrown.message}`,
        {
          cause: thrown,
          hint: 'Use flow control (RTS and CTS), or a lower speed.',
        },
      );
      reader.fail(this.#failure);
      void this.close();
    } else if (isRefused(thrown)) {
      rememberPromise(context.module.memory, undefined);
      const code = link.closed ? 'EPIPE' : 'ECONNRESET';
      this.#failure = socketError(code, 'write', `the module could not send: ${thrown.message}`, { cause: thrown });
    } else {
      this.#failure = asSocketError(thrown, 'write');
    }
    return this.#failure;
  }

  async #close(): Promise<void> {
    const { context, freed, link, reader } = this.#parts;
    const { line, links } = context;
    // A link that the module closed, and that was read to its end, is no more.
    const gone = link.replaced || (link.closed && reader.isDrained);
    let sure = gone;
    try {
      if (!gone && !link.closed && this.#failure === undefined) await this.#readAway().catch(() => undefined);
      reader.fail(socketError('ECONNABORTED', 'read', 'the socket was closed'));
      sure ||= link.replaced || (await closeSurely(line, link.id));
    } finally {
      reader.fail(socketError('ECONNABORTED', 'read', 'the socket was closed'));
      links.free(link, sure);
      freed?.();
    }
  }

  /**
   * What the peer sent and nobody read would make the module's stack end the connection with a reset, which takes bytes
   * from the peer that it has not read yet.
   */
  async #readAway(): Promise<void> {
    const { reader } = this.#parts;
    for (let turn = 0; turn < readsBeforeClose; turn++) {
      if (!(await reader.readAway(longestRead))) return;
    }
  }
}
