import type { SimulatedModule } from '../../mocks/simulated-module.ts';
import type { Port, Transport, TransportHandlers } from '../../src/index.ts';

/** A port that hands bytes over in the call: nothing of a line is in what is measured behind it. */
export class BenchPort implements Port {
  readonly name = 'bench';
  readonly #module: SimulatedModule;

  constructor(module: SimulatedModule) {
    this.#module = module;
  }

  async open(handlers: TransportHandlers): Promise<Transport> {
    const detach = this.#module.attach((bytes) => handlers.onBytes(bytes.slice()));
    return {
      name: this.name,
      write: async (bytes) => {
        const copy = bytes.slice();
        setImmediate(() => this.#module.receive(copy));
      },
      close: async () => {
        detach();
        handlers.onClosed({ kind: 'closed' });
      },
    };
  }
}
