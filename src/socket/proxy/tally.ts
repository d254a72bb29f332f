import type { ProxyStatistics } from './proxy-types.ts';

/** Counts what goes through a proxy. */
export class Tally {
  #open = 0;
  #connected = 0;
  #failed = 0;
  #refused = 0;
  #bytesUp = 0;
  #bytesDown = 0;

  /** One more came about. @returns what is to be called, once, when it is over */
  opened(): () => void {
    this.#connected++;
    this.#open++;
    let over = false;
    return () => {
      if (!over) this.#open--;
      over = true;
    };
  }

  failed(): void {
    this.#failed++;
  }

  refused(): void {
    this.#refused++;
  }

  up(bytes: number): void {
    this.#bytesUp += bytes;
  }

  down(bytes: number): void {
    this.#bytesDown += bytes;
  }

  get statistics(): ProxyStatistics {
    return {
      open: this.#open,
      connected: this.#connected,
      failed: this.#failed,
      refused: this.#refused,
      bytesUp: this.#bytesUp,
      bytesDown: this.#bytesDown,
    };
  }
}
