import { nearest } from '../../src/base/nearest.ts';
import type { Expectation } from './expectation.ts';
import { describeMatcher, type Message, match, show } from './matcher.ts';

/** The expectations of a device: which of them a message meets, and which are not met. */
export class Script {
  readonly #expectations: Expectation[] = [];

  add(expectation: Expectation): void {
    this.#expectations.push(expectation);
  }

  /** The expectation that this message meets, if any. */
  take(message: Message): { readonly expectation: Expectation; readonly found: readonly string[] } | undefined {
    for (const expectation of this.#possible()) {
      const found = match(expectation.matcher, message);
      if (found === undefined) continue;
      expectation.met += 1;
      this.#passBy(expectation);
      return { expectation, found };
    }
    return undefined;
  }

  /** Why a message met none. */
  explain(message: Message): string {
    const possible = this.#possible();
    const [next] = possible;
    if (next === undefined) return `unexpected ${show(message.bytes)}: nothing more is expected`;
    const names = possible.map(({ matcher }) => (typeof matcher === 'string' ? matcher : describeMatcher(matcher)));
    const [similar] = nearest(message.text, names);
    const meant = similar === undefined ? '' : `, is ${show(similar)} meant?`;
    const list = possible.slice(0, 5).map(({ matcher }) => describeMatcher(matcher));
    return `unexpected ${show(message.bytes)}: expected next is ${list.join(' or ')}${meant}`;
  }

  /** What should have come and did not. */
  unmet(): readonly string[] {
    return this.#expectations
      .filter(({ isMet }) => !isMet)
      .map(({ least, matcher, met }) =>
        least === 1
          ? `expected ${describeMatcher(matcher)}, which never came`
          : `expected ${describeMatcher(matcher)} ${least} times, and it came ${met} ${met === 1 ? 'time' : 'times'}`,
      );
  }

  /** In order: up to the first that has to come. Any order: all that are not used up. */
  #possible(): readonly Expectation[] {
    const possible: Expectation[] = [];
    let open = true;
    for (const expectation of this.#expectations) {
      if (expectation.isAnyOrder) {
        if (!expectation.isUsedUp) possible.push(expectation);
      } else if (open) {
        if (!expectation.isUsedUp) possible.push(expectation);
        open = expectation.isMet;
      }
    }
    return possible;
  }

  /** Those before it, in order, were left out: their time is over. */
  #passBy(expectation: Expectation): void {
    if (expectation.isAnyOrder) return;
    for (const earlier of this.#expectations) {
      if (earlier === expectation) return;
      if (!earlier.isAnyOrder) earlier.most = earlier.met;
    }
  }
}
