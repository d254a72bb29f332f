import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { Nrf91Options } from './options.ts';
import { SimulatedNrf91 } from './simulated-nrf91.ts';

/** Every personality, for tests that hold for all of them. */
export const everyName = ['nrf9160-at-host', 'nrf9160-slm', 'nrf9161-slm', 'nrf9151-serial-modem'];

/** A module that was switched on, with a host that knows how its commands end. */
export class Bench {
  readonly clock: VirtualClock;
  readonly module: SimulatedNrf91;
  readonly host: BareHost;
  readonly #terminator: string;

  constructor(
    personality: string,
    options: Omit<Nrf91Options, 'personality' | 'clock'> = {},
    clock: VirtualClock = new VirtualClock(),
  ) {
    this.clock = clock;
    this.module = new SimulatedNrf91({ ...options, personality, clock: this.clock });
    this.host = new BareHost(this.module, this.clock);
    this.#terminator = personality.endsWith('slm') ? '\r\n' : '\r';
  }

  /** Switches on and waits until it listens. */
  static async started(personality: string, options: Omit<Nrf91Options, 'personality' | 'clock'> = {}): Promise<Bench> {
    const bench = new Bench(personality, options);
    bench.module.powerOn();
    await bench.clock.advance(2500);
    bench.host.take();
    return bench;
  }

  /** Sends a command and takes all that comes within `ms` milliseconds. */
  async ask(command: string, ms = 100): Promise<string> {
    this.host.take();
    return this.raw(`${command}${this.#terminator}`, ms);
  }

  /** Sends bytes as they are. */
  async raw(text: string, ms = 100): Promise<string> {
    this.host.send(text);
    await this.clock.advance(ms);
    return this.host.take();
  }

  /** The lines that came in `ms` milliseconds, without empty ones. */
  async lines(ms: number): Promise<readonly string[]> {
    await this.clock.advance(ms);
    return linesOf(this.host.take());
  }

  /** Sends commands one by one; each has to end in OK. */
  async all(...commands: readonly string[]): Promise<void> {
    for (const command of commands) {
      const answer = await this.ask(command, 200);
      if (!answer.endsWith('OK\r\n')) throw new Error(`${command} answered ${JSON.stringify(answer)}`);
    }
  }

  /** Ends it; how many timers are left behind, which is none. */
  close(): number {
    this.module.close();
    return this.clock.timerCount;
  }
}

export function linesOf(text: string): readonly string[] {
  return text.split('\r\n').filter((line) => line !== '');
}
