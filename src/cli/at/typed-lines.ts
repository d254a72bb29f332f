import type { Interface } from 'node:readline';

/** The lines that are typed, one after the other, for who wants the next one. */
export class TypedLines {
  readonly #waiting: string[] = [];
  #wanted: ((line: string | undefined) => void) | undefined;
  #isOver = false;
  /** Whether a line is being waited for. */
  get isWanted(): boolean {
    return this.#wanted !== undefined;
  }

  constructor(lines: Interface) {
    lines.on('line', (line) => {
      const wanted = this.#wanted;
      this.#wanted = undefined;
      if (wanted === undefined) this.#waiting.push(line);
      else wanted(line);
    });
    lines.on('close', () => {
      this.#isOver = true;
      this.#wanted?.(undefined);
      this.#wanted = undefined;
    });
  }

  /** The next one; undefined when there are no more. */
  next(): Promise<string | undefined> {
    const line = this.#waiting.shift();
    if (line !== undefined || this.#isOver) return Promise.resolve(line);
    return new Promise((resolve) => {
      this.#wanted = resolve;
    });
  }

  /** Whoever waits gets nothing: what is typed now is for somebody else. */
  giveUp(): void {
    this.#wanted?.(undefined);
    this.#wanted = undefined;
  }
}
