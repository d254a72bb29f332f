// Below that a timer costs more than it waits.
const shortestWaitMs = 0.5;

/** From a command to its answer on the module's clock, which runs `speed` times faster than the real one; 0: at once. */
export function answerTime(answerMs: number, speed: number): number {
  return answerMs / speed < shortestWaitMs ? 0 : answerMs;
}
