import type { Clock, Timer } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import { TransportError } from '../../src/base/errors.ts';
import type { CloseReason, ControlLines, Port, Transport, TransportHandlers } from '../../src/transport/transport.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { PacedOutput } from './paced-output.ts';

/** What the line between the host and the module is like. */
export interface InProcessPortOptions {
  /** Default: `simulated ` and the personality. */
  readonly name?: string;
  /** Splits what the module says into pieces of this many bytes. */
  readonly chunk?: number;
  /** Delivers what the module says at this speed, in pieces of at most 64 bytes. Default: at once. */
  readonly baudRate?: number;
  /** The time by which the speed is measured. Default: the system's. */
  readonly clock?: Clock;
  /** Offers control lines, which reach the module. Default: none, as on a pseudo-terminal. */
  readonly controlLines?: boolean;
  /**
   * The host opens it at this speed, in bits a second, and may change that: a module at another speed is read as
   * garbage. Default: the host has whatever speed the module has, and cannot change it.
   */
  readonly hostBaudRate?: number;
}

/**
 * However fast the module, if it heeds the line it says no more than this in a millisecond: whoever reads has to come
 * along, and does not while others keep the event loop.
 */
const mostAtOnce = 64 * 1024;

/** The modem control lines as the host last set them. */
export type HostLines = { readonly dtr: boolean; readonly rts: boolean };

/**
 * A port with a simulated module behind it, in the same process. Handlers are called in their own turn, in order, as
 * those of a real port are.
 */
export class InProcessPort implements Port {
  readonly name: string;
  readonly baudRate?: number;
  readonly #module: SimulatedModule;
  readonly #options: InProcessPortOptions;
  readonly #lineSettings: HostLines[] = [];
  #hostBaudRate: number | undefined;
  #plugged = true;
  #open: InProcessTransport | undefined;

  constructor(module: SimulatedModule, options: InProcessPortOptions = {}) {
    this.#module = module;
    this.#options = options;
    this.name = options.name ?? `simulated ${module.personality}`;
    if (options.hostBaudRate !== undefined) this.baudRate = options.hostBaudRate;
  }

  async open(handlers: TransportHandlers, options: { readonly signal?: AbortSignal } = {}): Promise<Transport> {
    options.signal?.throwIfAborted();
    if (!this.#plugged) throw new TransportError('PORT_MISSING', `${this.name} is not there`, { where: this.name });
    if (this.#open !== undefined) {
      throw new TransportError('PORT_BUSY', `${this.name} is already open`, { where: this.name });
    }
    this.#setHostBaudRate(this.#options.hostBaudRate);
    const transport = new InProcessTransport(this.name, this.#module, handlers, {
      ...this.#options,
      released: () => {
        this.#open = undefined;
      },
      lines: this.#options.controlLines === true ? hostLines(this.#lineSettings, this.#module) : undefined,
      setBaudRate: (baudRate) => this.#setHostBaudRate(baudRate),
    });
    this.#open = transport;
    return transport;
  }

  /** Pulls the plug: whoever has it open is told once that it is lost. */
  unplug(): void {
    this.#plugged = false;
    const error = new TransportError('PORT_LOST', `${this.name} was unplugged`, { where: this.name });
    this.#open?.end({ kind: 'lost', error });
  }

  /** Puts the plug back. */
  plug(): void {
    this.#plugged = true;
  }

  /** The same, as the other lines call it. */
  replug(): void {
    this.plug();
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** The speed to which the host set it last; undefined without `hostBaudRate`. */
  get hostBaudRate(): number | undefined {
    return this.#hostBaudRate;
  }

  /** What the host did to the control lines, oldest first; empty without `controlLines`. At most 100 are kept. */
  get lineSettings(): readonly HostLines[] {
    return this.#lineSettings;
  }

  #setHostBaudRate(baudRate: number | undefined): void {
    if (baudRate === undefined) return;
    this.#hostBaudRate = baudRate;
    this.#module.hostBaudRate?.(baudRate);
  }
}

const rememberedLines = 100;

function hostLines(record: HostLines[], module: SimulatedModule): ControlLines {
  return {
    set: async (lines) => {
      const before = record.at(-1) ?? { dtr: false, rts: false };
      record.push({ dtr: lines.dtr ?? before.dtr, rts: lines.rts ?? before.rts });
      if (record.length > rememberedLines) record.shift();
      module.hostLines?.(lines);
    },
    get: async () => ({ cts: true, dsr: true, dcd: false }),
  };
}

interface InProcessTransportOptions extends InProcessPortOptions {
  released(): void;
  setBaudRate(baudRate: number): void;
  readonly lines: ControlLines | undefined;
}

class InProcessTransport implements Transport {
  readonly name: string;
  readonly controlLines?: ControlLines;
  readonly setBaudRate?: (baudRate: number) => Promise<void>;
  readonly #module: SimulatedModule;
  readonly #handlers: TransportHandlers;
  readonly #released: () => void;
  readonly #paced: PacedOutput;
  readonly #detach: () => void;
  readonly #clock: Clock;
  /** What was said in which millisecond. */
  #said = { atMs: 0, bytes: 0 };
  #room: Timer | undefined;
  #state: 'open' | 'closed' | 'lost' = 'open';

  constructor(name: string, module: SimulatedModule, handlers: TransportHandlers, options: InProcessTransportOptions) {
    this.name = name;
    this.#module = module;
    this.#handlers = handlers;
    this.#released = options.released;
    if (options.lines !== undefined) this.controlLines = options.lines;
    if (options.hostBaudRate !== undefined) {
      this.setBaudRate = async (baudRate) => {
        if (this.#state !== 'open') throw this.#refusal();
        options.setBaudRate(baudRate);
      };
    }
    const { baudRate, chunk, clock = systemClock } = options;
    this.#clock = clock;
    this.#paced = new PacedOutput(
      { clock, baudRate, chunk },
      (bytes) => this.#deliver(bytes),
      () => module.drained?.(),
    );
    this.#detach = module.attach((bytes) => this.#paced.write(bytes));
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#state !== 'open') throw this.#refusal();
    const copy = bytes.slice();
    // The module answers in its own turn, not inside the call of the host.
    await Promise.resolve();
    if (this.#state !== 'open') throw this.#refusal();
    this.#module.receive(copy);
  }

  async close(): Promise<void> {
    this.end({ kind: 'closed' });
  }

  end(reason: CloseReason): void {
    if (this.#state !== 'open') return;
    this.#state = reason.kind;
    this.#detach();
    this.#paced.close();
    this.#room?.cancel();
    this.#released();
    queueMicrotask(() => this.#handlers.onClosed(reason));
  }

  #deliver(bytes: Uint8Array): boolean {
    const copy = bytes.slice();
    queueMicrotask(() => {
      // What was on its way when the line was cut does not arrive.
      if (this.#state === 'open') this.#handlers.onBytes(copy);
    });
    return this.#hasRoomBehind(bytes.length);
  }

  #hasRoomBehind(count: number): boolean {
    const atMs = Math.floor(this.#clock.now());
    this.#said = { atMs, bytes: (this.#said.atMs === atMs ? this.#said.bytes : 0) + count };
    if (this.#said.bytes < mostAtOnce) return true;
    this.#room ??= this.#clock.after(1, () => {
      this.#room = undefined;
      this.#paced.resume();
    });
    return false;
  }

  #refusal(): TransportError {
    const code = this.#state === 'lost' ? 'PORT_LOST' : 'PORT_CLOSED';
    return new TransportError(code, `${this.name} is ${this.#state}`, { where: this.name });
  }
}
