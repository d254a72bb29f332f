import { type AccessPointOptions, SimulatedAir } from '../../mocks/esp-at/air.ts';
import type { EspAtOptions, Misbehaviours, StoredNetwork } from '../../mocks/esp-at/options.ts';
import { SimulatedEspAt } from '../../mocks/esp-at/simulated-esp-at.ts';
import { InProcessPort } from '../../mocks/index.ts';
import { TransportError } from '../../src/base/errors.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import {
  type Binding,
  ConnectionManager,
  type ConnectivityEvent,
  type NetworkInterface,
} from '../../src/connectivity/index.ts';
import type { Module, ModuleSetup } from '../../src/driver/index.ts';
import type { CloseReason, Port, Transport, TransportHandlers } from '../../src/transport/transport.ts';
import type { EspDialect } from './dialects.table.ts';
import { espAt } from './esp-at.ts';
import type { EspOptions } from './options.ts';

export interface RigOptions {
  readonly personality?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly points?: readonly AccessPointOptions[];
  readonly misbehaviours?: Misbehaviours;
  readonly stored?: StoredNetwork;
  /** The module has power from the start, unless this is false. */
  readonly powered?: boolean;
  /** What the module's sockets reach. */
  readonly network?: (clock: VirtualClock) => NonNullable<EspAtOptions['network']>;
  readonly certificates?: EspAtOptions['certificates'];
  readonly chunk?: number;
  /** Of what the module says. Default: at once. */
  readonly baudRate?: number;
  readonly controlLines?: boolean;
  readonly romText?: 'misread' | 'readable' | 'none';
  readonly setup?: Partial<ModuleSetup>;
}

export interface Rig {
  readonly clock: VirtualClock;
  readonly manager: ConnectionManager;
  readonly wlan0: NetworkInterface;
  readonly binding: Binding<Module<EspOptions, EspDialect>>;
  readonly module: SimulatedEspAt;
  readonly air: SimulatedAir;
  readonly port: InProcessPort;
  readonly events: ConnectivityEvent[];
  /** The types of the events so far, without the chatter. */
  types(): string[];
  /** The values of the facts so far. */
  facts(): string[];
  until(condition: () => boolean, limitS?: number): Promise<void>;
  close(): Promise<void>;
}

export const lab: AccessPointOptions = {
  ssid: 'lab',
  passphrase: 'secret99',
  bssid: '02:11:22:33:44:55',
  pool: '10.0.0.2',
};
export const labOptions = { ssid: 'lab', passphrase: 'secret99' } as const;

const chatter = new Set(['fact', 'attempt-phase']);

/** A simulated module behind an interface, in virtual time. */
export function rig(options: RigOptions = {}): Rig {
  const clock = new VirtualClock();
  const air = new SimulatedAir(options.points ?? [lab]);
  const module = new SimulatedEspAt({
    personality: options.personality ?? 'esp32-at4',
    clock,
    air,
    ...(options.stored && { stored: options.stored }),
    ...(options.romText && { romText: options.romText }),
    ...(options.network && { network: options.network(clock) }),
    ...(options.certificates && { certificates: options.certificates }),
    ...(options.misbehaviours && { misbehaviours: options.misbehaviours }),
  });
  const port = new InProcessPort(module, {
    clock,
    ...(options.chunk && { chunk: options.chunk }),
    ...(options.baudRate && { baudRate: options.baudRate }),
    ...(options.controlLines && { controlLines: true }),
  });
  const manager = new ConnectionManager({ clock });
  const events: ConnectivityEvent[] = [];
  manager.on('*', (event) => events.push(event));
  const wlan0 = manager.addInterface({ name: 'wlan0', technology: 'wifi' });
  if (options.powered !== false) module.powerOn();
  const binding = manager.bind(wlan0, espAt, { port, options: options.options ?? labOptions, ...options.setup });
  return {
    clock,
    manager,
    wlan0,
    binding,
    module,
    air,
    port,
    events,
    types: () => events.map(({ type }) => type).filter((type) => !chatter.has(type)),
    facts: () => events.flatMap((event) => (event.type === 'fact' ? [event.fact.value] : [])),
    until: async (condition, limitS = 120) => {
      if (await clock.until(condition, limitS * 1000)) return;
      throw new Error(`not within ${limitS} s: ${condition}\n${describe(manager, wlan0, module)}`);
    },
    close: async () => {
      const closed = manager.close();
      await clock.advance(5000);
      await closed;
      module.close();
    },
  };
}

