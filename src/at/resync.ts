import type { Clock, Timer } from '../base/clock.ts';
import { attention, type CommandLine, read } from './command-line.ts';
import { splitPrefix } from './params.ts';

const answerMs = 1000;
const quietMs = 150;
/** Of a module that says nothing at all. */
const triesUnheard = 3;
/** Of one that says something, if not what was asked: its answers are late, and come. */
const triesHeard = 12;
/** Some that were asked for long ago may never be told. That so many in a row are those of long ago is out of question. */
const enoughTold = 3;
/** A module that answers so often without the landmark does not know it. */
const enoughUntold = 3;
/** Of one that never stops answering. */
const longestMs = 30_000;

/** What a module may still come out with, for commands that nobody waits for any more. */
export interface Overdue {
  /** How many final result codes. */
  readonly finals: number;
  /** Which landmarks, in the order in which they were asked for. */
  readonly landmarks: readonly string[];
}

export const nothingOverdue: Overdue = { finals: 0, landmarks: [] };

/**
 * Gets back into step with a module whose answer was overdue, so that no late answer is taken for the answer to the
 * next command. It asks `AT` until it says `OK`. That may be the late answer itself. So unless as many final result
 * codes came as are owed, it goes on to ask for a landmark, another one each time: a module answers in the order in
 * which it was asked, and what it was asked before is answered, or never will be, when it tells the last landmark.
 */
export class Resync {
  readonly #clock: Clock;
  readonly #landmarks: readonly string[];
  readonly #ask: (line: CommandLine, again: boolean) => void;
  readonly #done: (inStep: boolean) => void;
  readonly #since: number;
  #finals: number;
  #awaited: readonly string[];
  #timer: Timer | undefined;
  #asked = 0;
  #isHeard = false;
  #answered = false;
  /** The landmark that was asked for last. */
  #landmark: string | undefined;
  /** It is told, and so all that was asked before it is answered or never will be. */
  #isPlaced = false;
  /** How many landmarks in a row were told when they were asked for. */
  #told = 0;
  #isTold = false;
  /** How many final result codes came without the landmark that had been asked for. */
  #untold = 0;

  /**
   * @param landmarks names of settings, as `+CMEE`, that every model can be asked for and tells at no other time.
   * Without any, a second of quiet has to do
   * @param ask sends a line; `again` when the one before had no answer
   * @param done called once, unless it is cancelled
   */
  constructor(
    clock: Clock,
    landmarks: readonly string[],
    overdue: Overdue,
    ask: (line: CommandLine, again: boolean) => void,
    done: (inStep: boolean) => void,
  ) {
    this.#clock = clock;
    this.#landmarks = landmarks;
    this.#finals = overdue.finals;
    this.#awaited = overdue.landmarks;
    this.#ask = ask;
    this.#done = done;
    this.#since = clock.now();
  }

  /** What the module would still have to say if it left nothing out. */
  get overdue(): Overdue {
    return { finals: Math.max(0, this.#finals), landmarks: this.#awaited };
  }

  start(): void {
    this.#next(false);
  }

  /** @returns whether the line was the echo of what was asked, a landmark, or a final result code of now or of before */
  takeLine(line: string): boolean {
    if (line === attention.wire || this.#awaited.some((name) => line === read(name).wire)) return true;
    const { prefix: name } = splitPrefix(line);
    if (this.#awaited.includes(name)) {
      this.#tell(name);
      return true;
    }
    if (line !== 'OK' && line !== 'ERROR' && !/^\+CM[ES] ERROR:/.test(line)) return false;
    this.#takeFinal(line === 'OK');
    return true;
  }

  cancel(): void {
    this.#timer?.cancel();
  }

  #next(again: boolean): void {
    if (this.#asked >= (this.#isHeard ? triesHeard : triesUnheard)) {
      this.#done(false);
      return;
    }
    const landmark = this.#answered ? this.#landmarks[this.#asked % this.#landmarks.length] : undefined;
    if (landmark !== undefined) this.#awaited = [...this.#awaited, landmark];
    if (!this.#isTold) this.#told = 0;
    this.#landmark = landmark;
    this.#isPlaced = false;
    this.#isTold = false;
    this.#finals += 1;
    this.#asked += 1;
    this.#after(answerMs, () => this.#next(true));
    this.#ask(landmark === undefined ? attention : read(landmark), again);
  }

  #tell(name: string): void {
    this.#awaited = this.#awaited.slice(this.#awaited.indexOf(name) + 1);
    if (name !== this.#landmark || this.#isTold) {
      this.#told = 0;
      return;
    }
    this.#isTold = true;
    this.#told += 1;
    this.#isPlaced = this.#awaited.length === 0 || this.#told === enoughTold;
  }

  #takeFinal(isOk: boolean): void {
    this.#isHeard = true;
    this.#finals -= 1;
    if (this.#landmark !== undefined && !this.#isTold) this.#untold += 1;
    this.#answered ||= isOk;
    if (this.#answered) this.#await();
  }

  /** Waits for quiet, which every further final result code puts off. */
  #await(): void {
    const hasNone = this.#landmarks.length === 0 || this.#untold >= enoughUntold;
    if (this.#clock.now() - this.#since > longestMs) this.#after(0, () => this.#done(false));
    else if (this.#isPlaced || this.#finals <= 0) this.#after(quietMs, () => this.#done(true));
    else if (hasNone) this.#after(answerMs, () => this.#done(true));
    else if (this.#landmark === undefined || this.#isTold) this.#after(quietMs, () => this.#next(false));
    else this.#after(answerMs, () => this.#next(true));
  }

  #after(ms: number, act: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(ms, act);
  }
}
