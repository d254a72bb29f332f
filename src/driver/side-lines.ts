import type { Binding } from '../connectivity/index.ts';
import type { ControlLines } from '../transport/transport.ts';
import type { DriverDefinition } from './define-driver.ts';
import { LogPort } from './log-port.ts';
import type { ModuleSetup } from './module-setup.ts';
import { pulseReset } from './wiring.ts';

/** What a module may have beside its AT port: a port for its log, and control lines that reset it. */
export class SideLines {
  readonly #setup: ModuleSetup;
  readonly #binding: Binding<unknown>;
  readonly #closing = new AbortController();
  readonly #logPort: LogPort | undefined;

  constructor(setup: ModuleSetup, binding: Binding<unknown>, logFact: DriverDefinition<object, unknown>['logFact']) {
    this.#setup = setup;
    this.#binding = binding;
    const { logPort: port, wiring = 'none' } = setup;
    if (port === undefined) return;
    const { clock, log } = binding;
    const line = (text: string): void => {
      log.debug({ module: text }, 'log of the module');
      const fact = logFact?.(text);
      if (fact !== undefined) binding.reportFact(fact, { kind: 'line', text });
    };
    this.#logPort = new LogPort({ port, clock, log, wiring, line });
    this.#logPort.open();
  }

  /**
   * Resets the module through DTR and RTS: those of the log port if there is one, for boards with two ports have their
   * reset wired to that one.
   *
   * @param own the control lines of the AT port, while it is open
   * @throws DriverError `FEATURE_MISSING` where no lines reset it
   */
  async reset(own: ControlLines | undefined): Promise<void> {
    const lines = this.#setup.logPort === undefined ? own : this.#logPort?.controlLines;
    await pulseReset(lines, this.#setup.wiring ?? 'none', this.#binding.clock, this.#closing.signal);
  }

  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the binding was closed', 'AbortError'));
    await this.#logPort?.close();
  }
}
