import type { Cause, ReadyModule } from '../../src/driver/index.ts';
import type { EspDialect } from './dialects.table.ts';
import { isStatic } from './option-readers.ts';
import type { EspOptions } from './options.ts';
import { readStanding, type Standing } from './standing.ts';

/** Whether the module is associated with an access point, as far as it has said so, and what it says when asked. */
export class Association {
  readonly #module: ReadyModule<EspOptions, EspDialect>;
  #isOn = false;
  #losses = 0;

  constructor(module: ReadyModule<EspOptions, EspDialect>) {
    this.#module = module;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** How often it ended: whoever waits for an answer sees by it whether that still counts. */
  get losses(): number {
    return this.#losses;
  }

  set(on: boolean, cause: Cause): void {
    if (!on) this.#losses++;
    if (this.#isOn === on) return;
    this.#isOn = on;
    this.#module.reports.carrier(on, cause);
  }

  ask(signal: AbortSignal): Promise<Standing> {
    const { dialect, line, options } = this.#module;
    return readStanding(line, dialect, isStatic(options().staticAddress), signal);
  }
}
