import { type FaultyModule, faultyModule, MemoryNetwork, ShiftedClock, VirtualClock } from '../../mocks/index.ts';
import { ConnectionManager, type EventType, type NetworkInterface } from '../../src/index.ts';
import { type BoundModule, type FamilyName, families, makeModule } from './families.ts';
import { makePlace, type Surroundings } from './surroundings.ts';

/** A simulated module with faults behind an interface, in virtual time. */
export interface Rig {
  readonly clock: VirtualClock;
  readonly manager: ConnectionManager;
  readonly iface: NetworkInterface;
  readonly faulty: FaultyModule;
  /** What the module's sockets reach. */
  readonly network: MemoryNetwork;
  readonly bound: BoundModule;
  readonly personality: string;
  readonly imei: string | undefined;
  readonly isModuleReady: boolean;
  /** Why the module was lost, each time that it was. */
  readonly losses: readonly string[];
  /** When it was connected last, by the clock. */
  readonly connectedAtMs: number;
  /** Whether an event of that type came so far. */
  saw(type: EventType): boolean;
  /** @throws Error with `otherwise` when it takes longer */
  until(condition: () => boolean, limitMin: number, otherwise: string): Promise<void>;
  /** What happened last, for a report. */
  history(): string;
  /** @throws Error when something is left behind */
  close(): Promise<void>;
}

const closeWithinMs = 600_000;

export interface RigOptions {
  /** A model that has sockets, and a line that takes its time to carry what they bring. */
  readonly withSockets: boolean;
  /** Default: `line`. */
  readonly surroundings?: Surroundings | undefined;
}

export function makeRig(family: FamilyName, seed: number, { surroundings = 'line', withSockets }: RigOptions): Rig {
  const clock = new VirtualClock();
  const wallClock = new ShiftedClock(clock);
  const network = new MemoryNetwork({ clock: wallClock });
  const module = makeModule(family, seed, { clock: wallClock, network, withSockets });
  const faulty: FaultyModule = faultyModule(module, { clock, seed, wallClock, line: () => place.line });
  const place = makePlace(surroundings, { clock, faulty, ...(withSockets && { baudRate: 115_200 }) });
  const manager = new ConnectionManager({ clock });
  const iface = manager.addInterface({ name: 'test0', technology: families[family].technology });
  const seen = new Set<EventType>();
  manager.on('*', ({ type }) => seen.add(type));
  const bound = families[family].bind(manager, iface, place.setup);
  manager.setFlag(iface, 'PERSISTENT', true);
  module.powerOn();
  let ready = false;
  manager.on('module-ready', () => {
    ready = true;
  });
  let connectedAtMs = 0;
  manager.on('l4-connected', () => {
    connectedAtMs = clock.now();
  });
  const losses: string[] = [];
  manager.on('module-lost', ({ cause }) => {
    losses.push(cause?.text ?? 'nobody knows why');
    ready = false;
  });
  return {
    clock,
    manager,
    iface,
    faulty,
    network,
    bound,
    personality: module.personality,
    losses,
    imei: 'imei' in module && typeof module.imei === 'string' ? module.imei : undefined,
    get isModuleReady() {
      return ready;
    },
    get connectedAtMs() {
      return connectedAtMs;
    },
    saw: (type) => seen.has(type),
    until: async (condition, limitMin, otherwise) => {
      if (!(await clock.until(condition, limitMin * 60_000))) throw new Error(otherwise);
    },
    history: () =>
      manager
        .timeline(iface)
        .slice(-14)
        .map(({ time, event, detail, cause }) => {
          const why = cause === undefined ? '' : `(${cause.text})`;
          return `    ${time.toISOString().slice(11, 23)} ${event} ${detail ?? ''} ${why}`.trimEnd();
        })
        .join('\n'),
    close: async () => {
      let isClosed = false;
      const closing = manager.close().finally(() => {
        isClosed = true;
      });
      const inTime = await clock.until(() => isClosed, closeWithinMs);
      if (inTime) await closing;
      faulty.close();
      network.close();
      await clock.settle();
      if (!inTime) throw new Error('the manager did not close within ten minutes');
      if (clock.timerCount > 0) throw new Error(`${clock.timerCount} timers are left after the close`);
    },
  };
}
