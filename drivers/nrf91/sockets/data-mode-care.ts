import type { ModuleLine } from '../../../src/driver/index.ts';

const noticesMs = 200;
const lookMs = 5000;

/**
 * What Serial LTE Modem drops while it is in data mode has to be asked after: notices of sockets soon, the standing of
 * the network now and then. Not after each piece: a long transfer is thousands of them.
 */
export class DataModeCare {
  readonly #left: readonly (() => void)[];

  /**
   * @param missed looks for what sockets have
   * @param look looks how the network stands
   */
  constructor(line: ModuleLine, life: AbortSignal, missed: () => void, look: () => void) {
    this.#left = [later(line, life, noticesMs, missed), later(line, life, lookMs, look)];
  }

  /** Data mode was left. */
  left(): void {
    for (const each of this.#left) each();
  }
}

/** Does it so long after the first of any number of calls. */
function later(line: ModuleLine, life: AbortSignal, ms: number, work: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    line.pause(ms, life).then(
      () => {
        isWaiting = false;
        work();
      },
      // The module is lost, and with it what was missed.
      () => undefined,
    );
  };
}
