import type { NetworkAddress, NetworkStream, StreamEvents } from '../../network/contract.ts';
import { ByteQueue } from './byte-queue.ts';
import { errno, errnoOf } from './errno.ts';
import type { Received, ReceiveRequest, SendRequest, Transport, TransportHost } from './transport.ts';
import { nothing, poll } from './transport.ts';

// The receive window closes above the first mark and opens again below the second.
const highWater = 16_384;
const lowWater = 8192;
/** What the stack takes before the network does. */
const sendBuffer = 16_384;

/** A send that waits for room. */
interface Waiting {
  readonly request: SendRequest;
  readonly guard: { cancel(): void };
}

/** One TCP or TLS connection of the modem's stack. */
export class TcpConnection implements Transport {
  readonly #host: TransportHost;
  readonly #inbox = new ByteQueue();
  readonly #waiting: Waiting[] = [];
  #stream: NetworkStream | undefined;
  #state: 'connecting' | 'open' | 'closing' | 'over' = 'connecting';
  #paused = false;
  #finished = false;
  #error = 0;
  #failureMask = 0;
  #unacknowledged = 0;
  #settle: ((error: number) => void) | undefined;
  remote: NetworkAddress | undefined;
  localPort = 0;

  constructor(host: TransportHost) {
    this.#host = host;
  }

  /** What the network tells this connection. */
  readonly events: StreamEvents = {
    opened: (local, remote) => this.#opened(local, remote),
    failed: (failure) => this.#ended(errnoOf(failure)),
    data: (bytes) => this.#data(bytes),
    ended: () => this.#finish(),
    closed: (failure) => (failure === undefined ? this.#finish() : this.#ended(errnoOf(failure))),
  };

  /** The stream of a connect; `settle` is told 0 or an error number. */
  begin(stream: NetworkStream, settle: (error: number) => void): void {
    this.#stream = stream;
    this.#settle = settle;
  }

  /** The stream of a peer that came by itself. */
  adopt(stream: NetworkStream, remote: NetworkAddress): void {
    this.#stream = stream;
    this.#state = 'open';
    this.remote = remote;
    this.reachChanged();
  }

  get connected(): boolean {
    return this.#state === 'open';
  }

  get revents(): number {
    const readable = this.#inbox.length > 0 ? poll.in : 0;
    if (this.#state === 'over') return readable | this.#failureMask;
    if (this.#state !== 'open') return 0;
    const hangUp = this.#finished ? poll.in | poll.hup : 0;
    return readable | hangUp | (this.#room ? poll.out : 0);
  }

  send(request: SendRequest): void {
    if (this.#error !== 0) request.done(-this.#error);
    else if (this.#state !== 'open') request.done(-errno.ENOTCONN);
    else if (this.#room && this.#waiting.length === 0) this.#transmit(request);
    else this.#wait(request);
  }

  receive({ all, most, peek }: ReceiveRequest): Received {
    const enough = all === true && !this.#finished && this.#error === 0 ? most : 1;
    if (this.#inbox.length >= enough) {
      const bytes = peek === true ? this.#inbox.peek(most) : this.#inbox.take(most);
      this.#throttle();
      return { kind: 'data', bytes };
    }
    if (this.#error !== 0) return { kind: 'failed', error: this.#error };
    if (this.#finished) return { kind: 'closed' };
    return this.#state === 'open' ? nothing : { kind: 'failed', error: errno.ENOTCONN };
  }

  reachChanged(): void {
    this.#throttle();
    this.#sendWaiting();
  }

  fail(error: number, revents: number): void {
    if (this.#state === 'over' || this.#state === 'closing') return;
    this.#inbox.clear();
    this.#stream?.destroy();
    this.#die(error, revents);
  }

  close(): void {
    if (this.#state === 'over' || this.#state === 'closing') return;
    if (this.#state !== 'open' || this.#inbox.length > 0) {
      // What is unread makes it a reset, as with any BSD stack.
      this.destroy();
      return;
    }
    this.#state = 'closing';
    this.#abandon(errno.EBADF);
    this.#stream?.end();
    this.#stream?.resume();
    if (this.#finished) this.destroy();
  }

  destroy(): void {
    this.#state = 'over';
    this.#inbox.clear();
    this.#stream?.destroy();
    this.#abandon(errno.EBADF);
  }

  /** Closed by this side, and still waiting for the other. */
  get lingers(): boolean {
    return this.#state === 'closing';
  }

  get #room(): boolean {
    return this.#unacknowledged < sendBuffer && this.#host.reachable();
  }

  #opened(local: NetworkAddress, remote: NetworkAddress): void {
    this.localPort = local.port;
    this.remote = remote;
    if (this.#state !== 'connecting') return;
    this.#state = 'open';
    this.#host.traffic();
    this.#throttle();
    this.#tell(0);
    this.#host.changed();
  }

  #data(bytes: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#inbox.push(bytes);
    this.#throttle();
    this.#host.traffic();
    this.#host.changed();
  }

  #finish(): void {
    if (this.#state === 'closing') this.destroy();
    if (this.#state !== 'open' || this.#finished) return;
    this.#finished = true;
    this.#host.changed();
  }

  #ended(error: number): void {
    if (this.#state === 'closing') this.destroy();
    if (this.#state === 'over') return;
    this.#die(error, poll.err | poll.hup);
  }

  #die(error: number, revents: number): void {
    this.#state = 'over';
    this.#error = error;
    this.#failureMask = revents;
    this.#tell(error);
    this.#abandon(error);
    this.#host.changed();
  }

  #tell(error: number): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(error);
  }

  #transmit({ acknowledged, bytes, done }: SendRequest): void {
    this.#unacknowledged += bytes.length;
    this.#host.traffic();
    this.#stream?.send(bytes, () => {
      this.#unacknowledged -= bytes.length;
      if (this.#state !== 'open') return;
      if (acknowledged === true) done(bytes.length);
      this.#sendWaiting();
      this.#host.changed();
    });
    if (acknowledged !== true) done(bytes.length);
  }

  #wait(request: SendRequest): void {
    const entry: Waiting = {
      request,
      guard: this.#host.guard(request.timeoutMs, () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        request.done(-errno.EAGAIN);
      }),
    };
    this.#waiting.push(entry);
  }

  #sendWaiting(): void {
    while (this.#state === 'open' && this.#room) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next.guard.cancel();
      this.#transmit(next.request);
    }
  }

  /** Whoever waits for room learns that there will be none. */
  #abandon(error: number): void {
    this.#tell(error);
    for (const { guard, request } of this.#waiting.splice(0)) {
      guard.cancel();
      request.done(-error);
    }
  }

  #throttle(): void {
    const full = this.#inbox.length >= (this.#paused ? lowWater : highWater) || !this.#host.reachable();
    if (full === this.#paused) return;
    this.#paused = full;
    if (full) this.#stream?.pause();
    else this.#stream?.resume();
  }
}
