import type { Clock, Timer } from '../base/clock.ts';
import { pause } from '../base/pause.ts';
import type { AtError } from './at-error.ts';
import type { DataMode, DataModeEnd, DataModeRequest } from './data-mode.ts';
import { findMark, reachOf } from './mark-finder.ts';

/** What a raw mode needs of its channel. */
export interface RawModeHost {
  readonly clock: Clock;
  write(bytes: Uint8Array): Promise<void>;
  /** The line takes commands again. @param rest what came already and is to be read as lines */
  over(rest: string, inStep: boolean): void;
  /** The module did not leave data mode. */
  stuck(error: AtError): void;
  error(code: 'AT_DATA_MODE' | 'AT_TIMEOUT', text: string): AtError;
}

/** After a whole mark it has to be quiet for so long, or what it says is payload. */
const confirmMs = 200;
/** What may be the beginning of a mark is held back for so long. */
const partMs = 20;
/** A mark with more than this behind it is payload, whatever it looks like. */
const longestTail = 2048;
const defaultTimeoutMs = 5000;
const blank = 0x20;

/** Data mode from the channel's side: raw bytes both ways, watched for the words that end it. */
export class RawMode implements DataMode {
  readonly #request: DataModeRequest;
  readonly #host: RawModeHost;
  readonly #over = new AbortController();
  readonly #reach: number;
  #blankExpected: boolean;
  /** The last of what came: what is held back, and some of what was handed on, so that no mark is missed. */
  #tail = '';
  /** How much of it was handed on. */
  #given = 0;
  #timer: Timer | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();
  #leaving: Promise<string | undefined> | undefined;
  /** The escape went out: its answer counts. */
  #escaped = false;
  #answered: ((line: string) => void) | undefined;

  constructor(request: DataModeRequest, host: RawModeHost) {
    this.#request = request;
    this.#host = host;
    this.#blankExpected = request.blankAfterPrompt === true;
    const { endings = [], escape: way } = request;
    this.#reach = reachOf(way.answer === undefined ? endings : [...endings, way.answer]);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#over.signal.aborted) throw this.#host.error('AT_DATA_MODE', 'data mode is over');
    if (this.#leaving !== undefined) throw this.#host.error('AT_DATA_MODE', 'data mode is being left');
    const written = this.#host.write(bytes);
    this.#lastWrite = written.catch(() => undefined);
    await written;
  }

  leave(signal?: AbortSignal): Promise<string | undefined> {
    this.#leaving ??= this.#over.signal.aborted ? Promise.resolve(undefined) : this.#leave();
    return signal === undefined ? this.#leaving : orAborted(this.#leaving, signal);
  }

  /** Bytes from the module. */
  receive(chunk: Uint8Array): void {
    if (this.#over.signal.aborted) return;
    const bytes = this.#blankExpected && chunk[0] === blank ? chunk.subarray(1) : chunk;
    this.#blankExpected = false;
    this.#timer?.cancel();
    this.#tail += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const found = this.#find();
    this.#giveUpTo(found?.at ?? this.#tail.length);
    if (found?.kind === 'whole') this.#timer = this.#host.clock.after(confirmMs, () => this.#confirmed());
    // Once the escape is out its answer is awaited: nothing that may begin it is handed on for want of time.
    else if (found !== undefined && !this.#escaped)
      this.#timer = this.#host.clock.after(partMs, () => this.#giveUpTo(this.#tail.length));
    this.#trim(found?.at ?? this.#tail.length);
  }

  /** The module started over, or the line is gone. */
  fail(error: Error): void {
    this.#end({ kind: 'lost', error });
  }

  #find(): ReturnType<typeof findMark> {
    const found = findMark(this.#tail, this.#marks);
    return found !== undefined && this.#tail.length - found.at > longestTail ? undefined : found;
  }

  get #marks(): NonNullable<DataModeRequest['endings']> {
    const { endings = [], escape: way } = this.#request;
    return this.#escaped && way.answer !== undefined ? [...endings, way.answer] : endings;
  }

  #giveUpTo(index: number): void {
    if (index <= this.#given) return;
    const bytes = Buffer.from(this.#tail.slice(this.#given, index), 'latin1');
    this.#given = index;
    this.#request.handlers.onBytes(bytes);
  }

  /** Forgets what no mark can begin in. */
  #trim(held: number): void {
    const start = Math.min(held, this.#given, Math.max(0, this.#tail.length - this.#reach));
    this.#tail = this.#tail.slice(start);
    this.#given -= start;
  }

  /** It stayed quiet after a mark: that was no payload. */
  #confirmed(): void {
    const found = this.#find();
    if (found?.kind !== 'whole') return;
    const line = this.#tail.slice(found.at, found.end).trim();
    if (found.mark === this.#request.escape.answer) {
      const rest = this.#tail.slice(found.end);
      this.#answered?.(line);
      this.#end({ kind: 'left' }, rest, true);
    } else {
      // Read as lines as well: a boot message has its own readers.
      this.#answered?.(line);
      this.#end({ kind: 'ended', line }, this.#tail.slice(found.at), false);
    }
  }

  async #leave(): Promise<string | undefined> {
    const { attempts = 1, bytes } = this.#request.escape;
    await this.#lastWrite;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const answer = await this.#escapeOnce();
      if (answer !== undefined) return answer.line;
    }
    const error = this.#host.error('AT_TIMEOUT', `the module did not leave data mode after ${bytes}`);
    this.#end({ kind: 'lost', error });
    this.#host.stuck(error);
    throw error;
  }

  /** @returns undefined when there should have been an answer, and was none */
  async #escapeOnce(): Promise<{ readonly line: string | undefined } | undefined> {
    const { answer, bytes, guardAfterMs, guardBeforeMs, timeoutMs = defaultTimeoutMs } = this.#request.escape;
    const answered = new Promise<{ line: string }>((resolve) => {
      this.#answered = (line) => resolve({ line });
    });
    const orLater = async (ms: number): Promise<{ line: string } | undefined> =>
      (await Promise.race([answered, pause(this.#host.clock, ms, this.#over.signal)])) ?? undefined;
    const early = await orLater(guardBeforeMs);
    if (early !== undefined) return early;
    this.#escaped = true;
    await this.#host.write(Buffer.from(bytes, 'latin1'));
    if (answer !== undefined) return await orLater(Math.max(guardAfterMs, timeoutMs) + confirmMs);
    const ended = await orLater(guardAfterMs);
    if (ended !== undefined) return ended;
    this.#giveUpTo(this.#tail.length);
    this.#end({ kind: 'left' }, '', false);
    return { line: undefined };
  }

  #end(end: DataModeEnd, rest = '', inStep = false): void {
    if (this.#over.signal.aborted) return;
    this.#timer?.cancel();
    this.#over.abort(end.kind === 'lost' ? end.error : new DOMException('data mode is over', 'AbortError'));
    this.#host.over(rest, inStep);
    this.#request.handlers.onEnd(end);
  }
}

/** Who gives up waits no longer. */
function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
