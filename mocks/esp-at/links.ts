import type { StackNetwork } from '../network/contract.ts';
import { Dialling, type LinkEvents, type LinkTarget, type NotOpened } from './dialler.ts';
import type { Origin } from './inbox.ts';
import { Link } from './link.ts';
import type { Personality } from './personality.ts';
import { atLeast } from './personality.ts';
import { type PassThrough, Reporter, type ReporterHost } from './reporter.ts';
import { type LinkForms, linkLine } from './wire-forms.ts';

/** What the links work with. */
export interface LinksHost extends ReporterHost {
  readonly network: StackNetwork;
  now(): number;
  urc(text: string): void;
}

// Stock builds do not put fragments of IP together.
const longestDatagram = 1472;
const lingerMs = 5000;
const mostHeldBytes = 1024 * 1024;

/** The socket's receive window (ESP-AT user guide, AT+CIPRECVTYPE; 5744 in the guides up to 2.1). */
const windowBytes = (personality: Personality): number => (atLeast(personality, 202) ? 5760 : 5744);

/** The links of the module's own TCP/IP stack, at most five. */
export class Links {
  readonly events: LinkEvents;
  readonly #host: LinksHost;
  readonly #links = new Map<number, Link>();
  readonly #opening = new Map<number, Dialling>();
  readonly #closing = new Set<Link>();
  readonly #window: number;
  readonly #reporter: Reporter;
  /** Links whose window let more in while they were read. */
  readonly #arrived = new Set<Link>();
  readonly #targets = new Map<number, LinkTarget>();

