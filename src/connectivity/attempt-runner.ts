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
import { ModuleWork } from './module-work.ts';

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
  /** Makes one step of the several that an event brings about: `binding.locked` (G17). */
  locked?(change: () => void): void;
  /** One of these functions threw where nobody could catch it: a mistake of the host, for its log. */
  mistaken?(thrown: unknown): void;
}

export interface AttemptRunnerOptions {
  readonly clock: Clock;
  /** The pause after a failed sub-attempt, in milliseconds, from its number. */
  readonly pauseMs?: (subAttempt: number) => number;
  /** How long a release may take before it counts as done; the longest answer of a module plus some. */
  readonly releaseDeadlineMs?: number;
  /** What decides; anything but the default is for trying out wrong decisions. */
  readonly step?: typeof stepAttempt;
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
  readonly #step: typeof stepAttempt;
  /** Events that came while another was being carried out. */
  readonly #waiting: { readonly event: AttemptEvent; readonly detail: string | undefined }[] = [];
  #feeding = false;
  #state: AttemptState = initialAttempt;
  #timeout: Timer | undefined;
  #attemptStart = 0;
  #pause: Timer | undefined;
  readonly #work: ModuleWork;
  #closed = false;

  constructor(host: AttemptHost, options: AttemptRunnerOptions) {
    this.#host = host;
    this.#clock = options.clock;
    this.#pauseMs = options.pauseMs ?? growingPauseMs;
    this.#releaseDeadlineMs = options.releaseDeadlineMs ?? defaultReleaseDeadlineMs;
    this.#step = options.step ?? stepAttempt;
    this.#work = new ModuleWork(this.#clock, this.#releaseDeadlineMs, (thrown) => host.mistaken?.(thrown));
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
    this.#work.close();
  }

  /** Resolves when the module is left alone: no sub-attempt or release is under way any more. */
  settled(): Promise<void> {
    return this.#work.settled();
  }

  /** One event after the other: what an effect sets off (a listener that disconnects) waits for the rest of them. */
  #feed(event: AttemptEvent, detail?: string): void {
    this.#waiting.push({ event, detail });
    if (this.#feeding) return;
    this.#feeding = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#take(next);
    } finally {
      this.#waiting.length = 0;
      this.#feeding = false;
    }
  }

  #take({ event, detail }: { readonly event: AttemptEvent; readonly detail: string | undefined }): void {
    if (this.#closed) return;
    const before = this.#state;
    const { state, effects } = this.#step(before, event);
    this.#state = state;
    const carryOut = (): void => {
      if (state.phase !== before.phase || state.subAttempt !== before.subAttempt) {
        this.#host.phaseChanged?.(state.phase, detail);
      }
      for (const effect of effects) this.#perform(effect);
    };
    if (this.#host.locked === undefined) carryOut();
    else this.#host.locked(carryOut);
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
        this.#work.abort('nobody wants it any more');
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
    this.#work.add(
      (signal) => this.#host.associate(signal, number),
      (outcome) => {
        if (outcome.kind === 'done') this.#feed({ type: 'associated' });
        if (outcome.kind === 'failed') this.#failed(outcome.thrown, number);
      },
    );
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
    this.#work.add(
      (signal) => this.#host.release(signal),
      // Done or failed, nothing of what is left on the module is wanted: what it still does counts as straying.
      (outcome) => {
        if (outcome.kind !== 'void') this.#feed({ type: 'released' });
      },
      { deadlineMs: this.#releaseDeadlineMs },
    );
  }
}
