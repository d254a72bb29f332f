import type { Clock } from '../../base/clock.ts';
import type { AttemptPhase, ConnectivityEvent, Fact, ModuleState, NetworkInterface } from '../../connectivity/index.ts';
import { signalQuality } from './signal-bars.ts';

/** What the live table knows of one interface, beside what the interface says itself. */
export interface InterfaceStatus {
  readonly iface: NetworkInterface;
  /** In a word or two: what it is, or what it waits for. */
  readonly state: string;
  /** Monotonic milliseconds at which it came into that state. */
  readonly since: number;
  readonly module: string;
  readonly registration: string;
  readonly signal: string;
  /** How good the signal is, from 0 to 1; undefined when there is none, or nobody can tell. */
  readonly quality: number | undefined;
  /** How good the signals were that were measured, the newest last. */
  readonly qualities: readonly number[];
  readonly phase: AttemptPhase;
}

interface Memory {
  readonly iface: NetworkInterface;
  module: string;
  moduleState: ModuleState;
  facts: Partial<Record<string, string>>;
  quality: number | undefined;
  readonly qualities: number[];
  phase: AttemptPhase;
  state: string;
  since: number;
}

// Ten minutes of them, where one is measured every ten seconds.
const mostQualities = 60;

const moduleWords: Readonly<Record<ModuleState, string>> = {
  absent: 'no module',
  opening: 'opening',
  booting: 'booting',
  'starting-up': 'starting up',
  ready: 'ready',
  lost: 'module lost',
};

function stateWord({ iface, moduleState, phase }: Memory): string {
  if (phase === 'releasing') return 'releasing';
  if (!iface.isAdminUp) return 'down';
  if (moduleState !== 'ready') return moduleWords[moduleState];
  if (!iface.hasCarrier) return 'no carrier';
  if (iface.isDormant) return 'dormant';
  return iface.hasAddress() ? 'connected' : 'no address';
}

function remember(memory: Memory, { data, name, value }: Fact): void {
  memory.facts[name] = value;
  if (name !== 'signal') return;
  memory.quality = signalQuality(data);
  if (memory.quality !== undefined) memory.qualities.push(memory.quality);
  if (memory.qualities.length > mostQualities) memory.qualities.shift();
}

/** Gathers from the events what a table of the interfaces shows; the interfaces themselves say the rest. */
export class StatusBoard {
  readonly #clock: Clock;
  readonly #memories = new Map<NetworkInterface, Memory>();

  constructor(clock: Clock, ifaces: readonly NetworkInterface[]) {
    this.#clock = clock;
    for (const iface of ifaces) this.#memory(iface);
  }

  apply(event: ConnectivityEvent): void {
    const memory = this.#memory(event.iface);
    if (event.type === 'module-ready') memory.module = event.identity.model ?? memory.module;
    if (event.type.startsWith('module-')) memory.moduleState = event.type.slice('module-'.length) as ModuleState;
    if (event.type === 'module-lost' || event.type === 'module-absent') memory.facts = {};
    if (event.type === 'attempt-phase') memory.phase = event.phase;
    if (event.type === 'fact') remember(memory, event.fact);
    const state = stateWord(memory);
    if (state === memory.state) return;
    memory.state = state;
    memory.since = this.#clock.now();
  }

  get statuses(): readonly InterfaceStatus[] {
    return [...this.#memories.values()].map(({ iface, state, since, module, facts, phase, quality, qualities }) => ({
      iface,
      state,
      since,
      module,
      registration: facts.registration ?? '-',
      signal: facts.signal ?? '-',
      quality: facts.signal === undefined ? undefined : quality,
      qualities,
      phase,
    }));
  }

  #memory(iface: NetworkInterface): Memory {
    const known = this.#memories.get(iface);
    if (known !== undefined) return known;
    const memory: Memory = {
      iface,
      module: '-',
      moduleState: 'absent',
      facts: {},
      quality: undefined,
      qualities: [],
      phase: 'idle',
      state: '',
      since: this.#clock.now(),
    };
    memory.state = stateWord(memory);
    this.#memories.set(iface, memory);
    return memory;
  }
}
