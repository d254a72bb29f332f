import type { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { PacedOutput } from './paced-output.ts';

/**
 * The barest host of a simulated module: it sends bytes and keeps those that come back, as Latin-1 text, so that a test
 * can compare them one by one. It has no idea of AT commands.
 */
export class BareHost {
  readonly #module: SimulatedModule;
  readonly #clock: VirtualClock;
  readonly #detach: () => void;
  #received = '';

  /** @param baudRate the line's speed, in bits a second; left out: what the module says is there at once */
  constructor(module: SimulatedModule, clock: VirtualClock, baudRate?: number) {
    this.#module = module;
    this.#clock = clock;
    const line = new PacedOutput(
      { clock, baudRate },
      (bytes) => {
        this.#received += Buffer.from(bytes).toString('latin1');
      },
      () => module.drained?.(),
    );
    const detach = module.attach((bytes) => line.write(bytes));
    this.#detach = () => {
      detach();
      line.close();
    };
  }

  /** What came since it was last taken. */
  get received(): string {
    return this.#received;
  }

  /** Takes what came. */
  take(): string {
    const taken = this.#received;
    this.#received = '';
    return taken;
  }

  send(text: string): void {
    this.#module.receive(Buffer.from(text, 'latin1'));
  }

  /** Sends a command with its CR and takes all that comes within `ms` milliseconds. */
  async ask(command: string, ms = 100): Promise<string> {
    this.#received = '';
    this.send(`${command}\r`);
    await this.#clock.advance(ms);
    return this.take();
  }

  /** Waits until `text` came, for at most `ms` milliseconds, and takes all that came. */
  async expect(text: string, ms: number): Promise<string> {
    if (await this.#clock.until(() => this.#received.includes(text), ms)) return this.take();
    throw new Error(`${JSON.stringify(text)} did not come, only ${JSON.stringify(this.#received)}`);
  }

  detach(): void {
    this.#detach();
  }
}
