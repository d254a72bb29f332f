import { SocketError } from '../../base/socket-error.ts';

/**
 * What holds one socket of the module: cut, whatever waits at it is rejected at once, whether or not the module ever
 * answers, and so is all that is asked of it later.
 */
export class Lifeline {
  #cut: { readonly reason: SocketError } | undefined;
  readonly #waiting = new Set<(reason: SocketError) => void>();

  /** Why it was cut; undefined while it holds. */
  get reason(): SocketError | undefined {
    return this.#cut?.reason;
  }

  /** The first reason counts. */
  cut(reason: SocketError): void {
    if (this.#cut !== undefined) return;
    this.#cut = { reason };
    for (const reject of [...this.#waiting]) reject(reason);
    this.#waiting.clear();
  }

  /**
   * Does `work` while it holds. The signal that `work` gets aborts with `signal` and with the cut.
   *
   * @param syscall what the error is to name
   * @param late is given what `work` brings although it was aborted
   */
  run<Result>(
    syscall: string,
    work: (signal: AbortSignal) => Promise<Result>,
    signal?: AbortSignal,
    late?: (result: Result) => void,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#cut !== undefined) return reject(named(this.#cut.reason, syscall));
      // Linked by hand and unlinked again: a signal that lives long would gather what was made with AbortSignal.any.
      const stop = new AbortController();
      const aborted = (): void => stop.abort(signal?.reason);
      const cut = (reason: SocketError): void => {
        const error = named(reason, syscall);
        reject(error);
        stop.abort(error);
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', aborted, { once: true });
      this.#waiting.add(cut);
      work(stop.signal)
        .then((result) => {
          if (late === undefined || !stop.signal.aborted) return resolve(result);
          late(result);
          reject(stop.signal.reason);
        }, reject)
        .finally(() => {
          this.#waiting.delete(cut);
          signal?.removeEventListener('abort', aborted);
        });
    });
  }
}

/** The same error, saying in which call it was met, as Node's messages do. */
function named(reason: SocketError, syscall: string): SocketError {
  const { address, code, hint, message, port, where } = reason;
  return new SocketError(code, `${syscall} ${message}`, {
    syscall,
    cause: reason.cause,
    ...(address !== undefined && { address }),
    ...(port !== undefined && { port }),
    ...(hint !== undefined && { hint }),
    ...(where !== undefined && { where }),
  });
}