  constructor(host: LinksHost) {
    this.#host = host;
    this.#window = windowBytes(host.personality);
    this.#reporter = new Reporter(host, {
      windowBytes: this.#window,
      forms: () => this.forms,
      isOpen: (link) => this.#links.get(link.id) === link,
      reported: (link) => this.#settleEnd(link),
      roomAgain: () => this.#roomAgain(),
    });
    this.events = {
      data: (link, bytes, from) => this.#data(link, bytes, from),
      ended: (link) => this.#ended(link),
    };
  }

  /** What the lines of links depend on now. */
  get forms(): LinkForms {
    const { personality, settings } = this.#host;
    return { personality, multiplex: settings.multiplex, peerShown: settings.peerShown };
  }

  /** What is open, by number. */
  get all(): readonly Link[] {
    return [...this.#links.values()].filter(({ closedTold }) => !closedTold).sort((one, other) => one.id - other.id);
  }

  get(id: number): Link | undefined {
    const link = this.#links.get(id);
    return link?.closedTold === true ? undefined : link;
  }

  inUse(id: number): boolean {
    return this.get(id) !== undefined || this.#opening.has(id);
  }

  /** The lowest number that is free. */
  get free(): number | undefined {
    return [0, 1, 2, 3, 4].find((id) => !this.inUse(id));
  }

  /** Opens a link; `settle` is told how it went, unless the module restarts before. Returns what gives it up. */
  open(id: number, target: LinkTarget, settle: (result: Link | NotOpened) => void): () => void {
    this.#targets.set(id, target);
    const dialling = new Dialling(this.#host.network, id, target, this.events, (result) => {
      this.#opening.delete(id);
      if (result instanceof Link) this.add(result);
      settle(result);
    });
    this.#opening.set(id, dialling);
    return () => {
      dialling.giveUp();
      if (this.#opening.get(id) === dialling) this.#opening.delete(id);
    };
  }

  /** The host knows now that the link is open: what came meanwhile is told. */
  announceOpened(link: Link): void {
    link.quiet = false;
    this.#reporter.tell(link);
    this.#settleEnd(link);
  }

  /** What a link was last opened to: transparent transmission opens it again. */
  targetOf(id: number): LinkTarget | undefined {
    return this.#targets.get(id);
  }

  add(link: Link): void {
    this.#forget(link.id);
    link.usedAt = this.#host.now();
    this.#links.set(link.id, link);
    this.#host.settings.linksWereOpen = true;
  }

  /** Closes a link; the caller tells the host. */
  close(id: number, options: { readonly reset?: boolean } = {}): boolean {
    const link = this.get(id);
    if (link === undefined) return false;
    this.#remove(link);
    this.#sayGoodbye(link, options.reset === true);
    return true;
  }

  /** How much waits to be read, as the firmware counts it. */
  announced(link: Link): number {
    return this.#reporter.announced(link);
  }

  /** Takes at most `length` bytes that wait; undefined when there are none. */
  read(id: number, length: number): Buffer | undefined {
    const link = this.#links.get(id);
    if (link === undefined || !this.#reporter.isPassive(link) || link.inbox.length === 0) return undefined;
    link.told = false;
    const before = this.#reporter.waiting(link);
    const most = Math.min(length, before);
    if (!link.isDatagrams) {
      const bytes = link.inbox.take(most);
      this.#arriveBehind(link, before - bytes.length);
      return bytes;
    }
    const merged = link.inbox.takeMerged(most);
    if (merged !== undefined) link.origin = merged.origin;
    return merged?.bytes;
  }

  /** Who sent what was read, and the end of a far end that closed long ago, now that everything was read. */
  originOf(id: number): Origin | undefined {
    return this.#links.get(id)?.origin;
  }

  afterRead(id: number): void {
    const link = this.#links.get(id);
    if (link === undefined) return;
    if (this.#arrived.delete(link)) this.#reporter.tell(link);
    this.#settleEnd(link);
  }

  /** Sends what arrives to the host as it is, without headers; undefined ends that. */
  passThrough(raw: PassThrough | undefined): void {
    this.#reporter.passThrough = raw;
    for (const link of this.all) this.#reporter.tell(link);
  }

  /** The network is gone. Firmware up to 2.2 keeps its links and hopes. */
  networkLost(): void {
    if (!atLeast(this.#host.personality, 203)) {
      for (const link of this.all) link.hold(true);
      return;
    }
    // UDP links go without a word.
    for (const link of this.all) this.#drop(link, !link.isDatagrams);
  }

  /** The network is back, and with it what was kept. */
  networkBack(): void {
    for (const link of this.all) link.hold(link.inbox.length >= this.#window);
  }

  /** The module restarts: every link is closed with its line. */
  closeAll(): void {
    for (const link of this.all) this.#drop(link, true);
  }

  /** The power is gone: nothing is said. */
  end(): void {
    for (const dialling of this.#opening.values()) dialling.giveUp();
    this.#opening.clear();
    for (const link of [...this.#links.values(), ...this.#closing]) link.drop();
    this.#links.clear();
    this.#closing.clear();
  }

  #roomAgain(): void {
    for (const link of [...this.#links.values()]) {
      this.#reporter.tell(link);
      this.#settleEnd(link);
    }
  }

  /** What the window lets in now that there is room. */
  #arriveBehind(link: Link, left: number): void {
    link.hold(link.inbox.length >= this.#window);
    if (this.#reporter.waiting(link) > left) this.#arrived.add(link);
  }

  /** A FIN, and the reset after it if the far end does not answer; a reset at once if something is unread. */
  #sayGoodbye(link: Link, reset: boolean): void {
    if (link.carrier.kind === 'datagrams' || reset || link.inbox.length > 0) {
      link.drop();
      return;
    }
    link.carrier.stream.end();
    this.#closing.add(link);
    this.#host.timers.after(lingerMs, () => {
      if (this.#closing.delete(link)) link.drop();
    });
  }

  #drop(link: Link, told: boolean): void {
    this.#remove(link);
    link.drop();
    if (told) this.#tellClosed(link);
  }

  #tellClosed(link: Link): void {
    const { passThrough } = this.#reporter;
    if (passThrough === undefined) this.#host.urc(linkLine(this.forms, link.id, 'CLOSED'));
    else passThrough.closed(link);
  }

  #forget(id: number): void {
    const before = this.#links.get(id);
    if (before === undefined) return;
    this.#remove(before);
    before.drop();
  }

  #remove(link: Link): void {
    this.#links.delete(link.id);
    this.#arrived.delete(link);
    link.gone();
  }

  #ended(link: Link): void {
    if (this.#closing.delete(link)) link.drop();
    if (this.#links.get(link.id) !== link || link.ended) return;
    link.ended = true;
    this.#settleEnd(link);
  }

  #settleEnd(link: Link): void {
    if (!link.ended || link.quiet || this.#links.get(link.id) !== link) return;
    const unread = link.inbox.length > 0;
    if (unread && this.#host.faults.closedBeforeDrained !== true) return;
    const told = link.closedTold;
    link.closedTold = true;
    if (!unread) this.#forget(link.id);
    if (!told) this.#tellClosed(link);
  }

  #data(link: Link, bytes: Uint8Array, from: Origin): void {
    if (this.#links.get(link.id) !== link) return;
    link.usedAt = this.#host.now();
    if (link.carrier.kind === 'datagrams' && !this.#takesDatagram(link, bytes, from)) return;
    // A network that does not heed its pause.
    if (link.inbox.length > mostHeldBytes) return;
    link.inbox.push(bytes, from);
    link.hold(link.inbox.length >= this.#window);
    this.#reporter.tell(link);
  }

  /** UDP: too long a datagram, and one for which there is no room, is lost. */
  #takesDatagram(link: Link, bytes: Uint8Array, from: Origin): boolean {
    if (bytes.length > longestDatagram || link.inbox.length + bytes.length > this.#window) return false;
    const mode = link.carrier.kind === 'datagrams' ? link.carrier.mode : 0;
    if (mode === 2 || (mode === 1 && !link.followed)) {
      link.followed = true;
      link.remote = from;
    }
    return true;
  }
}
