import type { Clock, Timer } from '../base/clock.ts';
import {
  type AttemptEffect,
  type AttemptEvent,
  type AttemptPhase,
  type AttemptState,
  attempting,
  initialAttempt,
  stepAttempt,
} from './attempt.ts';

/** How a sub-attempt ended, when it did not succeed. */
export type AttemptFailure =
  /** Try again after `pauseMs`. */
  | { readonly kind: 'retry'; readonly reason: string; readonly pauseMs?: number }
  /** Wait until a parameter is set (G4). */
  | { readonly kind: 'parameters'; readonly reason: string }
  /** Give up: no retry can cure it (G20). */
  | { readonly kind: 'fatal'; readonly reason: string };

/** What the owner of an attempt lends to the runner: the module's side and the interface's side. */
export interface AttemptHost {
  /** One sub-attempt. Rejects when it failed; an aborted one is void, however it ends. */
  associate(signal: AbortSignal, subAttempt: number): Promise<void>;
  /** Leaves the network and keeps the module from coming back by itself. */
  release(signal: AbortSignal): Promise<void>;
  /** What to make of a rejection of `associate`. */
  classify(thrown: unknown): AttemptFailure;
  up(): void;
  down(): void;
  raiseTimeout(): void;
  raiseFatal(reason: string): void;
  /** The binding's connection timeout as it is now, in seconds; 0 for none. */
  timeoutS(): number;
  /** The binding's PERSISTENT flag as it is now. */
  isPersistent(): boolean;
  phaseChanged?(phase: AttemptPhase, detail: string | undefined): void;
}

export interface AttemptRunnerOptions {
  readonly clock: Clock;
  /** The pause after a failed sub-attempt, in milliseconds, from its number. */
  readonly pauseMs?: (subAttempt: number) => number;
  /** How long a release may take before it counts as done; the longest answer of a module plus some. */
  readonly releaseDeadlineMs?: number;
}

/** 1 s, 2 s, 4 s ... up to half a minute: soon enough for a person, gentle enough for a network. */
const growingPauseMs = (subAttempt: number): number => Math.min(30_000, 500 * 2 ** Math.min(subAttempt, 10));

const defaultReleaseDeadlineMs = 240_000;

/** Owns the state of one attempt: feeds the pure function and carries out its effects. One a binding. */
export class AttemptRunner {
  readonly #host: AttemptHost;
  readonly #clock: Clock;
  readonly #pauseMs: (subAttempt: number) => number;
  readonly #releaseDeadlineMs: number;
  #state: AttemptState = initialAttempt;
  #timeout: Timer | undefined;
  #attemptStart = 0;
  #pause: Timer | undefined;
  #running: AbortController | undefined;
  /** The last asynchronous step of the module's side; the next one follows it, so that two never overlap. */
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(host: AttemptHost, options: AttemptRunnerOptions) {
    this.#host = host;
    this.#clock = options.clock;
    this.#pauseMs = options.pauseMs ?? growingPauseMs;
    this.#releaseDeadlineMs = options.releaseDeadlineMs ?? defaultReleaseDeadlineMs;
  }

  get phase(): AttemptPhase {
    return this.#state.phase;
  }

  connect(): void {
    this.#feed({ type: 'connect' });
  }

  disconnect(): void {
    this.#feed({ type: 'disconnect' });
  }

  moduleReady(): void {
    this.#feed({ type: 'module-ready' });
  }

  moduleLost(): void {
    this.#feed({ type: 'module-lost', persistent: this.#host.isPersistent() });
  }

  /** Service was interrupted. */
  lost(): void {
    this.#feed({ type: 'lost', persistent: this.#host.isPersistent() });
  }

  /** The application associated the module by itself. */
  gained(): void {
    this.#feed({ type: 'gained' });
  }

  /** The module associated by itself, unasked. */
  strayed(): void {
    this.#feed({ type: 'strayed' });
  }

  fatal(reason: string): void {
    this.#feed({ type: 'fatal', reason });
  }

