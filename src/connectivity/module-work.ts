import type { Clock, Timer } from '../base/clock.ts';

/** How a step of the module's side ended. */
export type WorkOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly thrown: unknown }
  /** It was aborted; whatever it did or said is void. */
  | { readonly kind: 'void' };

export interface WorkOptions {
  /** After so long the step is aborted and counts as failed; no limit unless given. */
  readonly deadlineMs?: number;
}

type Step = (signal: AbortSignal) => Promise<void>;

/**
 * The steps of the module's side, one at a time: the next one starts when the last one has ended. A step that ignores
 * its abort is waited for, but not for ever, so that it cannot keep everything after it waiting.
 */
export class ModuleWork {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #mistaken: (thrown: unknown) => void;
  #tail: Promise<void> = Promise.resolve();
  #current: AbortController | undefined;
  readonly #timers = new Set<Timer>();
  #closed = false;

  /**
   * @param patienceMs how long an aborted step may go on
   * @param mistaken hears what `ended` of a step threw
   */
  constructor(clock: Clock, patienceMs: number, mistaken: (thrown: unknown) => void) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#mistaken = mistaken;
  }

  /** Appends a step; it is the one that `abort` means from here on. */
  add(step: Step, ended: (outcome: WorkOutcome) => void, options: WorkOptions = {}): void {
    const controller = new AbortController();
    this.#current = controller;
    const run = async (): Promise<void> => {
      if (controller.signal.aborted || this.#closed) return ended({ kind: 'void' });
      const outcome = await this.#run(step, controller.signal, options.deadlineMs);
      // It may have been aborted in the moment in which it ended.
      ended(controller.signal.aborted ? { kind: 'void' } : outcome);
    };
    this.#tail = this.#tail.then(run).catch(this.#mistaken);
  }

  /** Aborts the step that was added last. */
  abort(why: string): void {
    this.#current?.abort(new DOMException(why, 'AbortError'));
  }

  /** Aborts what runs; nothing starts any more, and no timer is left. */
  close(): void {
    this.#closed = true;
    this.abort('the binding was closed');
    for (const timer of this.#timers) timer.cancel();
  }

  /** Resolves when the module is left alone. */
  async settled(): Promise<void> {
    let tail: Promise<void>;
    do {
      tail = this.#tail;
      await tail;
    } while (tail !== this.#tail);
  }

  #run(step: Step, outer: AbortSignal, deadlineMs: number | undefined): Promise<WorkOutcome> {
    return new Promise((resolve) => {
      const inner = new AbortController();
      const timers: Timer[] = [];
      const after = (ms: number, fire: () => void): void => {
        if (this.#closed) return;
        const timer = this.#clock.after(ms, fire);
        timers.push(timer);
        this.#timers.add(timer);
      };
      const onAbort = (): void => {
        inner.abort(outer.reason);
        after(this.#patienceMs, () => end({ kind: 'void' }));
      };
      const end = (outcome: WorkOutcome): void => {
        outer.removeEventListener('abort', onAbort);
        for (const timer of timers) {
          timer.cancel();
          this.#timers.delete(timer);
        }
        resolve(outcome);
      };
      outer.addEventListener('abort', onAbort, { once: true });
      if (deadlineMs !== undefined) {
        after(deadlineMs, () => {
          const thrown = new DOMException('the module took too long', 'TimeoutError');
          inner.abort(thrown);
          end({ kind: 'failed', thrown });
        });
      }
      // Called inside a promise, so that a step that throws at once is a failed one like any other.
      Promise.resolve()
        .then(() => step(inner.signal))
        .then(
          () => end({ kind: 'done' }),
          (thrown: unknown) => end({ kind: 'failed', thrown }),
        );
    });
  }
}
