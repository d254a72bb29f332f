import { messageOf } from '../base/errors.ts';
import type { BlockRule } from './frame.ts';
import { Params, splitPrefix } from './params.ts';
import type { Urc, UrcHandler } from './urc.ts';

interface Subscription {
  readonly urc: Urc<unknown>;
  readonly handle: UrcHandler<unknown>;
  ended: boolean;
}

/**
 * Who wants to hear of which URC: by prefix, so that a line finds its readers without asking each.
 *
 * The lists are replaced and never changed, so that readers may come and go while a line is handed round: who came
 * meanwhile does not get it, nor does who went.
 */
export class UrcTable {
  readonly #byPrefix = new Map<string, readonly Subscription[]>();
  #byPattern: readonly Subscription[] = [];
  /** By pattern as well: for lines that nobody else claims. */
  #unclaimed: readonly Subscription[] = [];
  #blockRules: readonly BlockRule[] = [];
  readonly #failed: (line: string, thrown: unknown) => void;

  /** @param failed hears of a reader that threw: the others still get the line */
  constructor(failed: (line: string, thrown: unknown) => void) {
    this.#failed = failed;
  }

  /** @returns a function that ends the subscription */
  add<Value>(urc: Urc<Value>, handle: UrcHandler<Value>): () => void {
    const subscription: Subscription = { urc, handle: handle as Subscription['handle'], ended: false };
    this.#replace(subscription.urc, (list) => [...list, subscription]);
    return () => {
      if (subscription.ended) return;
      subscription.ended = true;
      this.#replace(subscription.urc, (list) => list.filter((other) => other !== subscription));
    };
  }

  /** The headers of URCs that raw bytes follow. */
  get blockRules(): readonly BlockRule[] {
    return this.#blockRules;
  }

  /** @returns whether anybody took the line */
  deliver(line: string, bytes?: Uint8Array, spoiled = false): boolean {
    const { prefix, values } = splitPrefix(line);
    let taken = false;
    const byPrefix = this.#byPrefix.get(prefix);
    if (byPrefix !== undefined) {
      for (const subscription of byPrefix) taken = this.#offer(subscription, line, values, bytes, spoiled) || taken;
    }
    for (const subscription of this.#byPattern) {
      if (!fits(subscription, line)) continue;
      taken = this.#offer(subscription, line, values, bytes, spoiled) || taken;
    }
    return taken;
  }

  /** A line that nobody claims. */
  deliverUnclaimed(line: string): void {
    for (const subscription of this.#unclaimed) {
      if (fits(subscription, line)) this.#offer(subscription, line, splitPrefix(line).values);
    }
  }

  /** Whether somebody would take the line although it stands right behind a block. */
  knows(line: string): boolean {
    const { prefix, values } = splitPrefix(line);
    const byPrefix = this.#byPrefix.get(prefix) ?? [];
    const asked = [...byPrefix, ...this.#byPattern.filter((subscription) => fits(subscription, line))];
    return asked.some(({ ended, urc }) => !ended && urc.block?.standsAlone !== true && canRead(urc, line, values));
  }

  #offer(
    { urc, handle, ended }: Subscription,
    line: string,
    values: string,
    bytes?: Uint8Array,
    spoiled = false,
  ): boolean {
    if (ended) return false;
    try {
      const value = urc.parse(new Params(line, values), line);
      if (value === undefined) return false;
      handle(value, line, bytes, spoiled);
    } catch (thrown) {
      this.#failed(line, new Error(messageOf(thrown), { cause: thrown }));
    }
    return true;
  }

  #replace(urc: Urc<unknown>, change: (list: readonly Subscription[]) => readonly Subscription[]): void {
    if (urc.pattern !== undefined && urc.unclaimed === true) {
      this.#unclaimed = change(this.#unclaimed);
    } else if (urc.pattern !== undefined) {
      this.#byPattern = change(this.#byPattern);
    } else {
      const list = change(this.#byPrefix.get(urc.prefix) ?? []);
      if (list.length === 0) this.#byPrefix.delete(urc.prefix);
      else this.#byPrefix.set(urc.prefix, list);
    }
    const all = [...this.#byPrefix.values(), this.#byPattern, this.#unclaimed].flat();
    this.#blockRules = [...new Set(all.flatMap(({ urc: { block } }) => block ?? []))];
  }
}

// Not `test`: that goes on where it ended last when the pattern is global.
const fits = ({ urc: { pattern } }: Subscription, line: string): boolean =>
  pattern !== undefined && line.search(pattern) !== -1;

function canRead(urc: Urc<unknown>, line: string, values: string): boolean {
  try {
    return urc.parse(new Params(line, values), line) !== undefined;
  } catch {
    // What cannot be read is not known.
    return false;
  }
}
