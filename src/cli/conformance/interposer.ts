import type { SimulatedModule } from '../../../mocks/index.ts';
import type { Clock, Timer } from '../../base/clock.ts';

/** Answers a command line in the module's place: the bytes of the answer, or undefined to let it pass. */
export type Intercept = (commandLine: string) => string | undefined;

/**
 * Stands between the line and a simulated module: slows the host's bytes down, or answers some command lines itself, so
 * that failures which the network would have to cause can be had on request.
 */
export class Interposer implements SimulatedModule {
  readonly personality: string;
  readonly #module: SimulatedModule;
  readonly #clock: Clock;
  readonly #terminator: string;
  readonly #timers = new Set<Timer>();
  #transmit: ((bytes: Uint8Array) => void) | undefined;
  #slow: { readonly ms: number; readonly commands: RegExp } | undefined;
  /** When the last delayed bytes arrive: what comes later must not overtake them. */
  #busyUntil = 0;
  #half = '';
  intercept: Intercept | undefined;

  constructor(module: SimulatedModule, clock: Clock, terminator = '\r') {
    this.personality = module.personality;
    this.#module = module;
    this.#clock = clock;
    this.#terminator = terminator;
  }

  /** From now on the command lines that match take so much longer, as those do that wait for the network. */
  slowDown(ms: number, commands: RegExp): void {
    this.#slow = { ms, commands };
  }

  receive(bytes: Uint8Array): void {
    const now = this.#clock.now();
    const text = Buffer.from(bytes).toString('latin1');
    const delayMs = this.#slow?.commands.test(text) === true ? this.#slow.ms : 0;
    this.#busyUntil = Math.max(this.#busyUntil, now) + delayMs;
    if (this.#busyUntil <= now) {
      this.#take(bytes);
      return;
    }
    const timer = this.#clock.after(this.#busyUntil - now, () => {
      this.#timers.delete(timer);
      this.#take(bytes);
    });
    this.#timers.add(timer);
  }

  attach(transmit: (bytes: Uint8Array) => unknown): () => void {
    this.#transmit = transmit;
    const detach = this.#module.attach(transmit);
    return () => {
      this.#transmit = undefined;
      detach();
    };
  }

  drained(): void {
    this.#module.drained?.();
  }

  powerOn(): void {
    this.#module.powerOn();
  }

  powerOff(): void {
    this.#module.powerOff();
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#module.close();
  }

  #take(bytes: Uint8Array): void {
    if (this.intercept === undefined) {
      this.#half = '';
      this.#module.receive(bytes);
      return;
    }
    const lines = (this.#half + Buffer.from(bytes).toString('latin1')).split(this.#terminator);
    this.#half = lines.pop() ?? '';
    for (const line of lines) {
      const answer = this.intercept(line);
      if (answer === undefined) this.#module.receive(Buffer.from(line + this.#terminator, 'latin1'));
      else this.#transmit?.(Buffer.from(answer, 'latin1'));
    }
  }
}
