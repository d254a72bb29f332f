import type { Clock, Timer } from '../base/clock.ts';

const tries = 3;
const answerMs = 1000;
const quietMs = 150;

/**
 * Gets back into step with a module whose answer was overdue: asks `AT` until it says `OK`, and then waits for quiet,
 * so that a late answer cannot be taken for the answer to the next command.
 */
export class Resync {
  readonly #clock: Clock;
  readonly #ask: (again: boolean) => void;
  readonly #done: (inStep: boolean) => void;
  #timer: Timer | undefined;
  #asked = 0;
  #answered = false;

  /**
   * @param ask sends `AT`; `again` after the first time
   * @param done called once, unless it is cancelled
   */
  constructor(clock: Clock, ask: (again: boolean) => void, done: (inStep: boolean) => void) {
    this.#clock = clock;
    this.#ask = ask;
    this.#done = done;
  }

  start(): void {
    if (this.#asked === tries) {
      this.#done(false);
      return;
    }
    this.#timer = this.#clock.after(answerMs, () => this.start());
    this.#ask(this.#asked++ > 0);
  }

  /** @returns whether the line was a final result code, of now or of before */
  takeLine(line: string): boolean {
    if (line === 'AT') return true;
    if (line !== 'OK' && line !== 'ERROR' && !/^\+CM[ES] ERROR:/.test(line)) return false;
    this.#answered ||= line === 'OK';
    if (this.#answered) {
      this.#timer?.cancel();
      this.#timer = this.#clock.after(quietMs, () => this.#done(true));
    }
    return true;
  }

  cancel(): void {
    this.#timer?.cancel();
  }
}
