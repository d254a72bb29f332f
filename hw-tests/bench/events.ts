import { type Binding, type Cause, ConnectionManager } from '../../src/connectivity/index.ts';
import { heapBytes } from './heap.ts';
import { type Bench, medianOf, Rounds, type Sized } from './section.ts';

const changesEach = 1_000;
const because: Cause = { kind: 'urc', text: '+QIURC: "pdpdeact",1' };

interface Figures {
  readonly perSecond: number;
  readonly bytesPerIface: number;
}

/** Listeners that no event of the benchmark is for: of another type, and of an interface that never changes. */
function addDeafListeners(manager: ConnectionManager, count: number): void {
  const silent = manager.addInterface({ name: 'silent', technology: 'bench' });
  for (let index = 0; index < count; index++) {
    if (index % 2 === 0) manager.on('fatal-error', () => {});
    else manager.on('*', () => {}, silent);
  }
}

async function measure(ifaces: number, deafListeners: number): Promise<Figures> {
  const before = heapBytes();
  const manager = new ConnectionManager({ automations: { autoDown: false } });
  const bindings: Binding[] = [];
  const implementation = { name: 'bench', technology: 'bench', createContext: () => undefined, api: {} } as const;
  for (let index = 0; index < ifaces; index++) {
    const iface = manager.addInterface({ name: `bench${index}`, technology: 'bench' });
    const binding = manager.bind(iface, implementation);
    binding.addAddress(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, because);
    bindings.push(binding);
    manager.up(iface);
  }
  addDeafListeners(manager, deafListeners);
  let events = 0;
  manager.on('*', () => events++);
  const started = performance.now();
  for (let change = 0; change < changesEach; change++) {
    for (const binding of bindings) binding.setDormant(change % 2 === 0, because);
  }
  const seconds = (performance.now() - started) / 1000;
  // Every timeline is full by now: this is what an interface costs in the long run.
  const bytesPerIface = (heapBytes() - before) / ifaces;
  await manager.close();
  return { perSecond: events / seconds, bytesPerIface };
}

const sizes: Sized<{ readonly rounds: number; readonly ifaces: readonly number[] }> = {
  smallest: { rounds: 1, ifaces: [2, 4] },
  quick: { rounds: 1, ifaces: [100, 200] },
  full: { rounds: 3, ifaces: [250, 500, 1000] },
};

/**
 * How many events a second go from bindings to one listener, and what an interface costs in memory. The time for an
 * event should depend neither on the number of interfaces nor on listeners that are not meant.
 */
export const benchEvents: Bench = async (size) => {
  const { ifaces, rounds } = sizes[size];
  const found = new Rounds();
  const most = Math.max(...ifaces);
  const kinds = [...ifaces.map((count) => [count, 0] as const), [most, most] as const];
  for (let round = 0; round <= rounds; round++) {
    for (const [count, deaf] of kinds) {
      const { bytesPerIface, perSecond } = await measure(count, deaf);
      // The first round warms up.
      if (round === 0 && size !== 'smallest') continue;
      const name = `${count} interfaces, ${deaf} deaf listeners`;
      found.add(name, { 'events/s': perSecond, 'ns/event': 1e9 / perSecond, 'kB/interface': bytesPerIface / 1000 });
    }
  }
  const { rows } = found;
  const of = (count: number): number => medianOf(rows, `${count} interfaces, 0 deaf listeners`, 'ns/event');
  return [
    {
      title: `Events from bindings to one listener (${changesEach} changes of each interface, ${rounds} rounds)`,
      rows,
      aims: [
        {
          text: `time an event, ${most} interfaces beside ${Math.min(...ifaces)}`,
          value: of(most) / of(Math.min(...ifaces)),
          sense: 'at most',
          limit: 1.5,
        },
      ],
      notes: ['Memory is that of a full timeline: what an interface costs in the long run.'],
    },
  ];
};
