import type { SimulatedQuectel } from '../../mocks/index.ts';
import type { Clock, Timer } from '../../src/base/clock.ts';

/** What a command line is answered in the module's place: lines up to the final result code, or undefined to let it pass. */
export type Intercept = (commandLine: string) => string | undefined;

/** Stands between the line and the simulated module: for what no network and no card of a test would do. */
export class Interceptor {
  readonly personality: string;
  /** The command lines that came. */
  readonly sent: string[] = [];
  intercept: Intercept | undefined;
  /** Command lines that reach the module later, by so many milliseconds; the host hears nothing meanwhile. */
  delays: readonly (readonly [line: RegExp, ms: number])[] = [];
  readonly #module: SimulatedQuectel;
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  #transmit: ((bytes: Uint8Array) => void) | undefined;
  #half = '';

  constructor(module: SimulatedQuectel, clock: Clock) {
    this.#module = module;
    this.#clock = clock;
    this.personality = module.personality;
  }

  receive(bytes: Uint8Array): void {
    const lines = (this.#half + Buffer.from(bytes).toString('latin1')).split('\r');
    this.#half = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  attach(transmit: (bytes: Uint8Array) => unknown): () => void {
    this.#transmit = transmit;
    return this.#module.attach(transmit);
  }

  drained(): void {
    this.#module.drained();
  }

  /** Says lines by itself, as the module would. */
  say(...lines: readonly string[]): void {
    this.#transmit?.(Buffer.from(lines.map((line) => `\r\n${line}\r\n`).join(''), 'latin1'));
  }

  powerOn(): void {
    this.#module.powerOn();
  }

  powerOff(): void {
    this.#module.powerOff();
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#module.close();
  }

  #take(line: string): void {
    this.sent.push(line);
    const answer = this.intercept?.(line);
    if (answer !== undefined) {
      if (answer !== '') this.say(...answer.split('\n'));
      return;
    }
    const pass = (): void => this.#module.receive(Buffer.from(`${line}\r`, 'latin1'));
    const [, ms = 0] = this.delays.find(([slow]) => slow.test(line)) ?? [];
    if (ms === 0) {
      pass();
      return;
    }
    const timer = this.#clock.after(ms, () => {
      this.#timers.delete(timer);
      pass();
    });
    this.#timers.add(timer);
  }
}
