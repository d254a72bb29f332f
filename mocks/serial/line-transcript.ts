import type { Clock } from '../../src/base/clock.ts';
import { show } from './matcher.ts';

const longest = 50;

/** The last of what went over a line, for people: `>` to the device, `<` from it. */
export class LineTranscript {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #lines: string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.now();
  }

  add(mark: '>' | '<' | '!', what: Buffer | string): void {
    const seconds = ((this.#clock.now() - this.#startMs) / 1000).toFixed(3);
    this.#lines.push(`  ${seconds.padStart(8)} ${mark} ${typeof what === 'string' ? what : show(what)}`);
    if (this.#lines.length > longest) this.#lines.shift();
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}
