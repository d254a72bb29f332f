import type { AtChannel, Urc } from '../at/index.ts';
import type { BootSigns } from './define-driver.ts';

/**
 * Tells a restart from the tail of the boot that is going on. A boot has one announcement and one of each line that
 * follows it, which may come long after the module took its first command; a second one is another boot.
 */
export class BootWatch {
  readonly #seen = new Set<string>();
  #restarted: ((line: string) => void) | undefined;
  readonly #channel: AtChannel;
  readonly #heard: ((line: string) => void) | undefined;

  /** @param heard told of every announcement and farewell, before anything comes of it */
  constructor(channel: AtChannel, signs: BootSigns, heard?: (line: string) => void) {
    this.#channel = channel;
    this.#heard = heard;
    for (const urc of signs.announces) this.#listen(urc, (line) => this.#announced(line));
    for (const urc of signs.follows) this.#listen(urc, (line) => this.#followed(urc.prefix, line));
    for (const urc of signs.farewells) this.#listen(urc, (line) => this.#announced(line));
  }

  /** @returns a function that ends the watch */
  begin(restarted: (line: string) => void): () => void {
    this.#restarted = restarted;
    return () => {
      this.#restarted = undefined;
    };
  }

  #listen(urc: Urc<unknown>, heard: (line: string) => void): void {
    this.#channel.onUrc(urc, (_value, line) => heard(line));
  }

  #announced(line: string): void {
    this.#seen.clear();
    this.#heard?.(line);
    // While the module is being waited for, its announcement only hurries the next question.
    if (this.#restarted === undefined) this.#channel.reset(line);
    else this.#restarted(line);
  }

  #followed(prefix: string, line: string): void {
    if (!this.#seen.has(prefix)) {
      this.#seen.add(prefix);
      return;
    }
    this.#announced(line);
    this.#seen.add(prefix);
  }
}
