import type { ModemSocket } from './modem-socket.ts';
import type { SocketStack } from './socket-stack.ts';
import { poll } from './transport.ts';

const final = poll.err | poll.hup | poll.nval;

interface Polled {
  readonly events: number;
  readonly socket: ModemSocket;
  /** What was told and waits for a receive or a send to be told again. */
  told: number;
  /** An error or the end was told: nothing more is. */
  over: boolean;
}

/** What asynchronous polling works with. */
export interface AsyncPollHost {
  readonly stack: SocketStack;
  /** `#XAPOLL`. */
  notify(handle: number, revents: number): void;
  /** How many notices get lost. */
  readonly lost: number;
}

/** `#XAPOLL`: readable is told once and again after a receive, writable again after a send, the end once. */
export class AsyncPoll {
  readonly #host: AsyncPollHost;
  readonly #polled = new Map<number, Polled>();
  #future: number | undefined;
  #lost: number;

  constructor(host: AsyncPollHost) {
    this.#host = host;
    this.#lost = host.lost;
    host.stack.watch(() => this.check());
  }

  /** Whether anything is polled. */
  get running(): boolean {
    return this.#future !== undefined || this.#polled.size > 0;
  }

  /** What is polled: the handle and the events. */
  get polled(): readonly { readonly handle: number; readonly events: number }[] {
    return [...this.#polled].map(([handle, { events }]) => ({ handle, events })).sort((a, b) => a.handle - b.handle);
  }

  /** Polls this socket; without one, every socket there is and will be. */
  start(events: number, socket?: ModemSocket): void {
    if (socket === undefined) {
      this.#future = events;
      for (const each of this.#host.stack.all) if (!each.internal) this.#add(each, events);
    } else this.#add(socket, events);
    this.check();
  }

  stop(socket?: ModemSocket): void {
    if (socket !== undefined) {
      this.#polled.delete(socket.handle);
      return;
    }
    this.#future = undefined;
    this.#polled.clear();
  }

  /** A socket was opened. */
  opened(socket: ModemSocket): void {
    if (this.#future !== undefined && !socket.internal) this.#add(socket, this.#future);
    this.check();
  }

  received(socket: ModemSocket): void {
    this.#rearm(socket, poll.in);
  }

  sent(socket: ModemSocket): void {
    this.#rearm(socket, poll.out);
  }

  /** Tells what is new. */
  check(): void {
    for (const [handle, polled] of this.#polled) {
      if (this.#host.stack.get(handle) === polled.socket) this.#look(polled);
      else this.#polled.delete(handle);
    }
  }

  #add(socket: ModemSocket, events: number): void {
    this.#polled.set(socket.handle, { events, socket, told: 0, over: false });
  }

  #rearm(socket: ModemSocket, bit: number): void {
    const polled = this.#polled.get(socket.handle);
    if (polled === undefined) return;
    polled.told &= ~bit;
    this.#look(polled);
  }

  #look(polled: Polled): void {
    if (polled.over) return;
    const now = polled.socket.revents & (polled.events | final);
    const fresh = now & ~polled.told;
    if (fresh === 0) return;
    const ends = (now & final) !== 0;
    polled.told |= fresh;
    polled.over = ends;
    this.#notify(polled.socket.handle, ends ? now & ~poll.out : fresh);
  }

  #notify(handle: number, revents: number): void {
    if (this.#lost > 0) this.#lost -= 1;
    else this.#host.notify(handle, revents);
  }
}
