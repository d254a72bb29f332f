import { AtChannel } from '../../../src/at/index.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import type { ModuleLine, SocketProvider } from '../../../src/driver/index.ts';
import { quirksOf, withQuirks } from '../../../src/driver/quirks/apply-quirks.ts';
import { dialectFor, type EspDialect } from '../dialects.table.ts';
import { PatientLine } from '../patient-line.ts';
import { quirkBook } from '../quirk-book.ts';
import { espSockets } from './provider.ts';

const probes = {
  nonos: { current: true, store: false, state: false },
  esp32: { current: false, store: false, state: false },
  store: { current: false, store: true, state: false },
  state: { current: false, store: true, state: true },
} as const;

/** One dialect of each generation whose sockets differ. */
export const dialectOf = {
  N1: dialectFor([1, 6], probes.nonos),
  'N1 1.7': dialectFor([1, 7], probes.nonos),
  E1: dialectFor([1, 2], probes.esp32),
  'E2a 2.0': dialectFor([2, 0], probes.esp32),
  'E2a 2.1': dialectFor([2, 1], probes.store),
  'E2b 2.2': dialectFor([2, 2], probes.state),
  'E2b 2.4': dialectFor([2, 4], probes.state),
  'E3 3.2': dialectFor([3, 2], probes.state),
  'E3 3.3': dialectFor([3, 3], probes.state),
  'E4 4.1': dialectFor([4, 1], probes.state),
  E5: dialectFor([5, 0], probes.state),
} as const satisfies Record<string, EspDialect>;

/** What answers a command line: bytes as text, or undefined for silence. `{payload}` of a data phase comes along. */
export type Reply = string | ((match: RegExpExecArray, payload: Buffer) => string | undefined);

interface Rule {
  readonly pattern: RegExp;
  readonly reply: Reply;
  once: boolean;
}

/** A module that answers as it is told to, byte for byte, in virtual time. */
export class ScriptedModule {
  readonly clock = new VirtualClock();
  /** Command lines, in order. */
  readonly sent: string[] = [];
  /** What came in data phases. */
  readonly payloads: Buffer[] = [];
  readonly notices: string[] = [];
  readonly life = new AbortController();
  readonly sockets: SocketProvider;
  readonly line: PatientLine;
  readonly #channel: AtChannel;
  readonly #rules: Rule[] = [];
  #text = '';
  /** A data phase that is going on: how much it wants, and what follows. */
  #phase: { readonly count: number; readonly done: (payload: Buffer) => void; bytes: Buffer } | undefined;