  parametersChanged(): void {
    this.#feed({ type: 'parameters-changed' });
  }

  /** The connection timeout was changed: it counts from the start of the attempt, so it may be over at once. */
  timeoutChanged(): void {
    if (attempting.has(this.#state.phase)) this.#armTimeout(this.#attemptStart);
  }

  /** Stops everything without telling the module; nothing follows. */
  close(): void {
    this.#closed = true;
    this.#timeout?.cancel();
    this.#pause?.cancel();
    this.#running?.abort(new DOMException('the binding was closed', 'AbortError'));
  }

  #feed(event: AttemptEvent, detail?: string): void {
    if (this.#closed) return;
    const before = this.#state;
    const { state, effects } = stepAttempt(before, event);
    this.#state = state;
    if (state.phase !== before.phase || state.subAttempt !== before.subAttempt) {
      this.#host.phaseChanged?.(state.phase, detail);
    }
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: AttemptEffect): void {
    switch (effect.type) {
      case 'arm-timeout':
        this.#attemptStart = this.#clock.now();
        this.#armTimeout(this.#attemptStart);
        return;
      case 'disarm-timeout':
        this.#timeout?.cancel();
        return;
      case 'arm-pause':
        this.#pause = this.#clock.after(effect.ms, () => this.#feed({ type: 'pause-over' }));
        return;
      case 'disarm-pause':
        this.#pause?.cancel();
        return;
      case 'associate':
        this.#associate(effect.number);
        return;
      case 'cancel':
        this.#running?.abort(new DOMException('the sub-attempt was cancelled', 'AbortError'));
        return;
      case 'release':
        this.#release();
        return;
      case 'up':
        this.#host.up();
        return;
      case 'down':
        this.#host.down();
        return;
      case 'raise-timeout':
        this.#host.raiseTimeout();
        return;
      case 'raise-fatal':
        this.#host.raiseFatal(effect.reason);
        return;
    }
  }

  #armTimeout(startedAt: number): void {
    this.#timeout?.cancel();
    const timeoutS = this.#host.timeoutS();
    if (timeoutS === 0) return;
    const restMs = startedAt + timeoutS * 1000 - this.#clock.now();
    this.#timeout = this.#clock.after(restMs, () => this.#feed({ type: 'timeout' }));
  }

  #associate(number: number): void {
    const controller = new AbortController();
    this.#running = controller;
    const { signal } = controller;
    this.#then(async () => {
      if (signal.aborted) return;
      try {
        await this.#host.associate(signal, number);
        if (!signal.aborted) this.#feed({ type: 'associated' });
      } catch (thrown) {
        if (!signal.aborted) this.#failed(thrown, number);
      }
    });
  }

  #failed(thrown: unknown, number: number): void {
    const failure = this.#host.classify(thrown);
    switch (failure.kind) {
      case 'retry':
        this.#feed({ type: 'failed', pauseMs: failure.pauseMs ?? this.#pauseMs(number) }, failure.reason);
        break;
      case 'parameters':
        this.#feed({ type: 'parameters-needed' }, failure.reason);
        break;
      case 'fatal':
        this.#feed({ type: 'fatal', reason: failure.reason }, failure.reason);
        break;
    }
  }

  #release(): void {
    const controller = new AbortController();
    this.#running = controller;
    this.#then(async () => {
      if (this.#closed) return;
      const deadline = this.#clock.after(this.#releaseDeadlineMs, () =>
        controller.abort(new DOMException('the release took too long', 'TimeoutError')),
      );
      try {
        await this.#host.release(controller.signal);
      } catch {
        // Whatever is left on the module, nothing of it is wanted: what it still does counts as straying.
      } finally {
        deadline.cancel();
      }
      this.#feed({ type: 'released' });
    });
  }

  /** Appends a step; it never rejects, and so the chain never breaks. */
  #then(step: () => Promise<void>): void {
    this.#work = this.#work.then(step);
  }
}
