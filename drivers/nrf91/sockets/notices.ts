import type { SocketStack } from './socket-stack.ts';
import { type PollNotice, pollBits } from './stack-commands.ts';
import { pollNotice } from './wire.ts';

/** Hears what polls tell of a socket. */
export interface NoticeTaker {
  /** @param bits see {@link pollBits} */
  noticed(bits: number): void;
}

const pollMs = 250;

/**
 * Who hears of which socket that it has something. The module tells by itself (`#XAPOLL`), or is asked four times a
 * second where it cannot: old firmware, and on Serial LTE Modem, which refuses to accept peers while it does, as long as
 * there is a server.
 */
export class Notices {
  readonly #stack: SocketStack;
  readonly #life: AbortSignal;
  readonly #takers = new Map<number, NoticeTaker>();
  readonly #servers = new Set<number>();
  #canTell = true;
  #isTelling = false;
  #isPolling = false;

  constructor(stack: SocketStack, life: AbortSignal) {
    this.#stack = stack;
    this.#life = life;
    stack.line.onUrc(pollNotice, (notice) => this.#hand(notice));
  }

  /** Begins with a socket that is connected, bound, or listens: one that is not is told as closed, and never again. */
  async add(handle: number, taker: NoticeTaker, isServer = false): Promise<void> {
    this.#takers.set(handle, taker);
    if (isServer) this.#servers.add(handle);
    await this.#arrange([handle]);
  }

  remove(handle: number): void {
    this.#takers.delete(handle);
    this.#servers.delete(handle);
    // The polls that are left are told again once the last server is gone.
    if (this.#mustAsk || this.#isTelling || this.#takers.size === 0) return;
    this.#inBackground(this.#arrange([]));
  }

  /** Has a server's next peer told, where the module tells each only once. */
  async rearm(handle: number): Promise<void> {
    if (!this.#mustAsk) await this.#arrange([handle]);
  }

  /** Notices may have been dropped: everybody looks for himself. */
  missed(): void {
    for (const taker of [...this.#takers.values()]) taker.noticed(pollBits.in);
  }

  get #mustAsk(): boolean {
    return !this.#canTell || (this.#stack.commands.poll !== undefined && this.#servers.size > 0);
  }

  async #arrange(added: readonly number[]): Promise<void> {
    if (!this.#mustAsk) this.#canTell = await this.#tell(added);
    if (!this.#mustAsk) return;
    if (this.#isTelling) await this.#watch([]);
    this.#isTelling = false;
    if (!this.#isPolling) this.#inBackground(this.#poll());
  }

  /** @returns whether the module knows how to */
  async #tell(added: readonly number[]): Promise<boolean> {
    // Serial LTE Modem is given all of them anew, and tells anew of each.
    const handles = this.#stack.commands.poll === undefined ? added : [...this.#takers.keys()];
    if (handles.length === 0) return true;
    this.#isTelling = await this.#watch(handles);
    return this.#isTelling;
  }

  async #watch(handles: readonly number[]): Promise<boolean> {
    const { commands, line } = this.#stack;
    return await this.#stack.alone(async () => {
      try {
        for (const command of commands.watch(handles)) await line.run(command);
        return true;
      } catch {
        return false;
      }
    });
  }

  async #poll(): Promise<void> {
    this.#isPolling = true;
    try {
      while (this.#takers.size > 0 && this.#mustAsk) {
        await this.#stack.line.pause(pollMs, this.#life);
        await this.#ask();
      }
    } finally {
      this.#isPolling = false;
    }
  }

  async #ask(): Promise<void> {
    const { commands, line } = this.#stack;
    const { poll } = commands;
    if (poll === undefined) {
      this.missed();
      return;
    }
    const handles = [...this.#takers.keys()];
    if (handles.length === 0) return;
    const notices = await this.#stack.alone(() => line.run(poll(handles))).catch(() => undefined);
    if (notices === undefined) this.missed();
    else for (const notice of notices) this.#hand(notice);
  }

  #hand({ handle, bits }: PollNotice): void {
    this.#takers.get(handle)?.noticed(bits);
  }

  /** It ends with the module's life, and is begun again with the next socket. */
  #inBackground(work: Promise<void>): void {
    work.catch(() => undefined);
  }
}
