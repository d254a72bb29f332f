import type { FaultTrigger } from './fault.ts';

/** Watches for the moments at which one fault happens. */
export class TriggerState {
  readonly #trigger: FaultTrigger;
  readonly #random: () => number;
  readonly #times: number;
  #bytes = 0;
  #chances = 0;
  #fired = 0;
  #due: boolean;

  constructor(trigger: FaultTrigger, random: () => number) {
    this.#trigger = trigger;
    this.#random = random;
    const repeats = trigger.every !== undefined || trigger.probability !== undefined;
    this.#times = trigger.times ?? (repeats ? Number.POSITIVE_INFINITY : 1);
    this.#due = trigger.afterMs === undefined;
  }

  /** `afterMs` have passed. @returns whether the fault happens now */
  timePassed(): boolean {
    this.#due = true;
    return this.#startsByItself && this.#isOpen && this.#fire();
  }

  /** @returns whether the fault happens as soon as it is there */
  begin(): boolean {
    return this.#due && this.#startsByItself && this.#isOpen && this.#fire();
  }

  /** A byte of those that are counted goes by. */
  byte(): boolean {
    this.#bytes += 1;
    const { afterBytes, atByte, when } = this.#trigger;
    if (when !== undefined || this.isSpent) return false;
    if (atByte !== undefined) return this.#bytes === atByte && this.#due && this.#fire();
    if (!this.#due || this.#bytes <= (afterBytes ?? 0)) return false;
    if (this.#startsByItself) return afterBytes !== undefined && this.#fire();
    return this.#chance();
  }

  /** The host sent a command line. */
  line(text: string): boolean {
    const { when } = this.#trigger;
    // Not `test`: that goes on where it ended last when the pattern is global.
    if (when === undefined || this.isSpent || !this.#isOpen || text.search(when) === -1) return false;
    return this.#chance();
  }

  get isSpent(): boolean {
    return this.#fired >= this.#times;
  }

  get #isOpen(): boolean {
    return this.#due && this.#bytes >= (this.#trigger.afterBytes ?? 0);
  }

  /** Nothing but a moment is given. */
  get #startsByItself(): boolean {
    const { atByte, every, probability, when } = this.#trigger;
    return (atByte ?? every ?? probability ?? when) === undefined;
  }

  #chance(): boolean {
    const { every, probability } = this.#trigger;
    this.#chances += 1;
    if (every !== undefined && this.#chances % every !== 0) return false;
    if (probability !== undefined && this.#random() >= probability) return false;
    return this.#fire();
  }

  #fire(): boolean {
    if (this.isSpent) return false;
    this.#fired += 1;
    return true;
  }
}
