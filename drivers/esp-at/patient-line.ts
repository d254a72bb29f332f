import { AtError, type Command, exec, fixedUrc, order, type Urc } from '../../src/at/index.ts';
import type { ModuleLine } from '../../src/driver/index.ts';

/** What a module says to a command line that it does not take because another one runs. */
export const busyWords = ['busy p...', 'busy s...'] as const;
/** With them, what an ESP8266's old firmware says at the end of a join that failed. */
const endings = [...busyWords, 'FAIL'] as const;

/** The same for a question while the module is being waited for. */
export const takesBusy = <Result>(asked: Command<Result>): Command<Result> => ({
  ...asked,
  failures: [...asked.failures, ...endings],
});

/** `AT+RST`; some builds take it even while they are busy. */
export const restart: Command = order(exec('+RST'), 3000);

// How long after `busy` the answer may still come: some builds carry out what they refused.
const listenMs = 400;
const patienceMs = 20_000;
/** Nothing but `busy` for so long: a name lookup or a handshake hangs for good. */
export const hungMs = 60_000;
const queueLimit = 64;

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof AtError && thrown.code === 'AT_REFUSED' && busyWords.some((word) => thrown.message.endsWith(word));

/** An answer that carries nothing but success: a late `OK` is all there is to it. */
const isOrder = ({ bareLines, line, lines }: Command<unknown>): boolean =>
  bareLines === 0 && (Object.keys(lines).length === 0 || /^AT\+CWJAP(_CUR)?=/.test(line.wire));

/**
 * A line to a module that may say `busy p...`: that is no answer to the command, which is asked again until its time is
 * over. The refused command may be carried out nevertheless, so its answer is listened for before; nothing else goes
 * out meanwhile.
 */
export class PatientLine implements ModuleLine {
  readonly #line: ModuleLine;
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #late: ((line: string) => void) | undefined;
  #busySince: number | undefined;

  constructor(line: ModuleLine) {
    this.#line = line;
    for (const final of ['OK', 'ERROR', 'FAIL']) line.onUrc(fixedUrc(final), () => this.#late?.(final));
  }

  get clock(): ModuleLine['clock'] {
    return this.#line.clock;
  }

  onUrc<Value>(urc: Urc<Value>, handle: (value: Value, line: string) => void): void {
    this.#line.onUrc(urc, handle);
  }

  pause(ms: number, signal: AbortSignal): Promise<void> {
    return this.#line.pause(ms, signal);
  }

  run<Result>(asked: Command<Result>, signal?: AbortSignal): Promise<Result> {
    if (this.#waiting >= queueLimit) {
      return Promise.reject(new AtError('AT_QUEUE_FULL', `${queueLimit} commands are waiting already`));
    }
    this.#waiting++;
    const work = this.#tail.then(() => {
      this.#waiting--;
      signal?.throwIfAborted();
      return this.#insist(takesBusy(asked), signal);
    });
    this.#tail = work.catch(() => undefined);
    return signal === undefined ? work : orAborted(work, signal);
  }

  async #insist<Result>(asked: Command<Result>, signal?: AbortSignal): Promise<Result> {
    const until = this.clock.now() + Math.max(asked.timeoutMs, patienceMs);
    for (;;) {
      try {
        const result = await this.#line.run(asked, signal);
        this.#busySince = undefined;
        return result;
      } catch (thrown) {
        if (!isBusy(thrown)) throw thrown;
        await this.#restartIfHung(signal);
        if (this.clock.now() >= until) throw thrown;
      }
      if ((await this.#heardOk(signal)) && isOrder(asked)) return asked.result({ lines: {}, bare: [], blocks: [] });
    }
  }

  /** Listens until it is quiet. An `ERROR` is that of the command before, so what comes after it counts. */
  async #heardOk(signal = new AbortController().signal): Promise<boolean> {
    let last: string | undefined;
    do {
      last = undefined;
      this.#late = (line) => {
        last = line;
      };
      try {
        await this.#line.pause(listenMs, signal);
      } finally {
        this.#late = undefined;
      }
    } while (last !== undefined && last !== 'OK');
    return last === 'OK';
  }

  async #restartIfHung(signal?: AbortSignal): Promise<void> {
    const now = this.clock.now();
    this.#busySince ??= now;
    if (now - this.#busySince < hungMs) return;
    this.#busySince = now;
    // Taken or not: if it is, the module says so by starting over.
    await this.#line.run(takesBusy(restart), signal).catch(() => undefined);
  }
}

/** Who gives up waits no longer, whatever the line is doing. */
function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
