import { setMaxListeners } from 'node:events';
import { quectel } from '../../drivers/index.ts';
import { InProcessPort, SimulatedQuectel, servePty } from '../../mocks/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { pause } from '../../src/base/pause.ts';
import { within } from '../../src/base/within.ts';
import { ConnectionManager, type Port, serialPort } from '../../src/index.ts';
import { heapBytes } from './heap.ts';
import { type Aim, type Bench, medianOf, Rounds, type Row, type Sized } from './section.ts';

interface Amount {
  readonly counts: readonly number[];
  readonly ptys: readonly number[];
  readonly watchMs: number;
}

const sizes: Sized<Amount> = {
  smallest: { counts: [1, 2], ptys: [1], watchMs: 20 },
  quick: { counts: [1, 10, 100, 500], ptys: [1, 10], watchMs: 2000 },
  full: { counts: [1, 10, 100, 500], ptys: [1, 10, 100], watchMs: 5000 },
};

const moduleSpeed = 20;
const warmUp = 100;
const connectWithinMs = 120_000;
const never = new AbortController().signal;
const perInterface = 'kB/interface';
const perModule = 'kB/module';
const idle = 'idle, % of a core';
const busy = 'one URC a second each, %';
const connecting = 'connect all, ms';

/** A module with the line that a host opens. */
interface Plugged {
  readonly module: SimulatedQuectel;
  readonly port: Port;
  unplug(): Promise<void>;
}

async function plugIn(seed: number, pty: boolean): Promise<Plugged> {
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock: systemClock, speed: moduleSpeed, seed });
  if (!pty) return { module, port: new InProcessPort(module), unplug: async () => module.close() };
  const served = await servePty(module);
  return {
    module,
    port: serialPort(served.path),
    unplug: async () => {
      await served.close();
      module.close();
    },
  };
}

/** Percent of one core that this process uses. */
async function cpuPercent(ms: number): Promise<number> {
  const before = process.cpuUsage();
  const since = performance.now();
  await pause(systemClock, ms, never);
  const { system, user } = process.cpuUsage(before);
  return (system + user) / 10 / (performance.now() - since);
}

/** Each says one URC a second, spread over the second. */
async function withUrcs<Result>(modules: readonly SimulatedQuectel[], run: () => Promise<Result>): Promise<Result> {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const beats = modules.map(async (module, index) => {
    await pause(systemClock, (1000 * index) / modules.length, over.signal);
    for (;;) {
      module.injectUrc('+QIND: "csq",23,99');
      await pause(systemClock, 1000, over.signal);
    }
  });
  const ended = Promise.allSettled(beats);
  try {
    return await run();
  } finally {
    over.abort();
    await ended;
  }
}

/** What is in use when what the measurement before it left has gone. */
async function settledHeapBytes(): Promise<number> {
  let before = heapBytes();
  for (let look = 0; look < 40; look++) {
    await pause(systemClock, 100, never);
    const now = heapBytes();
    if (before - now < 1000) return now;
    before = now;
  }
  return before;
}

async function measure(count: number, pty: boolean, watchMs: number): Promise<Record<string, number>> {
  const empty = await settledHeapBytes();
  const plugged: Plugged[] = [];
  for (let seed = 1; seed <= count; seed++) plugged.push(await plugIn(seed, pty));
  const modules = plugged.map(({ module }) => module);
  for (const module of modules) module.powerOn();
  // Its life begins with the boot: what it needs for that is not the interface's.
  while (!modules.every((module) => module.isRunning)) await pause(systemClock, 10, never);
  const started = await settledHeapBytes();
  const manager = new ConnectionManager();
  try {
    let ready: () => void = () => undefined;
    const allReady = new Promise<void>((resolve) => (ready = resolve));
    const ifaces = plugged.map(({ port }, index) => {
      const iface = manager.addInterface({ name: `bench${index}`, technology: 'cellular' });
      manager.bind(iface, quectel, { port, options: { apn: 'internet' } });
      return iface;
    });
    manager.on('iface-up', () => {
      if (ifaces.every((iface) => manager.isReady(iface))) ready();
    });
    const since = performance.now();
    for (const iface of ifaces) manager.connect(iface);
    if (!(await within(systemClock, connectWithinMs, allReady))) {
      const late = ifaces.filter((iface) => !manager.isReady(iface));
      throw new Error(
        `${late.length} of ${count} did not connect: ${late.map((iface) => manager.explain(iface)).at(0)}`,
      );
    }
    const connectMs = performance.now() - since;
    // What follows a connection in the background is over then.
    await pause(systemClock, Math.min(watchMs, 2000), never);
    const connected = heapBytes();
    const idlePercent = await cpuPercent(watchMs);
    const busyPercent = await withUrcs(modules, () => cpuPercent(watchMs));
    return {
      [perInterface]: (connected - started) / count / 1000,
      [perModule]: (started - empty) / count / 1000,
      [connecting]: connectMs,
      [idle]: idlePercent,
      [busy]: busyPercent,
    };
  } finally {
    await manager.close();
    for (const each of plugged) await each.unplug();
  }
}

const nameOf = (count: number, pty: boolean): string => `${count} ${pty ? 'over pseudo-terminals' : 'in process'}`;

function aimsOf(rows: readonly Row[], counts: readonly number[]): readonly Aim[] {
  const most = Math.max(...counts);
  const fewer = counts.at(-2) ?? most;
  const of = (count: number, unit: string): number => medianOf(rows, nameOf(count, false), unit);
  return [
    { text: `${most} idle interfaces, % of a core`, value: of(most, idle), sense: 'at most', limit: 2 },
    { text: `kB an interface, of ${most}`, value: of(most, perInterface), sense: 'at most', limit: 64 },
    {
      text: `connecting one of ${most} beside one of ${fewer}`,
      value: of(most, connecting) / most / (of(fewer, connecting) / fewer),
      sense: 'at most',
      limit: 1.5,
    },
  ];
}

/** Many interfaces in one process, each with a simulated module. */
export const benchScale: Bench = async (size) => {
  const { counts, ptys, watchMs } = sizes[size];
  const found = new Rounds();
  // Compiled code and what else is there once for all is not to be counted as an interface's.
  await measure(Math.min(warmUp, Math.max(...counts)), false, Math.min(watchMs, 100));
  for (const count of counts) found.add(nameOf(count, false), await measure(count, false, watchMs));
  for (const count of ptys) found.add(nameOf(count, true), await measure(count, true, watchMs));
  return [
    {
      title: `Many interfaces (quectel-bg95, ${moduleSpeed} times as fast, watched for ${watchMs} ms)`,
      rows: found.rows,
      aims: aimsOf(found.rows, counts),
      notes: [
        'The processor time is that of the simulated modules too: they share the process.',
        'Memory is what remains after a collection; of few interfaces it is mostly what the program has once.',
      ],
    },
  ];
};
