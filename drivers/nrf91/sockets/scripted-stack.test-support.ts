import { AtChannel, type Command, type DataModeRequest, type Urc } from '../../../src/at/index.ts';
import { pause } from '../../../src/base/pause.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { DriverError, type ModuleLine, type SocketProvider } from '../../../src/driver/index.ts';
import type { Nrf91Dialect } from '../dialects.ts';
import { sockets } from './sockets.ts';

/** What a command line is answered; undefined is silence. `raw` says the bytes as they are. */
export type StackAnswer = string | { readonly raw: string } | undefined | (() => StackAnswer);

const quiet = new AbortController().signal;

/** `#XRECV` of Serial LTE Modem with something in it. */
export const received = (text: string): StackAnswer => ({ raw: `\r\n#XRECV: ${text.length}\r\n${text}\r\nOK\r\n` });

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

export const textOf = (got: Uint8Array | undefined): string | undefined =>
  got === undefined ? undefined : Buffer.from(got).toString('latin1');

/** Answers one after another, the last for ever. */
export const inTurn = (...answers: readonly StackAnswer[]): StackAnswer => {
  let next = 0;
  return () => answers[Math.min(next++, answers.length - 1)];
};

/** What a Serial LTE Modem answers that has a server at 192.0.2.1:80, and nothing to read. */
export const slmAnswers: Readonly<Record<string, StackAnswer>> = {
  'AT#XSOCKET=1,1,0': '#XSOCKET: 0,1,6\nOK',
  'AT#XCONNECT="192.0.2.1",80': '#XCONNECT: 1\nOK',
  'AT#XRECV=1,64': 'ERROR',
};

/** The `#X` commands of a module, answered as a test says. What is not named is answered `OK`. */
export class ScriptedStack {
  readonly clock = new VirtualClock();
  readonly provider: SocketProvider;
  /** Command lines, as they came. */
  readonly sent: string[] = [];
  /** What came in data mode, each time, without what ended it. */
  readonly payloads: string[] = [];
  readonly answers = new Map<string, StackAnswer>([['AT+CGACT?', '+CGACT: 0,1\nOK']]);
  /** What leaving data mode is answered. */
  leaving = '#XDATAMODE: 0';
  /** So many bytes of the next payload get lost on the way. */
  loseBytes = 0;
  /** The next prompt for payload gets lost on the way. */
  losePrompt = false;
  readonly memory = new Map<string, unknown>();
  readonly #life = new AbortController();
  readonly #channel: AtChannel;
  readonly #terminator: string;
  #input = '';
  /** What a pause in data mode had sent. */
  #paused = '';
  /** How data mode ends: at a text, or after so many bytes. */
  #payload: string | number | undefined;

