/**
 * One at a time, in the order they came. With Serial LTE Modem a command goes to the socket that was selected last, so
 * that nothing may come between selecting and asking.
 */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