function describe(manager: ConnectionManager, iface: NetworkInterface, module: SimulatedEspAt): string {
  const timeline = manager
    .timeline(iface)
    .slice(-25)
    .map(
      ({ time, event, detail, cause }) =>
        `${time.toISOString().slice(14)} ${event} ${detail ?? ''} (${cause?.text ?? ''})`,
    );
  return [...timeline, 'the last commands:', ...module.commandsSeen.slice(-12)].join('\n');
}

let opened: Rig | undefined;

/** A rig that {@link closed} closes. */
export function start(options?: RigOptions): Rig {
  opened = rig(options);
  return opened;
}

/** After each test: nothing may be left behind, no timer of the driver and none of the module. */
export async function closed(): Promise<void> {
  await opened?.close();
  const left = opened?.clock.timerCount ?? 0;
  opened = undefined;
  if (left !== 0) throw new Error(`${left} timers are left`);
}

/** A rig whose interface is ready. */
export async function connected(options?: RigOptions, persistent = false): Promise<Rig> {
  const started = start(options);
  started.manager.setFlag(started.wlan0, 'PERSISTENT', persistent);
  started.manager.connect(started.wlan0);
  await started.until(() => started.manager.isReady(started.wlan0));
  return started;
}

/** Waits in virtual time for what a command of the application answers. */
export async function answered<Value>({ until }: Rig, answer: Promise<Value>): Promise<PromiseSettledResult<Value>> {
  const all: PromiseSettledResult<Value>[] = [];
  void Promise.allSettled([answer]).then((results) => all.push(...results));
  await until(() => all.length > 0);
  const [first] = all;
  if (first === undefined) throw new Error('no answer');
  return first;
}

export const count = (all: readonly string[], wanted: string): number => all.filter((each) => each === wanted).length;

type Source = (transmit: (bytes: Uint8Array) => void) => () => void;

/** The log port of a simulated module, or of anything that says bytes. */
export class ListeningPort implements Port {
  readonly name = 'log port';
  readonly written: Uint8Array[] = [];
  readonly lineSettings: { readonly dtr: boolean; readonly rts: boolean }[] = [];
  isOpen = false;
  /** Who speaks on it; nobody until it is said. */
  source: Source | undefined;
  #lose: (() => void) | undefined;

  async open(handlers: TransportHandlers): Promise<Transport> {
    const detach = this.source?.((bytes) => queueMicrotask(() => handlers.onBytes(bytes.slice())));
    this.isOpen = true;
    const end = (reason: CloseReason): void => {
      if (!this.isOpen) return;
      this.isOpen = false;
      detach?.();
      queueMicrotask(() => handlers.onClosed(reason));
    };
    this.#lose = () => end({ kind: 'lost', error: new TransportError('PORT_LOST', 'the log port was unplugged') });
    return {
      name: this.name,
      write: async (bytes) => {
        this.written.push(bytes);
      },
      close: async () => end({ kind: 'closed' }),
      controlLines: {
        set: async ({ dtr = false, rts = false }) => {
          this.lineSettings.push({ dtr, rts });
        },
        get: async () => ({ cts: false, dsr: false, dcd: false }),
      },
    };
  }

  /** Pulls its plug and puts it back. */
  replug(): void {
    this.#lose?.();
  }
}
