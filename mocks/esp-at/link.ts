import type { NetworkDatagrams, NetworkStream } from '../network/contract.ts';
import { Inbox, type Origin } from './inbox.ts';

/** `AT+CIPSTART`: whether the far end of UDP stays, changes once, or is always who sent last. */
export type UdpMode = 0 | 1 | 2;

/** What is under a link: a connection, or a UDP port. */
export type Carrier =
  | { readonly kind: 'stream'; readonly stream: NetworkStream }
  | { readonly kind: 'datagrams'; readonly datagrams: NetworkDatagrams; readonly mode: UdpMode };

export interface LinkMaking {
  readonly id: number;
  /** As `AT+CIPSTART` and `AT+CIPSTATE?` spell it. */
  readonly type: string;
  readonly remote: Origin;
  readonly localPort: number;
  /** A peer came to the module's server. */
  readonly accepted: boolean;
  readonly carrier: Carrier;
}

/** One link that is open, or has ended and still holds data. */
export class Link {
  readonly id: number;
  readonly type: string;
  readonly localPort: number;
  readonly accepted: boolean;
  readonly carrier: Carrier;
  /** Where a send goes: an address. */
  remote: Origin;
  /** Who sent last. */
  origin: Origin;
  readonly inbox = new Inbox();
  /** The host was told of what waits, and has not read since. */
  told = false;
  /** The far end closed, which is told when everything was read. */
  ended = false;
  /** That it closed was told, although not everything was read. */
  closedTold = false;
  /** A report of data has just been sent. */
  reporting = false;
  /** The host was not told yet that it is open: TLS is still at work. */
  quiet = false;
  /** The firmware lost sight of it: no more reports. */
  deaf = false;
  /** Called once when the link is gone, whoever closed it. */
  onGone: (() => void) | undefined;
  /** The far end of UDP changed once. */
  followed = false;
  /** When the last byte came or went: for `AT+CIPSTO`. */
  usedAt = 0;
  #held = false;

  constructor({ accepted, carrier, id, localPort, remote, type }: LinkMaking) {
    this.id = id;
    this.type = type;
    this.localPort = localPort;
    this.accepted = accepted;
    this.carrier = carrier;
    this.remote = remote;
    this.origin = remote;
  }

  get isDatagrams(): boolean {
    return this.carrier.kind === 'datagrams';
  }

  get isSecure(): boolean {
    return this.type.startsWith('SSL');
  }

  /** Gives bytes to the stack; `taken` is called when it has them. */
  send(bytes: Uint8Array, taken: () => void, to: { readonly address: string; readonly port: number }): void {
    if (this.carrier.kind === 'stream') {
      this.carrier.stream.send(bytes, taken);
      return;
    }
    this.carrier.datagrams.send(bytes, to);
    queueMicrotask(taken);
  }

  /** The TCP window closes and opens again. UDP has none. */
  hold(held: boolean): void {
    if (held === this.#held || this.carrier.kind !== 'stream') return;
    this.#held = held;
    if (held) this.carrier.stream.pause();
    else this.carrier.stream.resume();
  }

  /** It is in no table any more. */
  gone(): void {
    const told = this.onGone;
    this.onGone = undefined;
    told?.();
  }

  /** Drops what is under it, with a reset if anything is unread. */
  drop(): void {
    if (this.carrier.kind === 'stream') this.carrier.stream.destroy();
    else this.carrier.datagrams.close();
  }
}
