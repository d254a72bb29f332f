import { UsageError } from '../../src/base/errors.ts';
import type { Matcher } from './matcher.ts';

/** What a device says: as it is, or made out of what it heard. Nothing for undefined. */
export type Reply = string | Uint8Array | ((match: readonly string[]) => string | Uint8Array | undefined);

export interface StepOptions {
  /** So many milliseconds after what came before it. Default 0. */
  readonly afterMs?: number;
}

/** How a payload ends, where that does not follow from what is expected. */
export interface PayloadOptions {
  /** After so many bytes. */
  readonly length?: number;
  /** Behind this: Ctrl-Z (`\x1a`), for one. */
  readonly until?: string;
}

export type Step =
  | { readonly kind: 'say'; readonly reply: Reply; readonly afterMs: number }
  | { readonly kind: 'do'; readonly act: () => void; readonly afterMs: number }
  | { readonly kind: 'payload'; readonly matcher: Matcher; readonly options: PayloadOptions };

/** One message that a device expects, and what it does then. Its steps are done in the order in which they are given. */
export class Expectation {
  readonly matcher: Matcher;
  readonly steps: Step[] = [];
  least = 1;
  most = 1;
  isAnyOrder = false;
  met = 0;

  constructor(matcher: Matcher) {
    this.matcher = matcher;
  }

  /** Says it. Several replies come one after the other. */
  reply(reply: Reply, { afterMs = 0 }: StepOptions = {}): this {
    this.steps.push({ kind: 'say', reply, afterMs });
    return this;
  }

  /**
   * Takes payload, after a prompt was said: exactly the text or bytes given; of anything else the end has to be told.
   * @throws UsageError when it does not follow where the payload ends
   */
  payload(matcher: Matcher, options: PayloadOptions = {}): this {
    const ends = typeof matcher === 'string' || matcher instanceof Uint8Array;
    if (!ends && options.length === undefined && options.until === undefined) {
      throw new UsageError('it does not follow where this payload ends', {
        hint: "Give length: 5, or until: '\\x1a'.",
      });
    }
    this.steps.push({ kind: 'payload', matcher, options });
    return this;
  }

  /** Does something: pulls the plug, changes the state. */
  does(act: () => void, { afterMs = 0 }: StepOptions = {}): this {
    this.steps.push({ kind: 'do', act, afterMs });
    return this;
  }

  /** It comes exactly so often, one after the other; or from so often to so often. Default: once. */
  times(least: number, most = least): this {
    if (!(least >= 0 && most >= least)) throw new UsageError(`from ${least} to ${most} times is never`);
    this.least = least;
    this.most = most;
    return this;
  }

  /** It may come, as often as it likes. */
  anyTimes(): this {
    return this.times(0, Number.POSITIVE_INFINITY);
  }

  /** It may come before or after the others. */
  inAnyOrder(): this {
    this.isAnyOrder = true;
    return this;
  }

  get isMet(): boolean {
    return this.met >= this.least;
  }

  get isUsedUp(): boolean {
    return this.met >= this.most;
  }
}
