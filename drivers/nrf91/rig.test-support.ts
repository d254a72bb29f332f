import { InProcessPort } from '../../mocks/line/in-process-port.ts';
import type { StackNetwork } from '../../mocks/network/contract.ts';
import type { BuildOptions, Misbehaviours, NetworkOptions, SimOptions } from '../../mocks/nrf91/options.ts';
import { SimulatedNrf91 } from '../../mocks/nrf91/simulated-nrf91.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import {
  type Binding,
  ConnectionManager,
  type ConnectivityEvent,
  type NetworkInterface,
} from '../../src/connectivity/index.ts';
import type { LineSetUp, Module } from '../../src/driver/index.ts';
import type { Nrf91Dialect } from './dialects.ts';
import { nrf91 } from './nrf91.ts';
import type { Nrf91Options } from './options.ts';

export interface RigOptions {
  readonly personality?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly sim?: SimOptions;
  readonly network?: NetworkOptions;
  readonly build?: BuildOptions;
  /** The network behind the sockets. */
  readonly internet?: (clock: VirtualClock) => StackNetwork;
  readonly modemFirmware?: string;
  readonly misbehaviours?: Misbehaviours;
  /** The module has power from the start, unless this is false. */
  readonly powered?: boolean;
  readonly chunk?: number;
  /** The line's speed; without it what the module says is there at once. */
  readonly baudRate?: number;
  /** What the board wants of the line; it has control lines then. */
  readonly setup?: LineSetUp;
}

export interface Rig {
  readonly clock: VirtualClock;
  readonly manager: ConnectionManager;
  readonly lte0: NetworkInterface;
  readonly binding: Binding<Module<Nrf91Options, Nrf91Dialect>>;
  readonly module: SimulatedNrf91;
  readonly port: InProcessPort;
  readonly events: ConnectivityEvent[];
  /** The types of the events so far, without the chatter. */
  types(): string[];
  /** The facts of one name so far. */
  facts(name: string): string[];
  until(condition: () => boolean, limitS?: number): Promise<void>;
  close(): Promise<void>;
}

const chatter = new Set(['fact', 'attempt-phase']);

/** A simulated module behind an interface, in virtual time. */
export function rig(options: RigOptions = {}): Rig {
  const clock = new VirtualClock();
  const { personality = 'nrf9160-slm', sim, network, build, modemFirmware, misbehaviours } = options;
  const module = new SimulatedNrf91({
    personality,
    clock,
    ...(sim && { sim }),
    ...(network && { network }),
    ...(build && { build }),
    ...(options.internet && { internet: options.internet(clock) }),
    ...(modemFirmware && { modemFirmware }),
    ...(misbehaviours && { misbehaviours }),
  });
  const port = new InProcessPort(module, {
    clock,
    ...(options.chunk && { chunk: options.chunk }),
    ...(options.baudRate && { baudRate: options.baudRate }),
    controlLines: options.setup !== undefined,
  });
  const manager = new ConnectionManager({ clock });
  const events: ConnectivityEvent[] = [];
  manager.on('*', (event) => events.push(event));
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  if (options.powered !== false) module.powerOn();
  const binding = manager.bind(lte0, nrf91, {
    port,
    ...options.setup,
    ...(options.options && { options: options.options }),
  });
  return {
    clock,
    manager,
    lte0,
    binding,
    module,
    port,
    events,
    types: () => events.map(({ type }) => type).filter((type) => !chatter.has(type)),
    facts: (name) =>
      events.flatMap((event) => (event.type === 'fact' && event.fact.name === name ? event.fact.value : [])),
    until: async (condition, limitS = 120) => {
      if (await clock.until(condition, limitS * 1000)) return;
      throw new Error(`not within ${limitS} s: ${condition}\n${describe(manager, lte0)}`);
    },
    close: async () => {
      // Its own timers go on while the session winds up.
      const closed = manager.close();
      await clock.advance(10_000);
      await closed;
      module.close();
    },
  };
}

function describe(manager: ConnectionManager, iface: NetworkInterface): string {
  return manager
    .timeline(iface)
    .slice(-25)
    .map(
      ({ time, event, detail, cause }) =>
        `${time.toISOString().slice(14)} ${event} ${detail ?? ''} (${cause?.text ?? ''})`,
    )
    .join('\n');
}