  constructor(application: Nrf91Dialect['application'] = 'slm', answers: Readonly<Record<string, StackAnswer>> = {}) {
    for (const [line, answer] of Object.entries(answers)) this.answers.set(line, answer);
    this.#terminator = application === 'slm' ? '\r\n' : '\r';
    this.#channel = new AtChannel({
      clock: this.clock,
      terminator: this.#terminator,
      write: (bytes) => this.#receive(Buffer.from(bytes).toString('latin1')),
    });
    const channel = this.#channel;
    const line: ModuleLine = {
      clock: this.clock,
      run: <Result>(command: Command<Result>, signal?: AbortSignal) =>
        channel.run(command, signal === undefined ? {} : { signal }),
      enterDataMode: (request: DataModeRequest) => channel.enterDataMode(request),
      onUrc: <Value>(urc: Urc<Value>, handle: (value: Value, text: string, bytes?: Uint8Array) => void) =>
        void channel.onUrc(urc, handle),
      pause: (ms, signal) => pause(this.clock, ms, signal),
    };
    const dialect: Nrf91Dialect = {
      application,
      applicationVersion: [2, 9, 0],
      modemFirmware: [2, 0, 2],
      hasResets: true,
      hasRai: true,
      hasSockets: true,
    };
    const made = sockets(
      {
        line,
        dialect,
        identity: {},
        options: () => ({}),
        memory: this.memory,
        reports: undefined as never,
      },
      this.#life.signal,
    );
    if (typeof made === 'string') throw new Error(made);
    this.provider = made;
  }

  /** Says lines by itself. */
  async say(...lines: readonly string[]): Promise<void> {
    this.#write(lines.map((line) => `\r\n${line}\r\n`).join(''));
    await this.clock.settle();
  }

  /** Runs until the promise is settled. */
  async done<Result>(promise: Promise<Result>, limitS = 300): Promise<Result> {
    let isSettled = false;
    const settled = (): void => {
      isSettled = true;
    };
    promise.then(settled, settled);
    await this.clock.until(() => isSettled, limitS * 1000);
    if (!isSettled) throw new Error(`not settled; sent: ${this.sent.slice(-8).join(' | ')}`);
    return await promise;
  }

  /** A connected socket. */
  connected(host = '192.0.2.1', port = 80): ReturnType<SocketProvider['open']> {
    return this.done(this.provider.open({ host, port }, quiet));
  }

  /** Those of the command lines that begin so. */
  sentLike(beginning: string): string[] {
    return this.sent.filter((line) => line.startsWith(beginning));
  }

  /** @returns how many timers are left: none, if all is well */
  async close(): Promise<number> {
    this.#life.abort();
    // What was asked last may yet be answered.
    await this.clock.advance(100);
    this.#channel.close(new DriverError('FEATURE_MISSING', 'the test is over'));
    await this.clock.settle();
    return this.clock.timerCount;
  }

  #receive(text: string): Promise<void> {
    const lost = this.#payload === undefined ? 0 : this.loseBytes;
    if (lost > 0) this.loseBytes = 0;
    this.#input += text.slice(lost);
    while (this.#payload === undefined ? this.#takeLine() : this.#takePayload());
    return Promise.resolve();
  }

  #takeLine(): boolean {
    const end = this.#input.indexOf(this.#terminator);
    if (end === -1) return false;
    const line = this.#input.slice(0, end);
    this.#input = this.#input.slice(end + this.#terminator.length);
    this.sent.push(line);
    this.#answer(line, this.answers.has(line) ? this.answers.get(line) : this.#usual(line));
    return true;
  }

  #usual(line: string): StackAnswer {
    const [, counted] = /^AT#XSEND(?:TO)?=\d+,2,.*?(\d+)$/.exec(line) ?? [];
    if (counted !== undefined) this.#payload = Number(counted);
    else if (/^AT#XSEND$|^AT#XSENDTO="[^"]*",\d+$/.test(line)) this.#payload = '+++';
    if (this.#payload !== undefined && this.losePrompt) {
      this.losePrompt = false;
      return undefined;
    }
    if (line === 'AT#XSOCKET=0') return '#XSOCKET: 0,"closed"\nOK';
    const [, closed] = /^AT#XCLOSE=(\d+)$/.exec(line) ?? [];
    return closed === undefined ? 'OK' : `#XCLOSE: ${closed},0\nOK`;
  }

  #takePayload(): boolean {
    const { length } = this.#input;
    if (typeof this.#payload === 'string') this.#sendPaused();
    const end = typeof this.#payload === 'string' ? this.#input.indexOf(this.#payload) : (this.#payload ?? 0);
    if (end === -1 || end > length) return false;
    if (end > 0 || this.#paused === '') this.payloads.push(this.#input.slice(0, end));
    this.#paused = '';
    this.#input = this.#input.slice(typeof this.#payload === 'string' ? end + 3 : end);
    this.#payload = undefined;
    this.#write(`\r\n${this.leaving}\r\n`);
    return true;
  }

  /** Data mode sends what it has when nothing follows for a while. */
  #sendPaused(): void {
    const held = this.#input;
    this.clock.after(32, () => {
      if (this.#payload !== '+++' || this.#input !== held || held === '') return;
      this.payloads.push(held);
      this.#paused = held;
      this.#input = '';
    });
  }

  #answer(line: string, answer: StackAnswer): void {
    if (typeof answer === 'function') this.#answer(line, answer());
    else if (typeof answer === 'object') this.#write(answer.raw);
    else if (answer !== undefined)
      this.#write(
        answer
          .split('\n')
          .map((each) => `\r\n${each}\r\n`)
          .join(''),
      );
  }

  #write(text: string): void {
    this.clock.after(1, () => this.#channel.receive(Buffer.from(text, 'latin1')));
  }
}
