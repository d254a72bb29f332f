const betweenMs = 5000;

/** Says on standard error, every few seconds, how far something long is, and how fast. */
export class Progress {
  readonly #name: string;
  readonly #total: number;
  readonly #unit: string;
  readonly #startedAt = performance.now();
  #toldAt = performance.now();
  #done = 0;

  constructor(name: string, total: number, unit: string) {
    this.#name = name;
    this.#total = total;
    this.#unit = unit;
  }

  /** So many more are done. `more` is said behind the figures: `2 failed`. */
  add(count: number, more = ''): void {
    this.#done += count;
    const now = performance.now();
    if (now - this.#toldAt < betweenMs) return;
    this.#toldAt = now;
    const behind = more === '' ? '' : `; ${more}`;
    const share = Math.floor((100 * this.#done) / this.#total);
    const figures = `${this.#done} of ${this.#total} ${this.#unit} (${share} %)`;
    process.stderr.write(`${this.#name}: ${figures}, ${this.rate} a second${behind}\n`);
  }

  /** How many a second so far, with two digits that count. */
  get rate(): string {
    const perSecond = this.#done / Math.max(0.001, this.seconds);
    return perSecond >= 100 ? String(Math.round(perSecond)) : perSecond.toPrecision(2);
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }
}
