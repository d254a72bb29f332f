const ringBytes = 2048;

/** The UART's receive buffer while the module is busy elsewhere: what does not fit is lost. */
export class ReceiveOverflow {
  readonly #applies: () => boolean;
  #held = 0;

  constructor(applies: () => boolean) {
    this.#applies = applies;
  }

  /** What of `bytes` is not lost. */
  keep(bytes: Uint8Array, busy: boolean): Uint8Array {
    if (!busy || !this.#applies()) {
      this.#held = 0;
      return bytes;
    }
    const kept = bytes.subarray(0, Math.max(0, ringBytes - this.#held));
    this.#held += kept.length;
    return kept;
  }
}
