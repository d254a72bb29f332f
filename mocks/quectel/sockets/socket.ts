import type { NetworkAddress } from '../../network/contract.ts';
import type { Inbox, Received } from './inbox.ts';
import { DatagramInbox, StreamInbox, socketBufferBytes } from './inbox.ts';
import type { Destination, Link } from './link.ts';

/** As `AT+QISTATE` names them. */
export type SocketKind = 'TCP' | 'UDP' | 'TCP LISTENER' | 'UDP SERVICE' | 'TCP INCOMING' | 'SSLClient';

/** 0 buffer, 1 direct push, 2 transparent. */
export type AccessMode = 0 | 1 | 2;

/** 0 initial, 1 opening, 2 connected, 3 listening, 4 closing: over, but the host did not close it yet. */
export type SocketState = 0 | 1 | 2 | 3 | 4;

/** What a socket is made with. */
export interface SocketSeed {
  readonly id: number;
  readonly kind: SocketKind;
  readonly cid: number;
  readonly mode: AccessMode;
  /** The remote address, or the name as it was given until it is resolved. */
  readonly address: string;
  readonly remotePort: number;
  readonly localPort: number;
  /** The listener that an incoming connection belongs to; else its own id. */
  readonly serverId?: number;
  /** The TLS context. */
  readonly tls?: number;
  /** Whoever is told what happens to it. */
  readonly events: SocketEvents;
}

/** What a socket tells the stack. */
export interface SocketEvents {
  /** Data came into an empty inbox. */
  arrived(socket: ModuleSocket): void;
  /** Data are to go to the host at once. */
  push(socket: ModuleSocket): void;
  /** The peer closed it, or the network did. */
  over(socket: ModuleSocket): void;
}

/** Who takes the data of a transparent socket. */
export interface Passage {
  data(bytes: Uint8Array): void;
  over(): void;
}

/** One socket of the internal stack, from `AT+QIOPEN` to `AT+QICLOSE`. */
export class ModuleSocket {
  readonly id: number;
  readonly kind: SocketKind;
  readonly cid: number;
  readonly serverId: number;
  readonly tls: number | undefined;
  readonly remotePort: number;
  mode: AccessMode;
  address: string;
  localPort: number;
  state: SocketState = 0;
  /** Why it cannot be used any more, as `AT+QIGETERROR` numbers it. */
  failure: number | undefined;
  /** The host has it in transparent mode. */
  passage: Passage | undefined;
  /** Gives up what is under way; set while it opens. */
  abandon: ((error: number | undefined) => void) | undefined;
  readonly #events: SocketEvents;
  readonly #inbox: Inbox;
  /** Told of the end while the host waits for it. */
  #closing: (() => void) | undefined;
  #link: Link | undefined;
  #read = 0;
  #sent = 0;
  #acknowledged = 0;
  #paused = false;

  constructor(seed: SocketSeed) {
    this.id = seed.id;
    this.kind = seed.kind;
    this.cid = seed.cid;
    this.serverId = seed.serverId ?? seed.id;
    this.tls = seed.tls;
    this.remotePort = seed.remotePort;
    this.mode = seed.mode;
    this.address = seed.address;
    this.localPort = seed.localPort;
    this.#events = seed.events;
    this.#inbox = this.datagrams ? new DatagramInbox() : new StreamInbox();
  }

  get datagrams(): boolean {
    return this.kind === 'UDP' || this.kind === 'UDP SERVICE';
  }

  get connected(): boolean {
    return this.state === 2;
  }

  /** The host waits for its end. */
  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  /** What the host can read; the rest of what came waits in the network, as far as anyone can tell. */
  get unread(): number {
    return Math.min(this.#inbox.size, socketBufferBytes);
  }

  get readBytes(): number {
    return this.#read;
  }

  get sentBytes(): number {
    return this.#sent;
  }

  get acknowledgedBytes(): number {
    return this.#acknowledged;
  }

  get unacknowledged(): number {
    return this.#sent - this.#acknowledged;
  }

  /** The way into the network is there. */
  connect(link: Link): void {
    this.#link = link;
  }

  arrived(bytes: Uint8Array, from?: NetworkAddress): void {
    if (this.state !== 2 || bytes.length === 0) return;
    if (this.passage !== undefined) {
      this.passage.data(bytes);
      return;
    }
    const before = this.#inbox.size;
    this.#inbox.add(bytes, from);
    if (!this.#paused && this.#inbox.size >= socketBufferBytes) {
      this.#paused = true;
      this.#link?.pause();
    }
    if (this.mode === 1) this.#events.push(this);
    else if (before === 0 && this.#inbox.size > 0) this.#events.arrived(this);
  }

  read(most: number): Received {
    const received = this.#inbox.take(most);
    this.#read += received.length;
    if (this.#paused && this.#inbox.size < socketBufferBytes) {
      this.#paused = false;
      this.#link?.resume();
    }
    return received;
  }

  hasRoomFor(bytes: number): boolean {
    return this.unacknowledged + bytes <= socketBufferBytes;
  }

  /** `taken` when the peer has it. */
  send(bytes: Uint8Array, to?: Destination, taken?: () => void): void {
    this.#sent += bytes.length;
    this.#link?.send(
      bytes,
      () => {
        this.#acknowledged += bytes.length;
        taken?.();
      },
      to,
    );
  }

  /** The connection is over; what was received can still be read. */
  over(): void {
    if (this.#closing !== undefined) {
      this.#closing();
      return;
    }
    if (this.state !== 2) return;
    this.state = 4;
    this.failure = 567;
    const { passage } = this;
    this.passage = undefined;
    if (passage === undefined) this.#events.over(this);
    else passage.over();
  }

  /** Nothing gets through until `flow`. */
  stall(): void {
    this.#link?.pause();
  }

  flow(): void {
    if (!this.#paused) this.#link?.resume();
  }

  /** Sends a FIN; `done` when the peer closed as well. What still comes is not wanted any more. */
  close(done: () => void): void {
    this.state = 4;
    this.#closing = done;
    this.#link?.resume();
    this.#link?.end();
  }

  /** Lets go of the network; nothing more is heard of it. */
  destroy(): void {
    this.state = 4;
    this.#closing = undefined;
    this.abandon = undefined;
    this.#link?.destroy();
    this.#link = undefined;
  }
}
