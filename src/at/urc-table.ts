import { messageOf } from '../base/errors.ts';
import type { BlockRule } from './frame.ts';
import { Params, splitPrefix } from './params.ts';
import type { Urc } from './urc.ts';

interface Subscription {
  readonly urc: Urc<unknown>;
  readonly handle: (value: unknown, line: string, bytes: Uint8Array | undefined) => void;
}

/** Who wants to hear of which URC: by prefix, so that a line finds its readers without asking each. */
export class UrcTable {
  readonly #byPrefix = new Map<string, Set<Subscription>>();
  readonly #byPattern = new Set<Subscription>();
  #blockRules: readonly BlockRule[] = [];
  readonly #failed: (line: string, thrown: unknown) => void;

  /** @param failed hears of a reader that threw: the others still get the line */
  constructor(failed: (line: string, thrown: unknown) => void) {
    this.#failed = failed;
  }

  /** @returns a function that ends the subscription */
  add<Value>(urc: Urc<Value>, handle: (value: Value, line: string, bytes?: Uint8Array) => void): () => void {
    const subscription: Subscription = { urc, handle: handle as Subscription['handle'] };
    const set = urc.pattern === undefined ? (this.#byPrefix.get(urc.prefix) ?? new Set()) : this.#byPattern;
    if (urc.pattern === undefined) this.#byPrefix.set(urc.prefix, set);
    set.add(subscription);
    this.#collectBlockRules();
    return () => {
      set.delete(subscription);
      if (set.size === 0 && this.#byPrefix.get(urc.prefix) === set) this.#byPrefix.delete(urc.prefix);
      this.#collectBlockRules();
    };
  }

  /** The headers of URCs that raw bytes follow. */
  get blockRules(): readonly BlockRule[] {
    return this.#blockRules;
  }

  /** @returns whether anybody took the line */
  deliver(line: string, bytes?: Uint8Array): boolean {
    const { prefix, values } = splitPrefix(line);
    let taken = false;
    for (const subscription of this.#byPrefix.get(prefix) ?? []) {
      taken = this.#offer(subscription, line, values, bytes) || taken;
    }
    for (const subscription of this.#byPattern) {
      if (subscription.urc.pattern?.test(line)) taken = this.#offer(subscription, line, values, bytes) || taken;
    }
    return taken;
  }

  #offer({ urc, handle }: Subscription, line: string, values: string, bytes: Uint8Array | undefined): boolean {
    try {
      const value = urc.parse(new Params(line, values), line);
      if (value === undefined) return false;
      handle(value, line, bytes);
    } catch (thrown) {
      this.#failed(line, new Error(messageOf(thrown), { cause: thrown }));
    }
    return true;
  }

  #collectBlockRules(): void {
    const rules = new Set<BlockRule>();
    for (const set of [...this.#byPrefix.values(), this.#byPattern]) {
      for (const { urc } of set) if (urc.block) rules.add(urc.block);
    }
    this.#blockRules = [...rules];
  }
}
