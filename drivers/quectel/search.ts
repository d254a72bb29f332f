import { DriverError, emmCauseClass, emmCauses, type ReadyModule, type Registration } from '../../src/driver/index.ts';
import { isRefusal, NoRetryError, WrongOptionError } from './failures.ts';
import type { QuectelDialect } from './models.table.ts';
import type { QuectelOptions } from './options.ts';
import { readExtendedError } from './packet-data.ts';

const notSearching = 0;
const denied = 3;
const roaming = 5;
// One network's refusal is not the last word: the module tries others.
const lookMs = 10_000;
const looksBeforeBelieved = 3;

/** What a lasting refusal comes to; undefined where it may pass. */
function refusal(cause: number | undefined, words: string): DriverError | undefined {
  const kind = cause === undefined ? 'wait' : emmCauseClass(cause);
  const message = `the network refuses this device: ${words}`;
  if (kind === 'fatal') {
    return new NoRetryError('REGISTRATION_DENIED', message, { hint: 'Have the operator look at this SIM and device.' });
  }
  if (kind === 'wait') return undefined;
  return new WrongOptionError('REGISTRATION_DENIED', message, {
    hint: 'Try other values of the options operator, rat and roaming.',
  });
}

/** Waits for a network, and says what stood in the way of it. */
export class Search {
  readonly #module: ReadyModule<QuectelOptions, QuectelDialect>;
  readonly #registration: Registration;
  readonly #begin: (signal: AbortSignal) => Promise<void>;

  /** @param begin has a module search that stays off the network: somebody may have told it to */
  constructor(
    module: ReadyModule<QuectelOptions, QuectelDialect>,
    registration: Registration,
    begin: (signal: AbortSignal) => Promise<void>,
  ) {
    this.#module = module;
    this.#registration = registration;
    this.#begin = begin;
  }

  /** @throws DriverError `REGISTRATION_DENIED`, with what is known of the reason */
  async run(signal: AbortSignal): Promise<void> {
    const { dialect, line } = this.#module;
    await this.#registration.read(signal);
    if (this.#registration.isRegistered) return;
    const over = new AbortController();
    const ending = AbortSignal.any([signal, over.signal]);
    const timer = line.clock.after(dialect.searchMs, () => over.abort(this.#nothingFound()));
    const watching = this.#watchRefusals(ending).then(
      (error) => over.abort(error),
      (thrown: unknown) => over.abort(thrown),
    );
    try {
      await this.#registration.wait(ending);
    } finally {
      timer.cancel();
      over.abort(new DOMException('the search ended', 'AbortError'));
      await watching;
    }
  }

  #nothingFound(): DriverError {
    const within = `within ${this.#module.dialect.searchMs / 1000} s`;
    if (this.#registration.latest?.stat !== roaming) {
      return new DriverError('REGISTRATION_DENIED', `no network ${within}`);
    }
    return new DriverError('REGISTRATION_DENIED', `only a roaming network ${within}, and roaming is refused`, {
      hint: 'Set the option roaming to allow.',
    });
  }

  /** @returns the refusal that will not pass */
  async #watchRefusals(signal: AbortSignal): Promise<DriverError> {
    const { line, reports } = this.#module;
    let told = '';
    let isBegun = false;
    for (let looks = 0; ; ) {
      await line.pause(lookMs, signal);
      // What the module told by itself may have been lost on the line.
      await this.#registration.read(signal);
      const latest = this.#registration.latest;
      if (latest?.stat === notSearching && !isBegun) {
        isBegun = true;
        // What it will not be told it may yet do by itself.
        await this.#begin(signal).catch((thrown: unknown) => {
          if (!isRefusal(thrown)) throw thrown;
        });
      }
      looks = latest?.stat === denied ? looks + 1 : 0;
      if (looks < looksBeforeBelieved) continue;
      const { cause, words } = await this.#why(latest?.rejectCause, signal);
      if (words !== told)
        reports.fact({ name: 'registration', value: `refused: ${words}`, data: { rejectCause: cause } });
      told = words;
      const error = refusal(cause, words);
      if (error !== undefined) return error;
    }
  }

  /** The cause of the report, where the model has it there, or else what it says when asked. */
  async #why(
    reported: number | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly cause: number | undefined; readonly words: string }> {
    const named = (cause: number): string => `${emmCauses.get(cause) ?? 'no known reason'} (EMM cause ${cause})`;
    if (reported !== undefined) return { cause: reported, words: named(reported) };
    const text = await this.#module.line.run(readExtendedError, signal).catch(() => undefined);
    signal.throwIfAborted();
    const cause = /\bEMM\D*(\d+)/i.exec(text ?? '')?.[1] ?? /^(\d+)\b/.exec(text ?? '')?.[1];
    if (cause !== undefined && emmCauses.has(Number(cause)))
      return { cause: Number(cause), words: named(Number(cause)) };
    return { cause: undefined, words: text ?? 'no reason given' };
  }
}
