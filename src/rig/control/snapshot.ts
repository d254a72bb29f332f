import type { Clock } from '../../base/clock.ts';
import type {
  AttemptPhase,
  BindingFlag,
  ConnectionManager,
  ConnectivityEvent,
  Fact,
  ModuleIdentity,
  ModuleState,
  NetworkInterface,
} from '../../connectivity/index.ts';

/** How one interface stands: everything that a table, a script or a report may want to show. */
export interface InterfaceSnapshot {
  readonly name: string;
  readonly technology: string;
  /** One word for it: connected, dormant, no-carrier, starting-up, ... */
  readonly state: string;
  /** How long it has been in that state, in milliseconds. */
  readonly forMs: number;
  readonly admin: 'up' | 'down';
  readonly carrier: 'on' | 'off';
  readonly dormant: 'on' | 'off';
  readonly operational: string;
  readonly addresses: readonly string[];
  readonly phase: AttemptPhase;
  readonly detail?: string;
  readonly driver: string;
  readonly port: string;
  readonly module: { readonly state: ModuleState } & ModuleIdentity;
  /** The last of each kind: registration, operator, signal, ... */
  readonly facts: Readonly<Record<string, Omit<Fact, 'name'>>>;
  readonly timeoutS: number;
  readonly idleTimeoutS: number;
  readonly flags: readonly BindingFlag[];
}

/** What a snapshot needs to know of an interface beside what the manager knows. */
export interface InterfaceOrigin {
  readonly iface: NetworkInterface;
  readonly driver: string;
  readonly port: string;
}

interface Memory {
  moduleState: ModuleState;
  identity: ModuleIdentity;
  phase: AttemptPhase;
  detail: string | undefined;
  facts: Record<string, Omit<Fact, 'name'>>;
  state: string;
  since: number;
}

const flags = ['PERSISTENT', 'NO_AUTO_CONNECT', 'NO_AUTO_DOWN'] as const;

function stateOf(iface: NetworkInterface, { moduleState, phase }: Memory): string {
  if (phase === 'releasing') return 'releasing';
  if (!iface.isAdminUp) return 'down';
  if (moduleState !== 'ready') return moduleState;
  if (!iface.hasCarrier) return 'no-carrier';
  if (iface.isDormant) return 'dormant';
  return iface.hasAddress() ? 'connected' : 'no-address';
}

/** Keeps, for each interface, the last that its module told. */
export class Snapshots {
  readonly #clock: Clock;
  readonly #manager: ConnectionManager;
  readonly #origins = new Map<NetworkInterface, InterfaceOrigin>();
  readonly #memories = new Map<NetworkInterface, Memory>();
  readonly #unlisten: () => void;

  /** Made before the interfaces are bound: it hears everything from the first. */
  constructor(manager: ConnectionManager, clock: Clock) {
    this.#manager = manager;
    this.#clock = clock;
    this.#unlisten = manager.on('*', (event) => this.#take(event));
  }

  add(origin: InterfaceOrigin): void {
    this.#origins.set(origin.iface, origin);
  }

  close(): void {
    this.#unlisten();
  }

  of(iface: NetworkInterface): InterfaceSnapshot {
    const memory = this.#memory(iface);
    const origin = this.#origins.get(iface);
    const manager = this.#manager;
    return {
      name: iface.name,
      technology: iface.technology,
      state: memory.state,
      forMs: Math.round(this.#clock.now() - memory.since),
      admin: iface.isAdminUp ? 'up' : 'down',
      carrier: iface.hasCarrier ? 'on' : 'off',
      dormant: iface.isDormant ? 'on' : 'off',
      operational: iface.operationalState,
      addresses: iface.addresses.map(({ address }) => address),
      phase: memory.phase,
      ...(memory.detail !== undefined && { detail: memory.detail }),
      driver: origin?.driver ?? '',
      port: origin?.port ?? '',
      module: { state: memory.moduleState, ...memory.identity },
      facts: { ...memory.facts },
      timeoutS: manager.getTimeout(iface),
      idleTimeoutS: manager.getIdleTimeout(iface),
      flags: flags.filter((flag) => manager.getFlag(iface, flag)),
    };
  }

  #take(event: ConnectivityEvent): void {
    const memory = this.#memory(event.iface);
    if (event.type === 'module-ready') memory.identity = event.identity;
    if (event.type.startsWith('module-')) memory.moduleState = event.type.slice('module-'.length) as ModuleState;
    if (event.type === 'module-lost' || event.type === 'module-absent') memory.facts = {};
    if (event.type === 'attempt-phase') {
      memory.phase = event.phase;
      memory.detail = event.detail;
    }
    if (event.type === 'fact') {
      const { name, ...rest } = event.fact;
      memory.facts[name] = rest;
    }
    const state = stateOf(event.iface, memory);
    if (state === memory.state) return;
    memory.state = state;
    memory.since = this.#clock.now();
  }

  #memory(iface: NetworkInterface): Memory {
    let memory = this.#memories.get(iface);
    if (memory === undefined) {
      memory = {
        moduleState: 'absent',
        identity: {},
        phase: 'idle',
        detail: undefined,
        facts: {},
        state: '',
        since: this.#clock.now(),
      };
      memory.state = stateOf(iface, memory);
      this.#memories.set(iface, memory);
    }
    return memory;
  }
}
