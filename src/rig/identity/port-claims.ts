/**
 * Which ports this process has open or is asking: two interfaces that look for their modules at the same time do not
 * ask the same one. Other processes are kept off by the lock of the port itself.
 */
export class PortClaims {
  readonly #claimed = new Set<string>();

  /** @returns a function that gives it back; undefined when somebody has it */
  take(path: string): (() => void) | undefined {
    if (this.#claimed.has(path)) return undefined;
    this.#claimed.add(path);
    let isHeld = true;
    return () => {
      if (isHeld) this.#claimed.delete(path);
      isHeld = false;
    };
  }
}

/** Those of this process. */
export const portClaims = new PortClaims();
