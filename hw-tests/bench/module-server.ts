/**
 * The far side of the data path benchmark: a process of its own that serves a simulated module, or a bare pump, at a
 * pseudo-terminal. Run by `startModuleServer`.
 */
import { MemoryNetwork, type MemoryScript, servePty, simulatedModule } from '../../mocks/index.ts';
import type { SimulatedModule, Transmit } from '../../mocks/simulated-module.ts';
import { systemClock } from '../../src/base/clock.ts';
import { Desk } from './desk.ts';
import { exactClock } from './exact-clock.ts';
import type { ServerOrder } from './start-module-server.ts';

const report = (message: object): void => void process.send?.(message);
const told = { bytes: 0, most: 0 };

/** Counts what came the way up, and says when all of it is there. */
function arrived(count: number, expected: number): void {
  told.bytes += count;
  if (told.bytes < expected) return;
  told.bytes = 0;
  report({ arrived: true, residentBytes: process.memoryUsage().rss });
}

/** No module at all: sends so many bytes when it is told to, and counts those that come. */
class Pump implements SimulatedModule {
  readonly personality = 'pump';
  readonly #bytes: number;
  readonly #piece = Buffer.alloc(1500, 'x');
  #transmit: Transmit | undefined;
  #left = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
    process.on('message', (message) => {
      if (message !== 'pump') return;
      this.#left = bytes;
      this.drained();
    });
  }

  receive({ length }: Uint8Array): void {
    arrived(length, this.#bytes);
  }

  attach(transmit: Transmit): () => void {
    this.#transmit = transmit;
    return () => {
      this.#transmit = undefined;
    };
  }

  drained(): void {
    while (this.#left > 0) {
      const piece = this.#piece.subarray(0, this.#left);
      this.#left -= piece.length;
      if (this.#transmit?.(piece) === false) return;
    }
  }

  powerOn(): void {}
  powerOff(): void {}
  close(): void {}
}

// What one segment of TCP carries over Ethernet.
const segment = Buffer.alloc(1460, 'x');

/** Sends so many bytes once it is asked with any, and ends: by then the host is ready for them. */
function source(bytes: number): MemoryScript {
  return (peer) => {
    const push = (left: number): void => {
      if (left > 0) peer.send(segment.subarray(0, left), () => push(left - segment.length));
      else peer.end();
    };
    let asked = false;
    return {
      data: () => {
        if (!asked) push(bytes);
        asked = true;
      },
    };
  };
}

const order: ServerOrder = JSON.parse(process.argv[2] ?? '{}');
const network = new MemoryNetwork({
  clock: systemClock,
  latencyMs: 0,
  windowBytes: 1024 * 1024,
  servers: {
    '192.0.2.10:9': () => ({ data: ({ length }) => arrived(length, order.bytes) }),
    '192.0.2.10:19': source(order.bytes),
  },
});

function served(personality: string | undefined): SimulatedModule {
  if (personality === undefined) return new Pump(order.bytes);
  if (personality === 'desk') return new Desk((count) => arrived(count, order.bytes));
  return simulatedModule(personality, { clock: systemClock, network, speed: order.speed });
}

const module = served(order.personality);
const { path } = await servePty(
  module,
  order.baudRate === undefined ? {} : { baudRate: order.baudRate, clock: exactClock },
);
module.powerOn();
process.on('disconnect', () => process.exit());
report({ path });
