/**
 * Whether the line to the host takes more. Payload that nobody asked for waits for room, and the network behind it:
 * as behind a UART whose host takes RTS away.
 */
export class LineRoom {
  #full = false;
  readonly #waiting = new Set<() => void>();

  /** @param taken what the line said of the bytes it was given: false is "full" */
  note(taken: unknown): void {
    if (taken === false) this.#full = true;
  }

  /** Whether more may go out now; if not, `then` is called once when it may. The same function is kept only once. */
  ready(then: () => void): boolean {
    if (this.#full) this.#waiting.add(then);
    return !this.#full;
  }

  /** The line has room again, or is another one. */
  drained(): void {
    this.#full = false;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resume of waiting) resume();
  }
}
