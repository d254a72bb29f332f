import type { ModuleLine } from '../../../src/driver/index.ts';
import { linkChange, noise, type Received, received, receivedAlone } from './events.ts';
import { socketError } from './socket-failures.ts';

/** What a link tells whoever uses it. */
export interface LinkReader {
  /** Bytes wait in the module. */
  announced(): void;
  /** Bytes came by themselves. */
  received(bytes: Uint8Array, from: Received['from']): void;
  /** Bytes that came by themselves were lost or changed on the line: maybe some of this link. */
  spoiled(): void;
  /** The module closed it. */
  closed(): void;
}

/** One of the module's links while somebody uses it. */
export class Link {
  readonly id: number;
  readonly reader: LinkReader;
  /** The module said `CONNECT`. */
  connected: boolean;
  /** The module said `CLOSED` after that. */
  closed = false;
  /** The module gave the number to somebody else: whatever is sent to it now is not for this link. */
  replaced = false;

  constructor(id: number, reader: LinkReader, connected: boolean) {
    this.id = id;
    this.reader = reader;
    this.connected = connected;
  }
}

interface Place {
  link: Link | undefined;
  /** An application opened it by a command of its own. */
  foreign: boolean;
  /** The module may not have closed it. */
  doubtful: boolean;
  /** Until then `CLOSED` is that of a start that failed. */
  restsUntil: number;
}

/** A failed start is followed by `CLOSED`, 50 ms later at the most that was seen. */
const restMs = 250;

/**
 * The module's link numbers. The highest free one is taken, for the module gives its server's clients the lowest; a
 * number whose start failed rests until the `CLOSED` of that has come.
 */
export class Links {
  readonly count = 5;
  /** Gives a reader to a link that the module opened; undefined when nobody listens. */
  accept: ((id: number) => LinkReader | undefined) | undefined;
  /** Takes the bytes of the one link that has no number, while there is one. */
  alone: ((bytes: Uint8Array) => void) | undefined;
  /** Told of a link that was accepted. */
  accepted: ((link: Link) => void) | undefined;
  readonly #line: ModuleLine;
  #exclusive = false;
  readonly #places: readonly Place[];

  constructor(line: ModuleLine) {
    this.#line = line;
    this.#places = Array.from({ length: this.count }, () => ({
      link: undefined,
      foreign: false,
      doubtful: false,
      restsUntil: 0,
    }));
    line.onUrc(linkChange, ([, id, change]) => {
      const place = this.#places[Number(id)];
      if (place === undefined) return;
      if (change === 'CONNECT') this.#connected(Number(id), place);
      else this.#closed(place);
    });
    line.onUrc(received, (message, _line, bytes, spoiled) => {
      if (spoiled === true) this.#spoiled();
      else this.#received(message, bytes);
    });
    line.onUrc(receivedAlone, (_match, _line, bytes, spoiled) => {
      if (bytes !== undefined && spoiled !== true) this.alone?.(bytes);
    });
    line.onUrc(noise, () => this.#spoiled());
  }

  /** Keeps all numbers for one use. @returns false when one is taken, or waited for */
  reserveAll(): boolean {
    const taken = this.#places.some(({ foreign, link }) => link !== undefined || foreign);
    if (taken || this.#exclusive || this.accept !== undefined) return false;
    this.#exclusive = true;
    return true;
  }

  freeAll(): void {
    this.#exclusive = false;
  }

  /** Takes a number. @throws SocketError `EMFILE`; the reason of `signal` */
  async take(reader: LinkReader, syscall: string, signal: AbortSignal): Promise<Link> {
    for (;;) {
      if (this.#exclusive) {
        throw socketError('EMFILE', syscall, 'a transparent socket has the module to itself', {
          hint: 'Close it first.',
        });
      }
      const free = this.#places.filter(({ foreign, link }) => link === undefined && !foreign);
      if (free.length === 0) {
        throw socketError('EMFILE', syscall, `all ${this.count} links of the module are in use`, {
          hint: 'Close one first.',
        });
      }
      const now = this.#line.clock.now();
      const ready = free.findLast(({ restsUntil }) => restsUntil <= now);
      if (ready !== undefined) {
        ready.link = new Link(this.#places.indexOf(ready), reader, false);
        return ready.link;
      }
      await this.#line.pause(Math.max(1, Math.min(...free.map(({ restsUntil }) => restsUntil)) - now), signal);
    }
  }

  /** Whether the module may still hold an earlier link under this number. */
  isDoubtful({ id }: Link): boolean {
    return this.#places[id]?.doubtful === true;
  }

  /**
   * A start was refused although the module said `CONNECT` for its number: that was a client of the server.
   * @returns whether it was so
   */
  handOver(link: Link): boolean {
    const place = this.#placeOf(link);
    if (place === undefined || !link.connected || link.closed || this.accept === undefined) return false;
    place.link = undefined;
    this.#connected(link.id, place);
    return true;
  }

  /** The start failed: the number is free after a moment. */
  failed(link: Link): void {
    const place = this.#placeOf(link);
    if (place === undefined) return;
    place.link = undefined;
    place.restsUntil = this.#line.clock.now() + restMs;
  }

  /** The number is somebody else's, as the module says. */
  taken(link: Link): void {
    const place = this.#placeOf(link);
    if (place === undefined) return;
    place.link = undefined;
    place.foreign = true;
  }

  /** @param sure whether the module has closed it, too */
  free(link: Link, sure: boolean): void {
    const place = this.#placeOf(link);
    if (place === undefined) return;
    place.link = undefined;
    place.doubtful = !sure;
  }

  #received({ from, id, length }: Received, bytes: Uint8Array | undefined): void {
    const link = this.#places[id]?.link;
    if (link === undefined || link.closed) return;
    if (bytes !== undefined) link.reader.received(bytes, from);
    else if (length > 0) link.reader.announced();
  }

  /** The number in a header may be what was spoiled: it may have been anybody's. */
  #spoiled(): void {
    for (const { link } of this.#places) if (link !== undefined && !link.closed) link.reader.spoiled();
  }

  #placeOf(link: Link): Place | undefined {
    const place = this.#places[link.id];
    return place?.link === link ? place : undefined;
  }

  #connected(id: number, place: Place): void {
    place.doubtful = false;
    if (place.link !== undefined && !place.link.closed) {
      place.link.connected = true;
      return;
    }
    // What an old link had left is gone with its number.
    if (place.link !== undefined) place.link.replaced = true;
    const reader = this.accept?.(id);
    place.link = reader === undefined ? undefined : new Link(id, reader, true);
    place.foreign = reader === undefined;
    if (place.link !== undefined) this.accepted?.(place.link);
  }

  #closed(place: Place): void {
    const { link } = place;
    place.foreign = false;
    place.restsUntil = 0;
    // That of a start that failed means nothing, whether it comes before its ERROR or after it.
    if (link === undefined || !link.connected || link.closed) return;
    link.closed = true;
    link.reader.closed();
  }
}
