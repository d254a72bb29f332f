import type { Timers } from '../../module/timers.ts';

// What waits for a host that wakes the module; the oldest goes first.
const mostKept = 64;
const pulseMs = 100;

/** What the sleep of the line works with. */
export interface LineSleepHost {
  readonly timers: Timers;
  /** The indication is held until the line is on again; else it is a pulse. */
  readonly holds: boolean;
  write(item: string | Uint8Array): void;
}

/**
 * The UART switched off while the modem goes on (`AT#XSLEEP=2`, or DTR where that is wired): what would be said waits,
 * and the indicate pin or RI tells the host.
 */
export class LineSleep {
  readonly #host: LineSleepHost;
  #kept: (string | Uint8Array)[] | undefined;
  #indicating = false;

  constructor(host: LineSleepHost) {
    this.#host = host;
  }

  get asleep(): boolean {
    return this.#kept !== undefined;
  }

  /** The indicate pin, or RI: the module has something to say. */
  get indicating(): boolean {
    return this.#indicating;
  }

  begin(): void {
    this.#kept ??= [];
  }

  /** Something waits. */
  indicate(): void {
    if (!this.asleep || this.#indicating) return;
    this.#indicating = true;
    if (this.#host.holds) return;
    this.#host.timers.after(pulseMs, () => {
      this.#indicating = false;
    });
  }

  /** Says it, or keeps it for later. */
  say(item: string | Uint8Array): void {
    if (this.#kept === undefined) {
      this.#host.write(item);
      return;
    }
    if (this.#kept.length >= mostKept) this.#kept.shift();
    this.#kept.push(item);
    this.indicate();
  }

  /** The UART is on again: `greeting` comes first, then what waited. */
  end(greeting: string): void {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    this.#indicating = false;
    for (const item of [greeting, ...kept]) this.say(item);
  }
}
