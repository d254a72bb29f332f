import type { LinkAddress, LinkNetwork, LinkPeer } from './link-network.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import { atLeast } from './personality.ts';
import type { Settings } from './settings.ts';
import { activeHeader, type LinkForms, linkLine, passiveNotice } from './wire-forms.ts';

/** One link that is open. */
export interface Link {
  readonly id: number;
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly localPort: number;
  readonly peer: LinkPeer;
  /** Who sent last. */
  origin: LinkAddress;
  /** What waits to be read, when data is not reported at once. */
  inbox: Buffer;
  /** The host was told of what waits, and has not read since. */
  told: boolean;
  /** The far end closed, which is told when everything was read. */
  ended: boolean;
}

/** What the links work with. */
export interface LinksHost {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly settings: Settings;
  readonly network: LinkNetwork;
  write(item: Buffer | string): void;
  urc(text: string): void;
}

/** What a host may leave unread: generous against the module's window of 5760 bytes, for want of flow control here. */
const mostUnreadBytes = 64 * 1024;
// Two TCP segments (ESP-AT user guide, +IPD), one with NONOS AT.
const longestReport = { nonos: 1460, 'esp-at': 2920 };
const firstLocalPort = 54_321;

/** The links of the module's own TCP/IP stack, at most five. */
export class Links {
  readonly #host: LinksHost;
  readonly #links = new Map<number, Link>();
  readonly #opening = new Set<number>();
  #nextPort = firstLocalPort;
  #ended = false;

  constructor(host: LinksHost) {
    this.#host = host;
  }

  /** What the lines of links depend on now. */
  get forms(): LinkForms {
    const { personality, settings } = this.#host;
    return { personality, multiplex: settings.multiplex, peerShown: settings.peerShown };
  }

  /** What is open, by number. */
  get all(): readonly Link[] {
    return [...this.#links.values()].sort((one, other) => one.id - other.id);
  }

  get(id: number): Link | undefined {
    return this.#links.get(id);
  }

  inUse(id: number): boolean {
    return this.#links.has(id) || this.#opening.has(id);
  }

  /** Opens a link; `settle` is told how it went. */
  open(
    id: number,
    target: { readonly type: string; readonly host: string; readonly port: number; readonly localPort?: number },
    settle: (opened: Link | undefined) => void,
  ): void {
    const localPort = target.localPort ?? this.#nextPort++;
    const request = { type: target.type, host: target.host, port: target.port, localPort };
    let link: Link | undefined;
    this.#opening.add(id);
    this.#host.network.open(request, {
      opened: (peer) => {
        this.#opening.delete(id);
        if (this.#ended) {
          peer.close();
          return;
        }
        link = { id, ...request, peer, origin: target, inbox: Buffer.alloc(0), told: false, ended: false };
        this.#links.set(id, link);
        this.#host.settings.linksWereOpen = true;
        settle(link);
      },
      refused: () => {
        this.#opening.delete(id);
        if (!this.#ended) settle(undefined);
      },
      data: (bytes, from) => {
        if (link === undefined || this.#links.get(id) !== link) return;
        if (from !== undefined) link.origin = from;
        this.#data(link, Buffer.from(bytes));
      },
      closed: () => {
        if (link !== undefined && this.#links.get(id) === link) this.#closedByPeer(link);
      },
    });
  }

  /** Closes a link; the caller tells the host. */
  close(id: number): boolean {
    const link = this.#links.get(id);
    if (link === undefined) return false;
    this.#links.delete(id);
    link.peer.close();
    return true;
  }

  /** Takes at most `length` bytes that wait; undefined when there are none. */
  read(id: number, length: number): Buffer | undefined {
    const link = this.#links.get(id);
    if (link === undefined || link.inbox.length === 0) return undefined;
    const taken = link.inbox.subarray(0, length);
    link.inbox = link.inbox.subarray(taken.length);
    link.told = false;
    return taken;
  }

  /** Tells of a far end that closed long ago, now that everything was read. */
  afterRead(id: number): void {
    const link = this.#links.get(id);
    if (link?.ended === true && link.inbox.length === 0) this.#closedByPeer(link);
  }

  /** The network is gone. Firmware up to 2.2 keeps its links and hopes. */
  networkLost(): void {
    if (!atLeast(this.#host.personality, 203)) return;
    // UDP links go without a word.
    for (const link of this.all) this.#drop(link, !link.type.startsWith('UDP'));
  }

  /** The module restarts: every link is closed with its line. */
  closeAll(): void {
    for (const link of this.all) this.#drop(link, true);
  }

  /** The power is gone: nothing is said. */
  end(): void {
    this.#ended = true;
    for (const link of this.all) this.#drop(link, false);
  }

  #drop(link: Link, told: boolean): void {
    this.#links.delete(link.id);
    link.peer.close();
    if (told) this.#host.urc(linkLine(this.forms, link.id, 'CLOSED'));
  }

  #closedByPeer(link: Link): void {
    if (link.inbox.length > 0) {
      link.ended = true;
      return;
    }
    this.#links.delete(link.id);
    this.#host.urc(linkLine(this.forms, link.id, 'CLOSED'));
  }

  #isPassive(link: Link): boolean {
    const { personality, settings } = this.#host;
    // NONOS AT 1.7 keeps data back for TCP alone.
    if (personality.family === 'nonos' && link.type !== 'TCP') return false;
    return settings.passive[link.id] === 1;
  }

  #data(link: Link, bytes: Buffer): void {
    if (this.#isPassive(link)) {
      link.inbox = Buffer.concat([link.inbox, bytes]).subarray(0, mostUnreadBytes);
      if (link.told) return;
      link.told = true;
      this.#host.write(passiveNotice(this.forms, link.id, link.inbox.length));
      return;
    }
    const longest = longestReport[this.#host.personality.family];
    for (let at = 0; at < bytes.length; at += longest) {
      const part = bytes.subarray(at, at + longest);
      const header = Buffer.from(activeHeader(this.forms, link.id, link.origin, part.length), 'latin1');
      const tail = Buffer.from(this.#host.faults.lineEndAfterPayload === true ? '\r\n' : '');
      this.#host.write(Buffer.concat([header, part, tail]));
    }
  }
}
