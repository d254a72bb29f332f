import type { Clock, Timer } from '../../src/base/clock.ts';
import type { NetworkAddress, NetworkFailure, NetworkStream, StreamEvents } from './contract.ts';
import { MemoryPipe } from './memory-pipe.ts';

/** The far end of a connection in memory. */
export interface MemoryPeer {
  /** The module's end. */
  readonly remote: NetworkAddress;
  /** `taken` is called when there is room for more. */
  send(bytes: Uint8Array | string, taken?: () => void): void;
  /** Stops and continues reading: the module's send buffer fills up. */
  pause(): void;
  resume(): void;
  /** Sends a FIN behind everything that was sent. */
  end(): void;
  /** Resets the connection. */
  reset(): void;
}

/** What the far end hears. */
export interface PeerEvents {
  data?(bytes: Uint8Array): void;
  /** The module will send nothing more. Without this the far end closes as well. */
  ended?(): void;
  /** It is over. */
  closed?(): void;
}

/** The far end's behaviour, for each connection anew. */
export type MemoryScript = (peer: MemoryPeer) => PeerEvents;

export interface LinkOptions {
  readonly clock: Clock;
  readonly latencyMs: number;
  readonly windowBytes: number;
}

/** A connection in memory. `peer` is the far end, `stream` the module's. */
export class MemoryLink {
  readonly stream: NetworkStream;
  readonly peer: MemoryPeer;
  readonly #options: LinkOptions;
  readonly #toPeer: MemoryPipe;
  readonly #toModule: MemoryPipe;
  readonly #over: (link: MemoryLink) => void;
  #events: StreamEvents | undefined;
  #peerEvents: PeerEvents | undefined;
  #timer: Timer | undefined;
  #endsSeen = 0;

  /** @param over is called when nothing of it is left */
  constructor(options: LinkOptions, moduleEnd: NetworkAddress, over: (link: MemoryLink) => void) {
    this.#options = options;
    this.#over = over;
    this.#toPeer = new MemoryPipe(options, {
      data: (bytes) => this.#peerEvents?.data?.(bytes),
      ended: () => this.#peerHearsEnd(),
    });
    this.#toModule = new MemoryPipe(options, {
      data: (bytes) => this.#events?.data(bytes),
      ended: () => {
        this.#events?.ended();
        this.#oneEndSeen();
      },
    });
    this.stream = {
      send: (bytes, taken) => this.#toPeer.write(bytes, taken && (() => this.#events !== undefined && taken())),
      pause: () => this.#toModule.pause(),
      resume: () => this.#toModule.resume(),
      end: () => this.#toPeer.end(),
      destroy: () => this.#destroyed(),
    };
    this.peer = {
      remote: moduleEnd,
      send: (bytes, taken) =>
        this.#toModule.write(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes, taken),
      pause: () => this.#toPeer.pause(),
      resume: () => this.#toPeer.resume(),
      end: () => this.#toModule.end(),
      reset: () => this.#reset(),
    };
  }

  /** The module's ears. */
  listen(events: StreamEvents): void {
    this.#events = events;
  }

  /** Does something after a while, unless the connection is over before. */
  afterwards(delayMs: number, then: () => void): void {
    this.#timer = this.#options.clock.after(delayMs, then);
  }

  /** Both ends are connected: the module hears so, then the far end begins. */
  open(local: NetworkAddress, remote: NetworkAddress, script: MemoryScript): void {
    if (this.#events === undefined) {
      this.#finish();
      return;
    }
    this.#events.opened(local, remote);
    this.#peerEvents = script(this.peer);
  }

  fail(failure: NetworkFailure, detail?: string): void {
    const events = this.#events;
    this.#events = undefined;
    this.#finish();
    events?.failed(failure, detail);
  }

  /** Ends it with no word to anybody. */
  drop(): void {
    this.#events = undefined;
    this.#peerEvents = undefined;
    this.#finish();
  }

  #peerHearsEnd(): void {
    const ended = this.#peerEvents?.ended;
    if (ended === undefined) this.#toModule.end();
    else ended();
    this.#oneEndSeen();
    if (this.#events === undefined) this.#peerHearsClosed();
  }

  #oneEndSeen(): void {
    this.#endsSeen += 1;
    if (this.#endsSeen < 2) return;
    const events = this.#events;
    this.#events = undefined;
    queueMicrotask(() => events?.closed());
    this.#peerHearsClosed();
  }

  #destroyed(): void {
    if (this.#events === undefined) return;
    this.#events = undefined;
    const unread = this.#toModule.pending;
    this.#toModule.close();
    if (this.#peerEvents === undefined) {
      this.#finish();
    } else if (unread) {
      this.#toPeer.close();
      this.afterwards(this.#options.latencyMs, () => this.#peerHearsClosed());
    } else {
      this.#toPeer.end();
    }
  }

  #reset(): void {
    const events = this.#events;
    this.#toPeer.close();
    this.#toModule.close();
    this.afterwards(this.#options.latencyMs, () => {
      const heard = this.#events === events;
      this.#events = undefined;
      if (heard) events?.closed('ECONNRESET');
      this.#peerHearsClosed();
    });
  }

  #peerHearsClosed(): void {
    const peerEvents = this.#peerEvents;
    this.#peerEvents = undefined;
    this.#finish();
    peerEvents?.closed?.();
  }

  #finish(): void {
    this.#timer?.cancel();
    this.#toPeer.close();
    this.#toModule.close();
    this.#over(this);
  }
}
