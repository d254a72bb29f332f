import { VirtualClock } from '../../src/base/virtual-clock.ts';
import {
  type Binding,
  ConnectionManager,
  type ConnectivityEvent,
  type NetworkInterface,
} from '../../src/connectivity/index.ts';
import type { Module } from '../../src/driver/index.ts';
import { memoryPair } from '../../src/transport/memory-pair.ts';
import type { Transport } from '../../src/transport/transport.ts';
import type { Nrf91Dialect } from './dialects.ts';
import { nrf91 } from './nrf91.ts';
import type { Nrf91Options } from './options.ts';

/** What a command is answered: lines, or nothing at all. */
export type ScriptedAnswer = string | undefined | (() => string | undefined);

export interface ScriptOptions {
  readonly terminator?: '\r' | '\r\n' | '\n';
  readonly options?: Readonly<Record<string, unknown>>;
  /** It answers nothing before it got exactly this. */
  readonly deafUntil?: string;
  /** Lines before the final result code, ending in it: `+CFUN: 0\nOK`. What is not named is answered `OK`. */
  readonly answers?: Readonly<Record<string, ScriptedAnswer>>;
}

const answerMs = 10;

/** A module that says what a test tells it to, line by line, for what no well-made simulation would ever do. */
export class ScriptedModule {
  readonly clock = new VirtualClock();
  readonly manager = new ConnectionManager({ clock: this.clock });
  readonly lte0: NetworkInterface;
  readonly binding: Binding<Module<Nrf91Options, Nrf91Dialect>>;
  /** The command lines that came, without their ends. */
  readonly sent: string[] = [];
  /** Every byte that came. */
  received = '';
  readonly events: ConnectivityEvent[] = [];
  readonly answers = new Map<string, ScriptedAnswer>([
    ['AT+CGMI', 'Nordic Semiconductor ASA\nOK'],
    ['AT+CGMM', 'nRF9160-SICA\nOK'],
    ['AT+CGMR', 'mfw_nrf9160_1.3.2\nOK'],
    ['AT+CGSN', '350000000000017\nOK'],
    ['AT#XSMVER', 'ERROR'],
    ['AT#XSLMVER', '#XSLMVER: "2.9.0","2.9.0-lib"\nOK'],
    ['AT+CFUN?', () => `+CFUN: ${this.mode}\nOK`],
    ['AT+CEREG?', () => `+CEREG: 5,${this.cereg}\nOK`],
    ['AT+CGACT?', () => (this.address === undefined ? 'OK' : '+CGACT: 0,1\nOK')],
    ['AT+CGPADDR=0', () => (this.address === undefined ? 'OK' : `+CGPADDR: 0,${this.address}\nOK`)],
    ['AT+CPIN?', '+CPIN: READY\nOK'],
    ['AT+CMEE?', '+CMEE: 1\nOK'],
    ['AT%XSYSTEMMODE?', '%XSYSTEMMODE: 1,0,0,0\nOK'],
    ['AT%XMONITOR', '%XMONITOR: 1\nOK'],
  ]);
  mode = 0;
  cereg = '0';
  /** Of the default PDN, in quotes. */
  address: string | undefined;
  readonly #terminator: string;
  #far: Transport | undefined;
  #buffer = '';
  #deafUntil: string | undefined;

  constructor({ answers = {}, deafUntil, options, terminator = '\r\n' }: ScriptOptions = {}) {
    this.#terminator = terminator;
    this.#deafUntil = deafUntil;
    for (const [command, answer] of Object.entries(answers)) this.answers.set(command, answer);
    const { near, far } = memoryPair();
    void far.open({ onBytes: (bytes) => this.#receive(bytes), onClosed: () => undefined }).then((transport) => {
      this.#far = transport;
    });
    this.manager.on('*', (event) => this.events.push(event));
    this.lte0 = this.manager.addInterface({ name: 'lte0', technology: 'cellular' });
    this.binding = this.manager.bind(this.lte0, nrf91, { port: near, ...(options && { options }) });
  }

  /** Says lines by itself. */
  async say(...lines: readonly string[]): Promise<void> {
    // What is said before the port is open is heard by nobody.
    await this.clock.settle();
    await this.#write(lines);
    await this.clock.settle();
  }

  /** The network, as it usually answers a modem that was switched on. */
  async attach(address = '"10.1.2.3"'): Promise<void> {
    this.address = address;
    this.cereg = '5,"0901","02024720",7';
    await this.say('+CGEV: ME PDN ACT 0,0', '+CNEC_ESM: 50,0', '+CEREG: 5,"0901","02024720",7,,,"11100000","11100000"');
  }

  async until(condition: () => boolean, limitS = 60): Promise<void> {
    if (await this.clock.until(condition, limitS * 1000)) return;
    throw new Error(`not within ${limitS} s: ${condition}\n${this.sent.slice(-20).join('\n')}`);
  }

  get notices(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'fact' && event.fact.name === 'notice' ? event.fact.value : [],
    );
  }

  types(): string[] {
    return this.events.map(({ type }) => type);
  }

  async close(): Promise<void> {
    const closed = this.manager.close();
    await this.clock.advance(10_000);
    await closed;
  }

  async #write(lines: readonly string[]): Promise<void> {
    await this.#far?.write(Buffer.from(lines.map((line) => `\r\n${line}\r\n`).join(''), 'latin1'));
  }

  #receive(bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString('latin1');
    this.received += text;
    if (this.#deafUntil !== undefined) {
      if (text === this.#deafUntil) this.#deafUntil = undefined;
      return;
    }
    this.#buffer += text;
    for (;;) {
      const end = this.#buffer.indexOf(this.#terminator);
      if (end === -1) return;
      const line = this.#buffer.slice(0, end);
      this.#buffer = this.#buffer.slice(end + this.#terminator.length);
      this.#answer(line);
    }
  }

  #answer(raw: string): void {
    // As Serial LTE Modem does it: whatever stands before the first AT is skipped; what is no command is refused.
    const line = raw.replace(/^(?:(?!AT).)*/is, '');
    this.sent.push(line);
    const [, mode] = /^AT\+CFUN=(\d+)$/.exec(line) ?? [];
    if (mode !== undefined && !this.answers.has(line)) this.mode = Number(mode);
    const isCommand = /^AT([+%#]\w+(\?|=[^\r]*)?)?$/.test(line);
    const scripted = this.answers.has(line) ? this.answers.get(line) : isCommand ? 'OK' : 'ERROR';
    const answer = typeof scripted === 'function' ? scripted() : scripted;
    // No module answers in no time: what a driver does at once stays at once beside it.
    if (answer !== undefined) this.clock.after(answerMs, () => void this.#write(answer.split('\n')));
  }
}
