interface Taker<Value> {
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

/** Waits, and hands over, one at a time. */
export class Mailbox<Value> {
  readonly #values: Value[] = [];
  #taker: Taker<Value> | undefined;
  #failure: { readonly reason: unknown } | undefined;

  get length(): number {
    return this.#values.length;
  }

  put(value: Value): void {
    if (this.#taker === undefined) this.#values.push(value);
    else this.#take()?.resolve(value);
  }

  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#take()?.reject(this.#failure.reason);
  }

  take(signal: AbortSignal): Promise<Value> {
    const [value] = this.#values;
    if (value !== undefined) {
      this.#values.shift();
      return Promise.resolve(value);
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure.reason);
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const aborted = (): void => this.#take()?.reject(signal.reason);
      signal.addEventListener('abort', aborted, { once: true });
      const settled = (): void => signal.removeEventListener('abort', aborted);
      this.#taker = {
        resolve: (taken) => {
          settled();
          resolve(taken);
        },
        reject: (reason) => {
          settled();
          reject(reason);
        },
      };
    });
  }

  #take(): Taker<Value> | undefined {
    const taker = this.#taker;
    this.#taker = undefined;
    return taker;
  }
}
