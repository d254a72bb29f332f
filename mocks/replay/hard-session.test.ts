import { describe, expect, jest, test } from '@jest/globals';
import { drivers } from '../../drivers/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { ConnectionManager } from '../../src/connection-manager.ts';
import type { ConnectivityEvent, ConnectivityImplementation } from '../../src/connectivity/index.ts';
import { Recorder } from '../../src/trace/recorder.ts';
import type { TraceEntry } from '../../src/trace/trace-entry.ts';
import { parseTrace, traceText } from '../../src/trace/trace-text.ts';
import { tap } from '../../src/transport/tap.ts';
import { faultyModule } from '../faults/faulty-module.ts';
import { InProcessPort } from '../line/in-process-port.ts';
import { MemoryNetwork } from '../network/memory-network.ts';
import { simulatedModule } from '../personalities.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { ReplayedModule, type ReplayMode } from './replayed-module.ts';

jest.setTimeout(60_000);

interface Family {
  readonly model: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  /** What the module says by itself, again and again. */
  readonly storm: readonly string[];
}

const families: readonly Family[] = [
  {
    model: 'quectel-bg95',
    driver: 'quectel',
    options: { pin: '7391' },
    storm: ['+QIND: "csq",20,99', '+CUSD: 0'],
  },
  { model: 'nrf9160-slm', driver: 'nrf91', options: { pin: '7391' }, storm: ['%CESQ: 54,2,16,2', '#XUNKNOWN: 1'] },
  {
    model: 'esp32-at4',
    driver: 'esp-at',
    options: { ssid: 'atlink', passphrase: 'simulated' },
    storm: ['+STA_CONNECTED:"02:11:22:33:44:55"', '+UNKNOWN:1'],
  },
];

/** What is told of a session without its times. */
function told(event: ConnectivityEvent): string {
  if (event.type === 'fact') return `fact ${event.fact.name}`;
  if (event.type === 'attempt-phase') return `phase ${event.phase}`;
  return event.type;
}

const said = 'a question of the host\r\nOK\r\n+CEREG: 0\r\n';

/** Connects, has data echoed, lives through a reboot, has data echoed again, and lets go. */
async function session(family: Family, module: SimulatedModule, clock: VirtualClock, more: SessionOptions = {}) {
  const manager = new ConnectionManager({ clock });
  const events: string[] = [];
  const heard: string[] = [];
  manager.on('*', (event) => events.push(told(event)));
  const found = drivers.find(({ name }) => name === family.driver);
  if (found === undefined) throw new Error(`no driver ${family.driver}`);
  const iface = manager.addInterface({ name: 'if0', technology: found.implementation.technology });
  const bare = new InProcessPort(module, { clock, chunk: 3 });
  const port = more.recorder === undefined ? bare : tap(bare, more.recorder, clock);
  const implementation = found.implementation as unknown as ConnectivityImplementation<unknown, object>;
  manager.bind(iface, implementation, { port, options: family.options });
  manager.setFlag(iface, 'PERSISTENT', true);
  const echoed = async (): Promise<void> => {
    const socket = iface.connect({ host: '192.0.2.10', port: 7 });
    let text = '';
    let isOver = false;
    socket.on('data', (bytes: Uint8Array) => {
      text += String(Buffer.from(bytes));
    });
    socket.on('error', (error) => events.push(`socket ${String(error)}`));
    socket.on('close', () => {
      isOver = true;
    });
    socket.write(said);
    await clock.until(() => text.length >= said.length || isOver, 60_000);
    heard.push(text);
    socket.end();
    await clock.until(() => isOver, 60_000);
    await clock.advance(5000);
  };
  manager.connect(iface);
  module.powerOn();
  const connected = await clock.until(() => manager.isReady(iface), 300_000);
  await clock.advance(20_000);
  await echoed();
  more.reboot?.();
  await clock.until(() => !manager.isReady(iface), 60_000);
  const again = await clock.until(() => manager.isReady(iface), 300_000);
  await clock.advance(20_000);
  await echoed();
  manager.disconnect(iface);
  await clock.advance(20_000);
  const closed = manager.close();
  await clock.advance(5000);
  await closed;
  module.close();
  return { connected, again, events, heard };
}

interface SessionOptions {
  readonly recorder?: Recorder;
  readonly reboot?: () => void;
}

async function recordedSession(family: Family) {
  const clock = new VirtualClock();
  const network = new MemoryNetwork({ clock, servers: { '192.0.2.10:7': 'echo' } });
  const pin = family.options.pin === undefined ? {} : { pin: family.options.pin };
  const inner = simulatedModule(family.model, { clock, network, ...pin });
  const storm = { kind: 'storm', lines: family.storm, count: 40, intervalMs: 2 } as const;
  const module = faultyModule(inner, {
    clock,
    seed: 11,
    faults: [
      { ...storm, trigger: { when: /^AT\+(?:CGMM|GMR|CEREG)/ } },
      { ...storm, trigger: { afterMs: 30_000 } },
    ],
  });
  const recorder = new Recorder({ payload: true, secrets: Object.values(pin), ringBytes: 10_000_000 });
  const reboot = (): void => module.add({ kind: 'reboot', trigger: { afterMs: 10 } });
  const original = await session(family, module, clock, { recorder, reboot });
  recorder.flush();
  const header = { source: 'if0', recorded: '2026-01-01T00:00:00Z', redacted: true, payload: true };
  const text = traceText({ header, entries: recorder.ring.entries });
  for (const secret of ['7391', 'simulated']) expect(text).not.toContain(secret);
  const { entries } = parseTrace(text, 'a trace');
  return { entries, original };
}

const replayed = async (family: Family, entries: readonly TraceEntry[], mode: ReplayMode) => {
  const clock = new VirtualClock();
  const module = new ReplayedModule({ entries, mode, clock });
  return { result: await session(family, module, clock), problems: module.problems };
};

describe.each(families)('sockets, a storm of URCs, split bytes and a reboot on $model', (family) => {
  test.each<ReplayMode>(['exact', 'timed'])('replay to the same events and the same data (%s)', async (mode) => {
    const { entries, original } = await recordedSession(family);
    expect(original).toMatchObject({ connected: true, again: true, heard: [said, said] });
    const { problems, result } = await replayed(family, entries, mode);
    expect(problems).toEqual([]);
    expect(result).toEqual(original);
  });
});

describe.each(families)('the same of $model', (family) => {
  test('comes up tolerantly too', async () => {
    const { entries } = await recordedSession(family);
    const { result } = await replayed(family, entries, 'tolerant');
    expect(result).toMatchObject({ connected: true });
    expect(result.heard[0]).toBe(said);
  });
});
