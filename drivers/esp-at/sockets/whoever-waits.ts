/**
 * Lets go of whoever gives up: a command on its way cannot be called back, so the work goes on without them.
 * @param late is given what it brings then
 */
export function whoeverWaits<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  late?: (result: Result) => Promise<void>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work
      .then(async (result) => {
        if (signal.aborted) await late?.(result);
        else resolve(result);
      }, reject)
      .finally(() => signal.removeEventListener('abort', aborted));
  });
}
