import type { Clock } from '../base/clock.ts';

/** The last lines of the wire, secrets hidden: what an error carries so that it can be understood later. */
export class Transcript {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #lines: string[] = [];

  constructor(clock: Clock, limit = 40) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** @param direction `>` to the module, `<` from it, `!` a note of ours */
  add(direction: '>' | '<' | '!', text: string): void {
    const seconds = (this.#clock.now() / 1000).toFixed(3);
    const shown = text.length > 200 ? `${text.slice(0, 200)}... (${text.length} characters)` : text;
    this.#lines.push(`${seconds} ${direction} ${shown.replaceAll(/[\x00-\x1f\x7f-\xff]/g, escapeByte)}`);
    if (this.#lines.length > this.#limit) this.#lines.shift();
  }

  get lines(): readonly string[] {
    return [...this.#lines];
  }
}

function escapeByte(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
