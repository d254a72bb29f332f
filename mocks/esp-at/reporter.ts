import type { LineRoom } from '../module/line-room.ts';
import type { Timers } from '../module/timers.ts';
import type { Link } from './link.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import type { Settings } from './settings.ts';
import { activeHeader, type LinkForms, passiveNotice } from './wire-forms.ts';

/** Takes the place of `+IPD` and `CLOSED`: transparent transmission. */
export interface PassThrough {
  data(bytes: Buffer): void;
  closed(link: Link): void;
}

/** What the reporter works with. */
export interface ReporterHost {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly settings: Settings;
  readonly timers: Timers;
  /** Whether the line takes more. */
  readonly room: LineRoom;
  /** Whether the bytes of a send are being waited for. */
  readonly collecting: () => boolean;
  write(item: Buffer | string): void;
}

/** What the reporter asks of the links, and tells them. */
export interface ReporterLinks {
  readonly windowBytes: number;
  forms(): LinkForms;
  isOpen(link: Link): boolean;
  /** One part of what arrived was reported. */
  reported(link: Link): void;
  /** The line takes more again. */
  roomAgain(): void;
}

// Two TCP segments (ESP-AT user guide, +IPD), one with NONOS AT.
const longestReport = { nonos: 1460, 'esp-at': 2920 };
const reportMs = 1;
/** What the UART's buffer takes at once (its ring to the host), if the line does. */
const burstBytes = 8192;
/** A record of TLS 1.2 with AES-GCM: header, nonce and tag. */
const tlsOverheadBytes = 29;

/** Tells the host of what arrived: at once, by notice, or as it is. */
export class Reporter {
  readonly #host: ReporterHost;
  readonly #links: ReporterLinks;
  #silentNotices: number;
  passThrough: PassThrough | undefined;

  constructor(host: ReporterHost, links: ReporterLinks) {
    this.#host = host;
    this.#links = links;
    this.#silentNotices = host.faults.lostNotices ?? 0;
  }

  /** Whether the host reads by itself (`AT+CIPRECVTYPE`). */
  isPassive(link: Link): boolean {
    const { personality, settings } = this.#host;
    // NONOS AT 1.7 keeps data back for TCP alone.
    if (personality.family === 'nonos' && link.type !== 'TCP') return false;
    return settings.passive[link.id] === 1;
  }

  /** The bytes that the host may read: what is beyond the window is still in the network. */
  waiting(link: Link): number {
    return Math.min(link.inbox.length, this.#links.windowBytes);
  }

  /** The same as the firmware announces it. */
  announced(link: Link): number {
    const overhead = link.isSecure && this.#host.faults.tlsOverhead === true ? tlsOverheadBytes : 0;
    const waiting = this.waiting(link);
    return waiting === 0 ? 0 : waiting + overhead;
  }

  /** Tells of what is in the inbox, in the way that is set. */
  tell(link: Link): void {
    if (link.inbox.length === 0 || link.quiet) return;
    if (this.passThrough !== undefined) {
      this.#passOn(link, this.passThrough);
    } else if (this.isPassive(link)) {
      this.#announce(link);
    } else {
      this.#report(link);
    }
  }

  /** As it is; while the line is full the window fills. */
  #passOn(link: Link, to: PassThrough): void {
    if (this.#lineHasRoom) to.data(link.inbox.take(link.inbox.length));
    link.hold(link.inbox.length >= this.#links.windowBytes);
  }

  get #lineHasRoom(): boolean {
    return this.#host.room.ready(this.#links.roomAgain);
  }

  #announce(link: Link): void {
    if (link.told) return;
    link.told = true;
    if (this.#silentNotices > 0) this.#silentNotices -= 1;
    else this.#host.write(passiveNotice(this.#links.forms(), link.id, this.announced(link)));
  }

  /** As many `+IPD` as the UART takes, and the next when it had its time: meanwhile the window fills. */
  #report(link: Link): void {
    if (link.reporting || !this.#links.isOpen(link)) return;
    link.reporting = true;
    for (let room = burstBytes; room > 0 && link.inbox.length > 0 && this.#lineHasRoom; ) {
      const part = this.#nextPart(link);
      room -= part.length;
      this.#reportPart(link, part);
    }
    link.hold(link.inbox.length >= this.#links.windowBytes);
    this.#host.timers.after(reportMs, () => {
      link.reporting = false;
      this.tell(link);
      this.#links.reported(link);
    });
  }

  #reportPart(link: Link, part: Buffer): void {
    const collides = this.#host.collecting();
    if (!link.deaf || collides) this.#writeReport(link, part);
    if (collides && this.#host.faults.dropIpdAfterCollision === true) link.deaf = true;
  }

  #nextPart(link: Link): Buffer {
    const most = longestReport[this.#host.personality.family];
    if (!link.isDatagrams) return link.inbox.take(most);
    const datagram = link.inbox.takeDatagram();
    if (datagram !== undefined) link.origin = datagram.origin;
    return datagram?.bytes ?? Buffer.alloc(0);
  }

  #writeReport(link: Link, part: Buffer): void {
    const header = Buffer.from(activeHeader(this.#links.forms(), link.id, link.origin, part.length), 'latin1');
    const tail = Buffer.from(this.#host.faults.lineEndAfterPayload === true ? '\r\n' : '');
    this.#host.write(Buffer.concat([header, part, tail]));
  }
}