  constructor(dialect: EspDialect, model = 'ESP32') {
    this.#channel = new AtChannel({
      clock: this.clock,
      terminator: '\r\n',
      cooldownMs: 5,
      write: async (bytes) => this.#take(Buffer.from(bytes)),
    });
    const bare: ModuleLine = {
      clock: this.clock,
      run: (asked, signal) => this.#channel.run(asked, signal === undefined ? {} : { signal }),
      enterDataMode: (request, signal) => this.#channel.enterDataMode(request, signal === undefined ? {} : { signal }),
      onUrc: (urc, handle) => void this.#channel.onUrc(urc, handle),
      pause: (ms) => new Promise((resolve) => void this.clock.after(ms, resolve)),
    };
    this.line = new PatientLine(bare);
    const report = (): never => {
      throw new Error('not of a socket');
    };
    this.sockets = espSockets(
      {
        line: this.line,
        identity: { model },
        dialect: withQuirks(dialect, quirksOf(quirkBook, { model })),
        options: () => ({}),
        memory: new Map(),
        reports: {
          carrier: report,
          lost: report,
          gained: report,
          strayed: report,
          addresses: report,
          fatal: report,
          resume: report,
          fact: ({ value }) => void this.notices.push(value),
        },
      },
      this.life.signal,
    );
    this.on(/^AT$/, '\r\nOK\r\n');
    this.on(/^AT\+CIP(?:CLOSE|RECVMODE|RECVTYPE|SERVERMAXCONN|SERVER|STO)=/, '\r\nOK\r\n');
    this.on(/^AT\+CIPSTATE\?$/, '\r\nOK\r\n');
    this.on(/^AT\+CIPSTATUS$/, 'STATUS:3\r\n\r\nOK\r\n');
    this.on(/^AT\+CWSTATE\?$/, '+CWSTATE:2,"lab"\r\n\r\nOK\r\n');
    this.on(/^AT\+CWJAP(?:_CUR)?\?$/, '+CWJAP:"lab","02:11:22:33:44:55",6,-40\r\n\r\nOK\r\n');
    this.on(/^AT\+CIPSTA(?:_CUR)?\?$/, '+CIPSTA:ip:"10.0.0.2"\r\n\r\nOK\r\n');
    this.on(/^AT\+CIPRECVLEN\?$/, '+CIPRECVLEN:-1,-1,-1,-1,-1\r\n\r\nOK\r\n');
    this.on(/^AT\+CIPSTART=(\d)/, ([, id]) => `${id},CONNECT\r\n\r\nOK\r\n`);
    this.on(/^AT\+CIPSEND=\d,(\d+)/, ([, n]) => `\r\nOK\r\n\r\n>{${n}}\r\nRecv ${n} bytes\r\n\r\nSEND OK\r\n`);
  }

  /** From now on this answers what fits; `{n}` stands for a data phase of n bytes. The newest rule counts. */
  on(pattern: RegExp, reply: Reply): void {
    this.#rules.unshift({ pattern, reply, once: false });
  }

  /** The same for one command. */
  once(pattern: RegExp, reply: Reply): void {
    this.#rules.unshift({ pattern, reply, once: true });
  }

  /** The module says this, unasked. */
  say(text: string | Uint8Array): void {
    this.#channel.receive(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  }

  /** The module starts over. */
  lose(reason: string): void {
    this.#channel.reset(reason);
    this.life.abort(new Error(reason));
  }

  /** Waits in virtual time. */
  async settled<Value>(work: Promise<Value>, limitMs = 120_000): Promise<PromiseSettledResult<Value>> {
    const results: PromiseSettledResult<Value>[] = [];
    void Promise.allSettled([work]).then((all) => results.push(...all));
    await this.clock.until(() => results.length > 0, limitMs);
    const [result] = results;
    if (result === undefined) throw new Error(`not settled; the module was sent ${this.sent.slice(-10).join(' | ')}`);
    return result;
  }

  async done<Value>(work: Promise<Value>, limitMs?: number): Promise<Value> {
    const result = await this.settled(work, limitMs);
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  /** The code of the error with which it was rejected. */
  async code(work: Promise<unknown>, limitMs?: number): Promise<unknown> {
    const result = await this.settled(work, limitMs);
    return result.status === 'rejected' ? ((result.reason as { code?: unknown }).code ?? result.reason) : 'no error';
  }

  count(pattern: RegExp): number {
    return this.sent.filter((line) => pattern.test(line)).length;
  }

  #take(bytes: Buffer): void {
    const phase = this.#phase;
    if (phase === undefined) {
      this.#takeText(bytes);
      return;
    }
    const wanted = phase.count - phase.bytes.length;
    phase.bytes = Buffer.concat([phase.bytes, bytes.subarray(0, wanted)]);
    if (phase.bytes.length === phase.count) {
      this.#phase = undefined;
      this.payloads.push(phase.bytes);
      phase.done(phase.bytes);
    }
    if (bytes.length > wanted) this.#take(bytes.subarray(wanted));
  }

  #takeText(bytes: Buffer): void {
    this.#text += bytes.toString('latin1').replaceAll('\0', '');
    for (let end = this.#text.indexOf('\r\n'); end !== -1; end = this.#text.indexOf('\r\n')) {
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      this.sent.push(line);
      this.#answer(line);
    }
  }

  #answer(line: string): void {
    const rule = this.#rules.find(({ pattern }) => pattern.test(line));
    if (rule === undefined) {
      this.#saySoon('\r\nERROR\r\n');
      return;
    }
    if (rule.once) this.#rules.splice(this.#rules.indexOf(rule), 1);
    const { reply } = rule;
    const match = rule.pattern.exec(line) ?? Object.assign([''], { index: 0, input: '' });
    const text = typeof reply === 'string' ? reply : reply(match as RegExpExecArray, Buffer.alloc(0));
    if (text !== undefined) this.#saySoon(text);
  }

  #saySoon(text: string): void {
    this.clock.after(2, () => this.#sayUpToPhase(text));
  }

  #sayUpToPhase(text: string): void {
    const [whole, count] = /\{(\d+)\}/.exec(text) ?? [];
    if (whole === undefined) {
      this.say(text);
      return;
    }
    const at = text.indexOf(whole);
    const rest = text.slice(at + whole.length);
    this.#phase = { count: Number(count), bytes: Buffer.alloc(0), done: () => this.#saySoon(rest) };
    this.say(text.slice(0, at));
  }
}

/** A signal that nothing aborts. */
export const never = new AbortController().signal;
