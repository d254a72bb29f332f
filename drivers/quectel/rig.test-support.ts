import type { Misbehaviours, NetworkOptions, SimOptions, StackNetwork } from '../../mocks/index.ts';
import { InProcessPort, SimulatedQuectel } from '../../mocks/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import {
  type Binding,
  ConnectionManager,
  type ConnectivityEvent,
  type NetworkInterface,
} from '../../src/connectivity/index.ts';
import type { Module, UserQuirk } from '../../src/driver/index.ts';
import { type Intercept, Interceptor } from './interceptor.test-support.ts';
import type { QuectelDialect } from './models.table.ts';
import type { QuectelOptions } from './options.ts';
import { quectel } from './quectel.ts';

export interface RigOptions {
  readonly personality?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly sim?: SimOptions;
  readonly network?: NetworkOptions;
  readonly misbehaviours?: Misbehaviours;
  /** What the module's sockets reach. The line is then the module's own: nothing stands between. */
  readonly internet?: (clock: VirtualClock) => StackNetwork;
  readonly tlsVerification?: 'honest' | 'ignores';
  /** The module has power from the start, unless this is false. */
  readonly powered?: boolean;
  readonly chunk?: number;
  /** Answers command lines in the module's place. */
  readonly intercept?: Intercept;
  readonly quirks?: readonly UserQuirk[];
  /** Where refused PINs are kept; a directory for the time of a test. */
  readonly stateDirectory?: string;
}

export interface Rig {
  readonly clock: VirtualClock;
  readonly manager: ConnectionManager;
  readonly lte0: NetworkInterface;
  readonly binding: Binding<Module<QuectelOptions, QuectelDialect>>;
  readonly module: SimulatedQuectel;
  readonly port: InProcessPort;
  readonly between: Interceptor;
  readonly events: ConnectivityEvent[];
  /** The values of the facts with this name so far. */
  facts(name: string): string[];
  /** The types of the events so far, without the chatter. */
  types(): string[];
  until(condition: () => boolean, limitS?: number): Promise<void>;
  close(): Promise<void>;
}

const chatter = new Set(['fact', 'attempt-phase']);

/** A simulated module behind an interface, in virtual time. */
export function rig(options: RigOptions = {}): Rig {
  const clock = new VirtualClock();
  const module = new SimulatedQuectel({
    personality: options.personality ?? 'quectel-bg95',
    clock,
    ...(options.sim && { sim: options.sim }),
    ...(options.network && { network: options.network }),
    ...(options.misbehaviours && { misbehaviours: options.misbehaviours }),
    ...(options.internet && { internet: options.internet(clock) }),
    ...(options.tlsVerification && { tlsVerification: options.tlsVerification }),
  });
  const between = new Interceptor(module, clock);
  between.intercept = options.intercept;
  const port = new InProcessPort(options.internet === undefined ? between : module, {
    clock,
    ...(options.chunk && { chunk: options.chunk }),
  });
  const manager = new ConnectionManager({ clock });
  const events: ConnectivityEvent[] = [];
  manager.on('*', (event) => events.push(event));
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  if (options.powered !== false) module.powerOn();
  const binding = manager.bind(lte0, quectel, {
    port,
    ...(options.options && { options: options.options }),
    ...(options.quirks && { quirks: options.quirks }),
    ...(options.stateDirectory !== undefined && { stateDirectory: options.stateDirectory }),
  });
  return {
    clock,
    manager,
    lte0,
    binding,
    module,
    port,
    between,
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
      await clock.advance(5000);
      await closed;
      between.close();
    },
  };
}

function describe(manager: ConnectionManager, iface: NetworkInterface): string {
  return manager
    .timeline(iface)
    .slice(-20)
    .map(
      ({ time, event, detail, cause }) =>
        `${time.toISOString().slice(14)} ${event} ${detail ?? ''} (${cause?.text ?? ''})`,
    )
    .join('\n');
}
