import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type FaultyModule,
  faultyModule,
  InProcessPort,
  MemoryNetwork,
  type SimulatedModule,
  type StackNetwork,
} from '../mocks/index.ts';
import { BareHost } from '../mocks/line/bare-host.ts';
import { VirtualClock } from '../src/base/virtual-clock.ts';
import { ConnectionManager } from '../src/connection-manager.ts';
import type {
  ConnectivityEvent,
  ConnectivityImplementation,
  ModuleSocket,
  NetworkInterface,
} from '../src/connectivity/index.ts';
import type { ModuleSetup } from '../src/driver/index.ts';

/** Where a program that is no more has left a module. */
export interface Predicament {
  readonly title: string;
  /** The command lines that lead there, without their end. */
  readonly lines: readonly string[];
  /** What the module says last: it is there. */
  readonly says: string;
  /** What it is given then, and is not enough. */
  readonly bytes?: string;
}

/** A model of a family, as it is freed by the mildest means. */
export interface StuckModel {
  readonly technology: 'cellular' | 'wifi';
  readonly driver: ConnectivityImplementation<unknown, ModuleSetup>;
  readonly options: Readonly<Record<string, string>>;
  readonly make: (clock: VirtualClock, network: StackNetwork) => SimulatedModule;
  readonly lineEnd: string;
  /** What connects it to its network. */
  readonly connects: readonly string[];
  readonly predicaments: readonly Predicament[];
  /** The command that promises a payload, in a send of its driver. */
  readonly send: RegExp;
}

interface Bench {
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  readonly faulty: FaultyModule;
  readonly manager: ConnectionManager;
  readonly iface: NetworkInterface;
  readonly events: readonly ConnectivityEvent[];
  bind(): void;
  steps(): readonly string[];
  until(condition: () => boolean, limitS: number): Promise<void>;
}

const server = { host: '192.0.2.10', port: 9 };
const echo = { host: '192.0.2.10', port: 7 };
// Longer than each family takes to register and to answer a command.
const registersMs = 60_000;
const answersMs = 15_000;
const freeWithinS = 90;

function setup({ driver, make, options, technology }: StuckModel, arrived: (bytes: Uint8Array) => void): Bench {
  const clock = new VirtualClock();
  const network = new MemoryNetwork({
    clock,
    servers: { '192.0.2.10:7': 'echo', '192.0.2.10:9': () => ({ data: arrived }) },
  });
  const faulty: FaultyModule = faultyModule(make(clock, network), { clock, line: () => port, seed: 7 });
  const port = new InProcessPort(faulty, { clock, controlLines: true, hostBaudRate: 115_200 });
  const manager = new ConnectionManager({ clock });
  const events: ConnectivityEvent[] = [];
  manager.on('*', (event) => events.push(event));
  const iface = manager.addInterface({ name: 'net0', technology });
  return {
    clock,
    network,
    faulty,
    manager,
    iface,
    events,
    bind: () => {
      manager.bind(iface, driver, { port, options });
      manager.setFlag(iface, 'PERSISTENT', true);
      manager.connect(iface);
    },
    steps: () =>
      events.flatMap((event) => (event.type === 'fact' && event.fact.name === 'recovery' ? [event.fact.value] : [])),
    until: async (condition, limitS) => {
      if (await clock.until(condition, limitS * 1000)) return;
      const told = manager.timeline(iface).slice(-25);
      const lines = told.map(
        ({ detail, event, time }) => `${time.toISOString().slice(11, 19)} ${event} ${detail ?? ''}`,
      );
      throw new Error(`not within ${limitS} s: ${condition}\n${lines.join('\n')}\n${faulty.describe()}`);
    },
  };
}

async function close({ clock, faulty, manager, network }: Bench): Promise<void> {
  const closed = manager.close();
  await clock.advance(15_000);
  await closed;
  faulty.close();
  network.close();
  await clock.settle();
  expect(clock.timerCount).toBe(0);
}

/** Leads the module there, as another program does that then dies. */
async function leave(bench: Bench, { connects, lineEnd }: StuckModel, predicament: Predicament): Promise<void> {
  const { clock, faulty } = bench;
  const host = new BareHost(faulty, clock);
  await clock.advance(registersMs);
  let said = '';
  for (const line of [...connects, ...predicament.lines]) {
    host.take();
    host.send(`${line}${lineEnd}`);
    await clock.advance(answersMs);
    said = host.take();
  }
  expect(said).toContain(predicament.says);
  if (predicament.bytes !== undefined) host.send(predicament.bytes);
  await clock.advance(50);
  host.detach();
}

async function isCarried(bench: Bench): Promise<void> {
  const socket = bench.iface.connect(echo);
  let text = '';
  socket.on('data', (bytes: Uint8Array) => {
    text += Buffer.from(bytes).toString('latin1');
  });
  socket.write('there and back');
  await bench.until(() => text === 'there and back', freeWithinS);
  await ended(bench, socket);
}

async function ended(bench: Bench, socket: ModuleSocket): Promise<void> {
  if (socket.closed) return;
  let isClosed = false;
  socket.on('close', () => {
    isClosed = true;
  });
  socket.destroy();
  await bench.until(() => isClosed, freeWithinS);
}

/** Has a model freed by the two mildest means: what ends what it waits for, and what leaves data mode. */
export function firstRungTests(model: StuckModel): void {
  let bench: Bench | undefined;
  let arrived = '';

  const made = (): Bench => {
    arrived = '';
    bench = setup(model, (bytes) => {
      arrived += Buffer.from(bytes).toString('latin1');
    });
    bench.faulty.powerOn();
    return bench;
  };

  afterEach(async () => {
    const used = bench;
    bench = undefined;
    if (used !== undefined) await close(used);
  });

  describe('another program has left it', () => {
    test.each(model.predicaments)('$title: it is freed, and nothing is reset', async (predicament) => {
      const { events, iface, manager, bind, steps, until } = made();
      if (bench === undefined) return;
      await leave(bench, model, predicament);
      bind();
      await until(() => manager.isReady(iface), freeWithinS);
      expect(steps().filter((step) => !step.startsWith('it answers again by asking again'))).toEqual([]);
      expect(events.filter(({ type }) => type === 'module-lost' || type === 'fatal-error')).toEqual([]);
      await isCarried(bench);
    });
  });

  describe('a send whose prompt is lost', () => {
    const payload = 'abcdefgh'.repeat(100);

    test.each(['is overdue', 'is given up'])('%s: the module is not lost, and the next socket carries', async (how) => {
      const { clock, events, faulty, iface, manager, bind, steps, until } = made();
      if (bench === undefined) return;
      bind();
      await until(() => manager.isReady(iface), 300);
      const socket = iface.connect(server);
      let failed: Error | undefined;
      socket.on('error', (error) => {
        failed = error;
      });
      await until(() => !socket.connecting, freeWithinS);
      faulty.add({ kind: 'silence', direction: 'to-host', forMs: 300, trigger: { when: model.send } });
      socket.write(payload);
      await until(() => faulty.log.length === 1, freeWithinS);
      if (how === 'is overdue') await until(() => failed !== undefined || arrived.length >= payload.length, 300);
      await ended(bench, socket);
      await clock.advance(60_000);
      expect(payload.startsWith(arrived)).toBe(true);
      await isCarried(bench);
      expect(steps()).toEqual([]);
      expect(events.filter(({ type }) => type === 'module-lost' || type === 'fatal-error')).toEqual([]);
    });
  });
}
