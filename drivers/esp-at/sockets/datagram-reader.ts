import type { Datagram } from '../../../src/driver/index.ts';
import { socketAddress } from './addresses.ts';
import { readLink } from './commands.ts';
import type { SocketContext } from './context.ts';
import type { Received } from './events.ts';
import type { Link, LinkReader } from './links.ts';
import { asSocketError, isRefused, socketError } from './socket-failures.ts';

/** What fits into one packet; the module's stack takes none apart and puts none together. */
export const longestDatagram = 1460;
/** How many may wait to be received; as with any UDP socket, what comes then is lost. */
const queueLimit = 64;

interface Waiter {
  readonly take: (datagram: Datagram) => void;
  readonly reject: (reason: unknown) => void;
}

/** The receiving side of a UDP link: one `+IPD` is one datagram. */
export class DatagramReader implements LinkReader {
  /** Set by whoever takes the link. */
  link: Link | undefined;
  readonly #context: SocketContext;
  readonly #queue: Datagram[] = [];
  #waiter: Waiter | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #dropped = 0;
  #reading = false;

  constructor(context: SocketContext) {
    this.#context = context;
  }

  received(bytes: Uint8Array, from: Received['from']): void {
    // Somebody had the addresses left out (AT+CIPDINFO): whose it is cannot be told then.
    this.#add({ bytes, from: socketAddress(from?.address ?? '0.0.0.0', from?.port ?? 0) });
  }

  /** A module that did not take the active mode: its datagrams are read, each with the address of the last. */
  announced(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#readAll()
      .catch((thrown: unknown) => this.fail(asSocketError(thrown, 'recv')))
      .finally(() => {
        this.#reading = false;
      });
  }

  /** A datagram may be lost anywhere on its way. */
  spoiled(): void {}

  closed(): void {
    this.fail(socketError('ENETDOWN', 'recv', 'the module closed the socket'));
  }

  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#queue.length = 0;
    this.#waiter?.reject(reason);
  }

  receive(signal: AbortSignal): Promise<Datagram> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const first = this.#queue.shift();
      if (first !== undefined) return resolve(first);
      if (this.#failure !== undefined) return reject(this.#failure.reason);
      const settle = (): void => {
        this.#waiter = undefined;
        signal.removeEventListener('abort', aborted);
      };
      const aborted = (): void => {
        settle();
        reject(signal.reason);
      };
      signal.addEventListener('abort', aborted, { once: true });
      this.#waiter = {
        take: (datagram) => {
          settle();
          resolve(datagram);
        },
        reject: (reason) => {
          settle();
          reject(reason);
        },
      };
    });
  }

  #add(datagram: Datagram): void {
    if (this.#failure !== undefined) return;
    if (this.#waiter !== undefined) {
      this.#waiter.take(datagram);
      return;
    }
    if (this.#queue.length < queueLimit) {
      this.#queue.push(datagram);
      return;
    }
    this.#dropped++;
    if (this.#dropped > 1) return;
    const value = `datagrams on link ${this.link?.id ?? '?'} are lost: ${queueLimit} wait to be received already`;
    this.#context.module.reports.fact({ name: 'notice', value });
  }

  async #readAll(): Promise<void> {
    const { dialect, line } = this.#context;
    while (this.link !== undefined && !this.link.closed && this.#failure === undefined) {
      const read = await line.run(readLink(dialect, this.link.id, longestDatagram)).catch((thrown: unknown) => {
        if (isRefused(thrown)) return undefined;
        throw thrown;
      });
      if (read === undefined || read.bytes.length === 0) return;
      this.received(read.bytes, read.from);
    }
  }
}
