import type { DatagramEvents, NetworkAddress, NetworkDatagrams, StackNetwork } from '../../network/contract.ts';
import { errno, errnoOf } from './errno.ts';
import type { Received, ReceiveRequest, SendRequest, Transport, TransportHost } from './transport.ts';
import { nothing, poll } from './transport.ts';

interface Datagram {
  readonly bytes: Uint8Array;
  readonly from: NetworkAddress;
}

// What waits to be read; more is lost, as datagrams are.
const mostWaitingBytes = 16_384;
// The maximum transmission unit that the network grants.
const longestDatagram = 1464 - 28;

/** A UDP socket of the modem's stack. */
export class UdpEndpoint implements Transport {
  readonly #host: TransportHost;
  readonly #inbox: Datagram[] = [];
  #inboxBytes = 0;
  #datagrams: NetworkDatagrams | undefined;
  #bound = false;
  #error = 0;
  #failureMask = 0;
  #queued: { readonly bytes: Uint8Array; readonly to: { readonly address: string; readonly port: number } }[] = [];
  #settle: ((error: number) => void) | undefined;
  /** Where it is connected to: nobody else is heard. */
  peer: { readonly address: string; readonly port: number } | undefined;
  /** A server's last correspondent, to whom what has no address goes. */
  answersTo: { readonly address: string; readonly port: number } | undefined;
  localPort = 0;

  constructor(host: TransportHost) {
    this.#host = host;
  }

  /** Takes a port; `settle` is told 0 or an error number. */
  bind(network: StackNetwork, family: 4 | 6, port: number, settle: (error: number) => void): void {
    this.#settle = settle;
    this.#datagrams = network.bind({ port, family }, this.#events);
  }

  get connected(): boolean {
    return this.peer !== undefined;
  }

  get revents(): number {
    const readable = this.#inbox.length > 0 ? poll.in : 0;
    return this.#error !== 0 ? readable | this.#failureMask : readable | poll.out;
  }

  send({ bytes, done, to = this.peer ?? this.answersTo }: SendRequest): void {
    if (this.#error !== 0) done(-this.#error);
    else if (to === undefined) done(-errno.ENOTCONN);
    else if (bytes.length > longestDatagram) done(-errno.EMSGSIZE);
    else {
      this.#host.traffic();
      // Out of coverage a datagram is lost, and nobody says so.
      if (!this.#bound) this.#queued.push({ bytes, to });
      else if (this.#host.reachable()) this.#datagrams?.send(bytes, to);
      done(bytes.length);
    }
  }

  receive({ most, peek }: ReceiveRequest): Received {
    const first = this.#inbox[0];
    if (first === undefined) return this.#error === 0 ? nothing : { kind: 'failed', error: this.#error };
    if (peek !== true) {
      this.#inbox.shift();
      this.#inboxBytes -= first.bytes.length;
    }
    // What does not fit is gone, as with any BSD stack.
    return { kind: 'data', bytes: first.bytes.subarray(0, most), from: first.from };
  }

  reachChanged(): void {}

  fail(error: number, revents: number): void {
    if (this.#error !== 0) return;
    this.#error = error;
    this.#failureMask = revents;
    this.#release();
    this.#tell(error);
    this.#host.changed();
  }

  close(): void {
    this.destroy();
  }

  destroy(): void {
    this.#error = errno.EBADF;
    this.#release();
    this.#tell(errno.EBADF);
  }

  readonly #events: DatagramEvents = {
    bound: (local) => {
      if (this.#error !== 0) return;
      this.#bound = true;
      this.localPort = local.port;
      for (const { bytes, to } of this.#queued.splice(0)) this.#datagrams?.send(bytes, to);
      this.#tell(0);
    },
    failed: (failure) => this.fail(errnoOf(failure), poll.err),
    message: (bytes, from) => this.#message(bytes, from),
  };

  #message(bytes: Uint8Array, from: NetworkAddress): void {
    if (this.#error !== 0 || !this.#host.reachable()) return;
    const { peer } = this;
    if (peer !== undefined && (peer.address !== from.address || peer.port !== from.port)) return;
    if (this.#inboxBytes + bytes.length > mostWaitingBytes) return;
    this.#inbox.push({ bytes, from });
    this.#inboxBytes += bytes.length;
    this.#host.traffic();
    this.#host.changed();
  }

  #release(): void {
    this.#inbox.length = 0;
    this.#inboxBytes = 0;
    this.#queued = [];
    this.#datagrams?.close();
    this.#datagrams = undefined;
  }

  #tell(error: number): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(error);
  }
}
