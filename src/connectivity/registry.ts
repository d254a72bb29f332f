import { ControlError, UsageError } from '../base/errors.ts';
import type { ConnectivityImplementation } from './implementation.ts';

/** The connectivity implementations of a program, by name. */
export class ImplementationRegistry {
  readonly #byName = new Map<string, ConnectivityImplementation<never, never>>();

  /** @throws UsageError when another implementation has that name */
  define<Context, Setup>(implementation: ConnectivityImplementation<Context, Setup>): void {
    const known = this.#byName.get(implementation.name);
    if (known !== undefined && known !== (implementation as unknown)) {
      throw new UsageError(`two connectivity implementations are named ${JSON.stringify(implementation.name)}`, {
        hint: 'Give one of them another name.',
      });
    }
    this.#byName.set(implementation.name, implementation as unknown as ConnectivityImplementation<never, never>);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** @throws ControlError `ENOTSUP` when there is none of that name */
  get(name: string): ConnectivityImplementation<never, never> {
    const found = this.#byName.get(name);
    if (found === undefined) {
      throw new ControlError('ENOTSUP', `there is no connectivity implementation ${JSON.stringify(name)}`, {
        hint: `There are: ${[...this.#byName.keys()].sort().join(', ') || 'none'}.`,
      });
    }
    return found;
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }
}
