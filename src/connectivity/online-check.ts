import type { Clock, Timer } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import { judgeAnswer, type OnlineVerdict, type ProbeAnswer } from './online-verdict.ts';

/** What an online check knows of an interface: nothing, or what the last checks in a row said. */
export type OnlineState = 'unknown' | 'online' | 'offline' | 'portal';

/** A look at the world through one interface's own sockets. */
export interface OnlineProbe {
  /** Resolves when an answer came; rejects when none did. */
  ping(host: string, limits: ProbeLimits): Promise<unknown>;
  /** Does not follow redirects. Rejects when no answer came. */
  httpGet(url: string, limits: ProbeLimits): Promise<ProbeAnswer>;
}

export interface ProbeLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** What is asked for: an answer to a ping, or to an HTTP(S) GET (200, 204 and 301 count). */
export type OnlineQuestion =
  | { readonly ping: string }
  | { readonly get: string /** Another body is a captive portal's. */; readonly expect?: string | RegExp };

export interface OnlineCheckOptions {
  readonly probe: OnlineProbe;
  readonly question: OnlineQuestion;
  /** How long one check may take; 10 s unless given. */
  readonly timeoutMs?: number;
  /** From a success to the next check, unless traffic proves the link meanwhile; 60 s unless given. */
  readonly intervalMs?: number;
  /** From a failure to the next check; it doubles with each failure in a row, up to `intervalMs`; 2 s unless given. */
  readonly retryMs?: number;
  /** So many successes in a row make it online; 1 unless given. */
  readonly successes?: number;
  /** So many failures in a row make it offline; 3 unless given. */
  readonly failures?: number;
}

/** Called when the state changes; `unknown` is never told. */
export type OnlineChanged = (verdict: OnlineVerdict, asked: string) => void;

/** The online check of one interface: runs from `start` to `stop`, again and again. */
export class OnlineCheck {
  readonly #clock: Clock;
  readonly #options: OnlineCheckOptions;
  readonly #changed: OnlineChanged;
  #state: OnlineState = 'unknown';
  #running: AbortController | undefined;
  #next: Timer | undefined;
  #lastKind: OnlineVerdict['kind'] | undefined;
  #inRow = 0;

  constructor(clock: Clock, options: OnlineCheckOptions, changed: OnlineChanged) {
    this.#clock = clock;
    this.#options = options;
    this.#changed = changed;
  }

  get state(): OnlineState {
    return this.#state;
  }

  get #asked(): string {
    const { question } = this.#options;
    return 'ping' in question ? `ping ${question.ping}` : `GET ${question.get}`;
  }

  /** The interface is ready: the first check starts at once. */
  start(): void {
    if (this.#running !== undefined) return;
    this.#running = new AbortController();
    this.#check(this.#running.signal);
  }

  /** The interface is not ready any more, or nobody wants to know. What was online is offline, for that reason. */
  stop(reason: string): void {
    if (this.#state === 'online' || this.#state === 'portal') this.#changed({ kind: 'offline', reason }, this.#asked);
    this.#state = 'unknown';
    this.#lastKind = undefined;
    this.#inRow = 0;
    this.#next?.cancel();
    this.#running?.abort(new DOMException(reason, 'AbortError'));
    this.#running = undefined;
  }

  /** Traffic came through: as good as a check while online, and no proof of anything else. */
  used(): void {
    const signal = this.#running?.signal;
    if (signal === undefined || this.#state !== 'online' || this.#lastKind !== 'online') return;
    // While a check is under way there is no next one to put off.
    if (this.#next !== undefined) this.#schedule(signal, this.#options.intervalMs ?? 60_000);
  }

  #check(signal: AbortSignal): void {
    this.#next = undefined;
    void this.#ask(signal).then((verdict) => {
      if (signal.aborted) return;
      this.#take(verdict);
      // Whoever heard of it may have ended the check.
      if (!signal.aborted) this.#schedule(signal, this.#pauseMs());
    });
  }

  async #ask(outer: AbortSignal): Promise<OnlineVerdict> {
    const { probe, question, timeoutMs = 10_000 } = this.#options;
    const late = new AbortController();
    const signal = AbortSignal.any([outer, late.signal]);
    const deadline = this.#clock.after(timeoutMs, () => late.abort(new DOMException('no answer came', 'TimeoutError')));
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      const asked =
        'ping' in question ? probe.ping(question.ping, { signal, timeoutMs }) : this.#get(signal, timeoutMs);
      // A probe that ignores its limits must not stop the checks.
      const verdict = await Promise.race([asked, aborted]);
      return 'ping' in question ? { kind: 'online' } : (verdict as OnlineVerdict);
    } catch (thrown) {
      return { kind: 'offline', reason: messageOf(thrown) };
    } finally {
      deadline.cancel();
    }
  }

  async #get(signal: AbortSignal, timeoutMs: number): Promise<OnlineVerdict> {
    const { probe, question } = this.#options;
    const { get, expect } = question as Extract<OnlineQuestion, { get: string }>;
    return judgeAnswer(get, await probe.httpGet(get, { signal, timeoutMs }), expect);
  }

  #take(verdict: OnlineVerdict): void {
    this.#inRow = verdict.kind === this.#lastKind ? this.#inRow + 1 : 1;
    this.#lastKind = verdict.kind;
    const { successes = 1, failures = 3 } = this.#options;
    const enough = verdict.kind === 'offline' ? failures : successes;
    if (this.#inRow < enough || this.#state === verdict.kind) return;
    this.#state = verdict.kind;
    this.#changed(verdict, this.#asked);
  }

  #pauseMs(): number {
    const { intervalMs = 60_000, retryMs = 2_000 } = this.#options;
    if (this.#lastKind === 'online' && this.#state === 'online') return intervalMs;
    // A success that is not enough yet is followed up soon; failures and portals ever more slowly.
    const failures = this.#lastKind === 'online' ? 0 : this.#inRow - 1;
    return Math.min(intervalMs, retryMs * 2 ** Math.min(failures, 20));
  }

  #schedule(signal: AbortSignal, ms: number): void {
    this.#next?.cancel();
    this.#next = this.#clock.after(ms, () => this.#check(signal));
  }
}
