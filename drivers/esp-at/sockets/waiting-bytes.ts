import type { ModuleLine } from '../../../src/driver/index.ts';
import { readLengths } from './commands.ts';
import { isRefused } from './socket-failures.ts';

/** Asks the module on which links bytes wait. One question serves everybody who asks while it is on its way. */
export class WaitingBytes {
  readonly #line: ModuleLine;
  #asking: Promise<readonly number[] | undefined> | undefined;

  constructor(line: ModuleLine) {
    this.#line = line;
  }

  /** @returns true as well where the module does not tell: a read will. @throws as commands do */
  async has(id: number): Promise<boolean> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    const lengths = await this.#asking;
    return lengths === undefined || (lengths[id] ?? 0) > 0;
  }

  async #ask(): Promise<readonly number[] | undefined> {
    try {
      return await this.#line.run(readLengths);
    } catch (thrown) {
      if (isRefused(thrown)) return undefined;
      throw thrown;
    }
  }
}
