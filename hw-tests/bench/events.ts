import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Binding, type Cause, ConnectionManager } from '../../src/connectivity/index.ts';
import { median, thousands } from './report.ts';

const changesEach = 1_000;
const rounds = 3;
const because: Cause = { kind: 'urc', text: '+QIURC: "pdpdeact",1' };

interface Figures {
  readonly events: number;
  readonly perSecond: number;
  readonly bytesPerIface: number;
}

/** What is in use once everything that can go is gone. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
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
  return { events, perSecond: events / seconds, bytesPerIface };
}

async function row(ifaces: number, deafListeners: number): Promise<readonly string[]> {
  const figures: Figures[] = [];
  for (let round = 0; round < rounds; round++) figures.push(await measure(ifaces, deafListeners));
  const perSecond = median(figures.map((one) => one.perSecond));
  const kilobytes = median(figures.map((one) => one.bytesPerIface)) / 1024;
  const events = figures[0]?.events ?? 0;
  const nanoseconds = 1e9 / perSecond;
  return [
    thousands(ifaces),
    thousands(deafListeners),
    thousands(events),
    thousands(perSecond),
    thousands(nanoseconds),
    kilobytes.toFixed(1),
  ];
}

/**
 * How many events a second go from bindings to one listener, and what an interface costs in memory. The time for an
 * event should depend neither on the number of interfaces nor on listeners that are not meant.
 */
export async function benchEvents(): Promise<void> {
  const heading = ['interfaces', 'deaf listeners', 'events', 'events/s', 'ns/event', 'KB/interface'];
  // The first is for warming up.
  await row(100, 0);
  const rows = [await row(250, 0), await row(500, 0), await row(1_000, 0), await row(1_000, 1_000)];
  process.stdout.write(`events: ${changesEach} changes of each interface, one listener, median of ${rounds}\n`);
  const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((one) => one[column]?.length ?? 0)));
  for (const one of [heading, ...rows]) {
    process.stdout.write(`  ${one.map((text, column) => text.padStart(widths[column] ?? 0)).join('  ')}\n`);
  }
}
