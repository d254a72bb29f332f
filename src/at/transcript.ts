import type { Clock } from '../base/clock.ts';

type Direction = '>' | '<' | '!';

interface Entry {
  readonly at: number;
  readonly direction: Direction;
  readonly text: string;
}

const shownLength = 200;

/** The last lines of the wire, secrets hidden: what an error carries so that it can be understood later. */
export class Transcript {
  readonly #clock: Clock;
  readonly #limit: number;
  /** A ring: lines are written down all the time, and made readable only for an error. */
  readonly #entries: Entry[] = [];
  #oldest = 0;

  constructor(clock: Clock, limit = 40) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** @param direction `>` to the module, `<` from it, `!` a note of ours */
  add(direction: Direction, text: string): void {
    const entry = { at: this.#clock.now(), direction, text };
    if (this.#entries.length < this.#limit) {
      this.#entries.push(entry);
      return;
    }
    this.#entries[this.#oldest] = entry;
    this.#oldest = (this.#oldest + 1) % this.#limit;
  }

  get lines(): readonly string[] {
    return [...this.#entries.slice(this.#oldest), ...this.#entries.slice(0, this.#oldest)].map(readable);
  }
}

function readable({ at, direction, text }: Entry): string {
  const shown = text.length > shownLength ? `${text.slice(0, shownLength)}... (${text.length} characters)` : text;
  return `${(at / 1000).toFixed(3)} ${direction} ${shown.replaceAll(/[\x00-\x1f\x7f-\xff]/g, escapeByte)}`;
}

function escapeByte(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
