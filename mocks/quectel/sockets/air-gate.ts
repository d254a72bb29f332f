/** What goes through the air goes in order, and waits while the module is out of reach. */
export class AirGate {
  readonly #reachable: () => boolean;
  #waiting: (() => void)[] = [];

  constructor(reachable: () => boolean) {
    this.#reachable = reachable;
  }

  get open(): boolean {
    return this.#reachable();
  }

  /** Does it now, or as soon as the module is in reach again. */
  through(action: () => void): void {
    if (this.#waiting.length === 0 && this.#reachable()) action();
    else this.#waiting.push(action);
  }

  /** In reach again: what waited goes, in order. */
  reopen(): void {
    while (this.#reachable()) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
  }
}
