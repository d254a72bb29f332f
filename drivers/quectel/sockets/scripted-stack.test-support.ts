import { setMaxListeners } from 'node:events';
import { AtChannel, type AtError } from '../../../src/at/index.ts';
import { pause } from '../../../src/base/pause.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import type { Fact, ModuleLine, ReadyModule } from '../../../src/driver/index.ts';
import { otherQuectel, type QuectelDialect, quectelModels } from '../models.table.ts';
import type { QuectelOptions } from '../options.ts';
import { QuectelSockets } from './provider.ts';

/** Asks for payload with `>` (or a line), and answers when it has come. */
export interface Prompted {
  readonly prompt: string;
  readonly bytes: number;
  readonly reply: (payload: Buffer) => Answer;
}

/** Lines in frames of their own, raw bytes, a prompt, or nothing at all. */
export type Answer = string | readonly string[] | Buffer | Prompted | undefined;

/** What a module answers to a command line; the last that has an answer counts. */
export type Script = (line: string) => Answer;

const turnMs = 5;
const framed = (lines: readonly string[]): Buffer =>
  Buffer.from(lines.map((line) => `\r\n${line}\r\n`).join(''), 'latin1');

/** Asks for payload as `AT+QISEND` does. */
export const prompted = (line: string, reply: (payload: Buffer) => Answer): Prompted => ({
  prompt: '\r\n> ',
  bytes: Number(/^AT\+Q(?:ISEND|SSLSEND)=\d+,(\d+)/.exec(line)?.[1]),
  reply,
});

/** A counted answer to `AT+QIRD` and its like. */
export const counted = (header: string, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`\r\n${header}\r\n`), bytes, Buffer.from('\r\n\r\nOK\r\n')]);

const nothingElse: Script = (line) => {
  if (/^AT(\+QICFG=.*|\+QISTATE.*|\+QSSLSTATE|\+QICLOSE=.*|\+QSSLCLOSE=.*|)$/.test(line)) return 'OK';
  if (line === 'AT+QIACT?') return ['+QIACT: 1,1,1,"10.0.0.2"', 'OK'];
  if (line === 'AT+QIGETERROR') return ['+QIGETERROR: 0,operate successfully', 'OK'];
  return undefined;
};

/** The stack of a module whose every answer is written down in the test; in virtual time. */
export class ScriptedStack {
  readonly clock = new VirtualClock();
  /** The command lines that came. */
  readonly sent: string[] = [];
  readonly payloads: Buffer[] = [];
  readonly facts: Fact[] = [];
  readonly transcript: () => readonly string[];
  readonly sockets: QuectelSockets;
  readonly doubts: string[] = [];
  options: Partial<QuectelOptions> = {};
  readonly #life = new AbortController();
  readonly #channel: AtChannel;
  #scripts: readonly Script[] = [nothingElse];
  #pending = Buffer.alloc(0);
  #prompted: Prompted | undefined;

  /** @param model as `AT+CGMM` has it */
  constructor(model = 'BG95-M3', ...scripts: readonly Script[]) {
    this.#scripts = [nothingElse, ...scripts];
    this.#channel = new AtChannel({
      clock: this.clock,
      write: async (bytes) => {
        this.#pending = Buffer.concat([this.#pending, bytes]);
        this.#clockwork();
      },
    });
    this.transcript = () => this.#channel.transcript.lines;
    const channel = this.#channel;
    const over = this.#life.signal;
    const line: ModuleLine = {
      clock: this.clock,
      run: (command, signal) =>
        over.aborted ? Promise.reject(over.reason) : channel.run(command, signal === undefined ? {} : { signal }),
      onUrc: (urc, handle) => void channel.onUrc(urc, handle),
      pause: (ms, signal) => pause(this.clock, ms, signal),
      enterDataMode: () => Promise.reject(new Error('not here')),
    };
    const dialect: QuectelDialect = quectelModels.find((entry) => entry.model.test(model)) ?? otherQuectel;
    const module = {
      ...{ line, dialect, identity: { model }, options: () => this.options, memory: new Map<string, unknown>() },
      reports: { fact: (fact: Fact) => this.facts.push(fact) },
    } as unknown as ReadyModule<QuectelOptions, QuectelDialect>;
    this.sockets = new QuectelSockets(module, over);
  }

  /** From here on these are asked first. */
  answer(...scripts: readonly Script[]): void {
    this.#scripts = [...this.#scripts, ...scripts];
  }

  /** The module says lines by itself. */
  say(...lines: readonly string[]): void {
    this.#channel.receive(framed(lines));
  }

  /** The module starts over: everything that was made of this life ends. */
  lose(reason: AtError | Error): void {
    this.#life.abort(reason);
    this.#channel.reset(reason.message);
  }

  /** Lets time pass until what runs has ended, and says how. */
  async outcome<Result>(work: Promise<Result>, limitS = 300): Promise<Result> {
    let ended = false;
    const done = (): void => {
      ended = true;
    };
    work.then(done, done);
    if (!(await this.clock.until(() => ended, limitS * 1000))) throw new Error(`not within ${limitS} s`);
    return await work;
  }

  /** The same for what is to fail: its code. */
  async failure(work: Promise<unknown>, limitS = 300): Promise<unknown> {
    try {
      await this.outcome(work, limitS);
    } catch (thrown) {
      return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
    }
    return 'no failure';
  }

  count(pattern: RegExp): number {
    return this.sent.filter((line) => pattern.test(line)).length;
  }

  #clockwork(): void {
    for (;;) {
      if (this.#prompted !== undefined) {
        const { bytes, reply } = this.#prompted;
        if (this.#pending.length < bytes) return;
        const payload = Buffer.from(this.#pending.subarray(0, bytes));
        this.#pending = this.#pending.subarray(bytes);
        this.#prompted = undefined;
        this.payloads.push(payload);
        this.#reply(reply(payload));
        continue;
      }
      const end = this.#pending.indexOf('\r');
      if (end === -1) return;
      const line = this.#pending.subarray(0, end).toString('latin1');
      this.#pending = this.#pending.subarray(end + 1);
      this.sent.push(line);
      this.#reply(this.#scripts.reduceRight<Answer>((answer, script) => answer ?? script(line), undefined));
    }
  }

  #reply(answer: Answer): void {
    if (answer === undefined) return;
    this.clock.after(turnMs, () => {
      if (Buffer.isBuffer(answer)) return this.#channel.receive(answer);
      if (typeof answer === 'object' && 'prompt' in answer) {
        this.#prompted = answer;
        return this.#channel.receive(Buffer.from(answer.prompt, 'latin1'));
      }
      this.#channel.receive(framed(typeof answer === 'string' ? [answer] : answer));
    });
  }
}

/** Nobody gives up. */
export const never = new AbortController().signal;
setMaxListeners(0, never);
