import type { Urc } from '../../../src/at/index.ts';
import type { ModuleLine, SocketError } from '../../../src/driver/index.ts';
import { ownContext } from '../bearer.ts';
import { bearerEnded, contextDropped } from '../packet-data.ts';
import { type Call, moduleLost, socketError } from './failure.ts';
import { type Opened, opened, type SocketNotice, socketNotice, tlsNotice } from './stack-commands.ts';
import { tlsOpened } from './tls-commands.ts';

/** Whose number it is: the sockets and the TLS clients are numbered apart. */
export type Service = 'socket' | 'tls';

export type Incoming = Extract<SocketNotice, { kind: 'incoming' }>;

/** Why it is gone, as the error of the call that meets it. */
export type Reason = (call: Call) => SocketError;

/** Who has to do with one number. */
export interface Hearer {
  readonly received?: () => void;
  readonly closed?: () => void;
  readonly incoming?: (notice: Incoming) => void;
  /** The bearer or the module is gone. */
  readonly gone: (reason: Reason) => void;
}

/** Who opens a number, and has nothing else to do with it yet. */
export interface Opener extends Pick<Hearer, 'gone'> {
  /** How it went: 0, or the number of an error. */
  readonly opened: (error: number) => void;
}

/** Hands what the module says of a number to who has that number. Made once a life: a line is not unsubscribed from. */
export class NoticeBoard {
  readonly #hearers: Record<Service, Map<number, Hearer>> = { socket: new Map(), tls: new Map() };
  /** Apart from the others: a number that is being opened may be given to a connection that comes in. */
  readonly #openers: Record<Service, Map<number, Opener>> = { socket: new Map(), tls: new Map() };
  readonly #watchers = new Set<(reason: Reason) => void>();
  readonly #turnedAway: () => void;

  /** @param turnedAway told when a listener had no number left for a connection */
  constructor(line: ModuleLine, life: AbortSignal, turnedAway: () => void) {
    this.#turnedAway = turnedAway;
    this.#subscribe(line, 'socket', opened, socketNotice);
    this.#subscribe(line, 'tls', tlsOpened, tlsNotice);
    line.onUrc(contextDropped, (context, text) => this.#bearerGone(context, text));
    line.onUrc(bearerEnded, ({ context = ownContext }, text) => this.#bearerGone(context, text));
    life.addEventListener('abort', () => this.#goneAll((call) => moduleLost(life, call)), { once: true });
  }

  /** @returns a function that ends it */
  hear(service: Service, id: number, hearer: Hearer): () => void {
    return enter(this.#hearers[service], id, hearer);
  }

  /** @returns a function that ends it */
  hearOpening(service: Service, id: number, opener: Opener): () => void {
    return enter(this.#openers[service], id, opener);
  }

  /** For what has no number. @returns a function that ends it */
  onGone(watcher: (reason: Reason) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #subscribe(line: ModuleLine, service: Service, opening: Urc<Opened>, notice: Urc<SocketNotice>): void {
    const hearers = this.#hearers[service];
    line.onUrc(opening, ({ id, error }) => this.#openers[service].get(id)?.opened(error));
    line.onUrc(notice, (said) => {
      switch (said.kind) {
        case 'recv':
          hearers.get(said.id)?.received?.();
          return;
        case 'closed':
          hearers.get(said.id)?.closed?.();
          return;
        case 'incoming':
          hearers.get(said.listener)?.incoming?.(said);
          return;
        case 'incoming full':
          this.#turnedAway();
          return;
      }
    });
  }

  #bearerGone(context: number, text: string): void {
    if (context !== ownContext) return;
    this.#goneAll((call) => socketError('ENETDOWN', call, `the bearer is gone (${text})`));
  }

  #goneAll(reason: Reason): void {
    for (const watcher of [...this.#watchers]) watcher(reason);
    for (const numbers of [...Object.values(this.#openers), ...Object.values(this.#hearers)]) {
      for (const hearer of [...numbers.values()]) hearer.gone(reason);
    }
  }
}

function enter<Value>(numbers: Map<number, Value>, id: number, value: Value): () => void {
  numbers.set(id, value);
  return () => {
    if (numbers.get(id) === value) numbers.delete(id);
  };
}
