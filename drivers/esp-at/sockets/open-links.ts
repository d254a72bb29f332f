import type { ModuleLine } from '../../../src/driver/index.ts';
import type { EspDialect } from '../dialects.table.ts';
import { readLinks } from './commands.ts';
import { isRefused } from './socket-failures.ts';

/** Asks the module which links are open. One question serves everybody who asks while it is on its way. */
export class OpenLinks {
  readonly #line: ModuleLine;
  readonly #dialect: EspDialect;
  #asking: Promise<readonly number[] | undefined> | undefined;

  constructor(line: ModuleLine, dialect: EspDialect) {
    this.#line = line;
    this.#dialect = dialect;
  }

  /**
   * Whether the module lists a link. A line of the list may be spoiled, so that one alone that misses it is not believed.
   * @returns true as well where the module does not tell. @throws as commands do
   */
  async has(id: number): Promise<boolean> {
    return (await this.#lists(id)) || (await this.#lists(id));
  }

  async #lists(id: number): Promise<boolean> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return (await this.#asking)?.includes(id) ?? true;
  }

  async #ask(): Promise<readonly number[] | undefined> {
    try {
      return (await this.#line.run(readLinks(this.#dialect))).map(({ id }) => id);
    } catch (thrown) {
      if (isRefused(thrown)) return undefined;
      throw thrown;
    }
  }
}
