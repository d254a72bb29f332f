import type { Clock } from '../base/clock.ts';
import type { CommandLine } from './command-line.ts';
import { nothingOverdue, type Overdue, Resync } from './resync.ts';

export interface StepKeeperOptions {
  readonly clock: Clock;
  readonly inStep: boolean;
  /** As in `AtChannelOptions`. */
  readonly landmarks: readonly string[];
  /** Sends a line; `again` when the one before had no answer. */
  readonly ask: (line: CommandLine, again: boolean) => void;
  readonly regained: () => void;
  /** The module does not answer `AT` any more. */
  readonly lost: () => void;
}

/** Knows whether what comes next can be the answer to what is asked next, and sees to it that it can. */
export class StepKeeper {
  readonly #options: StepKeeperOptions;
  #inStep: boolean;
  #overdue: Overdue = nothingOverdue;
  #resync: Resync | undefined;

  constructor(options: StepKeeperOptions) {
    this.#options = options;
    this.#inStep = options.inStep;
  }

  get inStep(): boolean {
    return this.#inStep;
  }

  /** While the module is asked. */
  get resync(): Resync | undefined {
    return this.#resync;
  }

  /** Something may come that belongs to nothing that is asked from now on. */
  lose(): void {
    this.#inStep = false;
  }

  /** The module started over, and owes nothing any more. */
  restart(): void {
    this.#overdue = nothingOverdue;
  }

  /** The answer of a command may still come, when nobody waits for it. */
  doWithout({ wire }: CommandLine): void {
    this.#inStep = false;
    const { finals, landmarks } = this.#overdue;
    const asked = this.#options.landmarks.filter((name) => wire.includes(`${name}?`));
    this.#overdue = { finals: finals + 1, landmarks: [...landmarks, ...asked] };
  }

  /** Data mode is over, and what was asked before it with it. */
  set(inStep: boolean): void {
    this.#inStep = inStep;
  }

  regain(): void {
    const { ask, clock, landmarks } = this.#options;
    this.#resync = new Resync(clock, landmarks, this.#overdue, ask, (inStep) => this.#over(inStep));
    this.#resync.start();
  }

  /** Whoever asks stops. What was asked may be answered all the same. */
  stop(): void {
    this.#resync?.cancel();
    this.#overdue = this.#resync?.overdue ?? this.#overdue;
    this.#resync = undefined;
  }

  #over(inStep: boolean): void {
    this.stop();
    // Out of step it stays out of step, whatever else happens: a module that comes back answers all it was asked.
    this.#inStep = inStep;
    if (!inStep) {
      this.#options.lost();
      return;
    }
    this.#overdue = nothingOverdue;
    this.#options.regained();
  }
}
