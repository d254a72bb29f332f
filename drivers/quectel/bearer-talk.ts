import type { ModuleLine } from '../../src/driver/index.ts';

/** What the sockets of a module have to tell its link: an error of theirs may mean that the bearer has gone silently. */
export class BearerTalk {
  #look: (() => void) | undefined;

  /** Who looks at the bearer when it is doubted. */
  onDoubt(look: () => void): void {
    this.#look = look;
  }

  doubt(): void {
    this.#look?.();
  }
}

const talks = new WeakMap<ModuleLine, BearerTalk>();

/** The one of this life of the module: link and sockets are made apart from each other, and share its line. */
export function bearerTalkOf(line: ModuleLine): BearerTalk {
  const talk = talks.get(line) ?? new BearerTalk();
  talks.set(line, talk);
  return talk;
}
