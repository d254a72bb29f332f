import {
  AtError,
  type Command,
  type DataMode,
  type DataModeRequest,
  exec,
  fixedUrc,
  order,
  ping,
  type Urc,
  type UrcHandler,
} from '../../src/at/index.ts';
import type { ModuleLine } from '../../src/driver/index.ts';

/** What a module says to a command line that it does not take because another one runs. */
export const busyWords = ['busy p...', 'busy s...'] as const;
/** With them, what an ESP8266's old firmware says at the end of a join that failed. */
const endings = [...busyWords, 'FAIL'] as const;

/**
 * The same for a question while the module is being waited for. Behind a prompt `busy` answers something else: a line
 * that was not sent, or bytes that were lost.
 */
export const takesBusy = <Result>(asked: Command<Result>): Command<Result> =>
  asked.payload === undefined
    ? { ...asked, failures: [...asked.failures, ...endings] }
    : { ...asked, payload: { ...asked.payload, refusals: endings } };

/** `AT+RST`; some builds take it even while they are busy. */
export const restart: Command = order(exec('+RST'), 3000);

// How long after `busy` the answer may still come: some builds carry out what they refused.
const listenMs = 400;
// A data phase that began late wants its bytes; after so long without a word it is filled.
const fillMs = 300;
// The ESP8266's old firmware may say that sending failed, and then that it went well.
const secondThoughtMs = 1000;
const patienceMs = 20_000;
/** Nothing but `busy` for so long: a name lookup or a handshake hangs for good. */
export const hungMs = 60_000;
const queueLimit = 64;
const strayLimit = 32;

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof AtError && busyWords.some((word) => thrown.finalLine === word);

const saysSendFail = (thrown: unknown): boolean => thrown instanceof AtError && thrown.finalLine === 'SEND FAIL';

/** An answer that carries nothing but success: a late `OK` is all there is to it. What else is claimed tells failures. */
const isOrder = ({ bareLines, line, lines }: Command<unknown>): boolean =>
  bareLines === 0 && (Object.keys(lines).length === 0 || /^AT\+(CWJAP(_CUR)?|CIPSTART)=/.test(line.wire));

/** Writes so many zeros into a data phase that nobody can leave otherwise. */
const fill = (count: number): Command => ({ ...ping(fillMs), abortWith: new Uint8Array(count) });

/**
 * A line to a module that may say `busy p...`: that is no answer to the command, which is asked again until its time is
 * over. The refused command may be carried out nevertheless, so its answer is listened for before; nothing else goes
 * out meanwhile.
 */
export class PatientLine implements ModuleLine {
  readonly #line: ModuleLine;
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Endings that no command took, since the last one was sent. */
  readonly #stray: string[] = [];
  #busySince: number | undefined;

  constructor(line: ModuleLine) {
    this.#line = line;
    for (const final of ['OK', 'ERROR', 'FAIL', 'SEND OK']) line.onUrc(fixedUrc(final), () => this.#hear(final));
  }

  get clock(): ModuleLine['clock'] {
    return this.#line.clock;
  }

  onUrc<Value>(urc: Urc<Value>, handle: UrcHandler<Value>): void {
    this.#line.onUrc(urc, handle);
  }

  pause(ms: number, signal: AbortSignal): Promise<void> {
    return this.#line.pause(ms, signal);
  }

  enterDataMode(request: DataModeRequest, signal?: AbortSignal): Promise<DataMode> {
    const work = this.#tail.then(() => this.#line.enterDataMode(request, signal));
    this.#tail = work.catch(() => undefined);
    return work;
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
        this.#stray.length = 0;
        const result = await this.#line.run(asked, signal);
        this.#busySince = undefined;
        return result;
      } catch (thrown) {
        if (await this.#thinksBetter(thrown, signal)) return plain(asked);
        if (!isBusy(thrown)) throw thrown;
        await this.#restartIfHung(signal);
        if (this.clock.now() >= until) throw thrown;
      }
      if (await this.#wasRunAllTheSame(asked, signal)) return plain(asked);
    }
  }

  async #thinksBetter(thrown: unknown, signal?: AbortSignal): Promise<boolean> {
    return saysSendFail(thrown) && (await this.#hears('SEND OK', secondThoughtMs, signal));
  }

  async #wasRunAllTheSame(asked: Command<unknown>, signal?: AbortSignal): Promise<boolean> {
    if (!(await this.#heardOk(signal))) return false;
    if (asked.payload !== undefined) await this.#refuseToSend(asked, asked.payload.bytes.length);
    return isOrder(asked);
  }

  /** It was refused and is carried out nevertheless: the module waits for bytes, and nobody knows what it got so far. */
  async #refuseToSend({ line }: Command<unknown>, count: number): Promise<never> {
    await this.#line.run(fill(count)).catch(() => undefined);
    throw new AtError('AT_TIMEOUT', `${line.shown} was refused as busy and began all the same`, { where: line.shown });
  }

  #hear(final: string): void {
    if (this.#stray.length < strayLimit) this.#stray.push(final);
  }

  async #hears(wanted: string, ms: number, signal = new AbortController().signal): Promise<boolean> {
    // It may have come in the same breath.
    if (!this.#stray.includes(wanted)) await this.#line.pause(ms, signal);
    return this.#stray.includes(wanted);
  }

  /** Listens until it is quiet. An `ERROR` is that of the command before, so what comes after it counts. */
  async #heardOk(signal = new AbortController().signal): Promise<boolean> {
    let last: string | undefined;
    let heard = 0;
    do {
      await this.#line.pause(listenMs, signal);
      last = this.#stray.slice(heard).at(-1);
      heard = this.#stray.length;
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

/** What a command without information lines answers. */
const plain = <Result>(asked: Command<Result>): Result => asked.result({ lines: {}, bare: [], blocks: [] });

/** Who gives up waits no longer, whatever the line is doing. */
function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
