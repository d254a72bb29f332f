import { describe, expect, test } from '@jest/globals';
import { drivers } from '../../drivers/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import {
  ConnectionManager,
  type ConnectivityEvent,
  type ConnectivityImplementation,
} from '../../src/connectivity/index.ts';
import { Recorder } from '../../src/trace/recorder.ts';
import type { TraceEntry } from '../../src/trace/trace-entry.ts';
import { parseTrace, traceText } from '../../src/trace/trace-text.ts';
import { tap } from '../../src/transport/tap.ts';
import { InProcessPort } from '../line/in-process-port.ts';
import { simulatedModule } from '../personalities.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { ReplayedModule, type ReplayMode } from './replayed-module.ts';

interface Family {
  readonly model: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
}

const families: readonly Family[] = [
  { model: 'quectel-bg95', driver: 'quectel', options: { pin: '7391' } },
  { model: 'nrf9160-slm', driver: 'nrf91', options: { pin: '7391' } },
  { model: 'esp32-at4', driver: 'esp-at', options: { ssid: 'atlink', passphrase: 'simulated' } },
];

/** Everything that can be told of a session without its times. */
function told(event: ConnectivityEvent): string {
  if (event.type === 'fact') return `fact ${event.fact.name}`;
  if (event.type === 'attempt-phase') return `phase ${event.phase}`;
  return event.type;
}

/** Brings an interface up on a module, takes it down, and tells what happened. */
async function session({ driver, options }: Family, module: SimulatedModule, clock: VirtualClock, recorder?: Recorder) {
  const manager = new ConnectionManager({ clock });
  const events: string[] = [];
  manager.on('*', (event) => events.push(told(event)));
  const found = drivers.find(({ name }) => name === driver);
  if (found === undefined) throw new Error(`no driver ${driver}`);
  const iface = manager.addInterface({ name: 'if0', technology: found.implementation.technology });
  const bare = new InProcessPort(module, { clock });
  const port = recorder === undefined ? bare : tap(bare, recorder, clock);
  manager.bind(iface, found.implementation as unknown as ConnectivityImplementation<unknown, object>, {
    port,
    options,
  });
  manager.connect(iface);
  module.powerOn();
  const connected = await clock.until(() => manager.isReady(iface), 300_000);
  await clock.advance(30_000);
  manager.disconnect(iface);
  await clock.advance(20_000);
  const closed = manager.close();
  await clock.advance(5000);
  await closed;
  module.close();
  return { connected, events };
}

async function recordedSession(family: Family): Promise<{ entries: readonly TraceEntry[]; events: readonly string[] }> {
  const clock = new VirtualClock();
  const recorder = new Recorder();
  const pin = family.options.pin === undefined ? {} : { pin: family.options.pin };
  const { events } = await session(family, simulatedModule(family.model, { clock, ...pin }), clock, recorder);
  recorder.flush();
  const header = { source: 'if0', recorded: '2026-01-01T00:00:00Z', redacted: true, payload: false };
  const text = traceText({ header, entries: recorder.ring.entries });
  for (const secret of ['7391', 'simulated']) expect(text).not.toContain(secret);
  return { entries: parseTrace(text, 'a trace').entries, events };
}

describe.each(families)('a recorded session of $model', (family) => {
  test.each<ReplayMode>(['exact', 'timed'])('replays to the same events (%s)', async (mode) => {
    const { entries, events } = await recordedSession(family);
    const clock = new VirtualClock();
    const module = new ReplayedModule({ entries, mode, clock });
    const replayed = await session(family, module, clock);
    expect(module.problems).toEqual([]);
    expect(replayed.events).toEqual(events);
    expect(clock.timerCount).toBe(0);
  });

  test('comes up tolerantly too', async () => {
    const { entries } = await recordedSession(family);
    const clock = new VirtualClock();
    const module = new ReplayedModule({ entries, mode: 'tolerant', clock });
    expect(await session(family, module, clock)).toMatchObject({ connected: true });
  });
});

/** A replay of a few lines: `>` to the module, `<` from it, a second apart. */
function replay(mode: ReplayMode, lines: readonly string[]) {
  const clock = new VirtualClock();
  const entries = lines.map((line, index) => ({
    t: index * 1000,
    dir: line.startsWith('>') ? ('out' as const) : ('in' as const),
    ...(/^. \{\d+\}$/.test(line) ? { length: Number(line.slice(3, -1)) } : { bytes: `${line.slice(2)}\r\n` }),
  }));
  const module = new ReplayedModule({ entries, mode, clock });
  let said = '';
  module.attach((bytes) => {
    said += Buffer.from(bytes).toString('latin1');
  });
  module.powerOn();
  const ask = (text: string): string => {
    said = '';
    module.receive(Buffer.from(text));
    return said.replaceAll('\r\n', ' ').trim();
  };
  return { ask, clock, module, said: () => said };
}

test('exactly: another line than the recorded one ends it, and says where', () => {
  const { ask, module } = replay('exact', ['> AT', '< OK', '> AT+CPIN=1', '< OK']);
  ask('AT\r');
  expect(ask('AT+CFUN=7\r')).toBe('');
  expect(module.problems).toEqual([{ entry: 3, text: 'the host sent AT+CFUN=..., the trace has AT+CPIN=...' }]);
  expect(ask('AT+CPIN=1\r')).toBe('');
});

test('tolerantly: any order, the last known answer again, and ERROR to what is not known', () => {
  const { ask, module } = replay('tolerant', ['> AT+B', '< b', '< OK', '< +URC: 1', '> AT+A', '< a', '< OK']);
  expect(ask('AT+A\r')).toBe('+URC: 1 a OK');
  expect(ask('AT+B\r')).toBe('b OK');
  expect(ask('AT+B\r\nAT+A\r\n')).toBe('b OK a OK');
  expect(ask('AT+C\r')).toBe('ERROR');
  expect(module.problems).toEqual([{ text: 'the host sent AT+C, which the trace does not have' }]);
});

test('tolerantly: a question that was overtaken is answered as it was then, and not as when it was asked again', () => {
  const lines = [
    '> AT+A',
    '< first',
    '< OK',
    '> AT+B',
    '< b',
    '< OK',
    '> AT+C',
    '< c',
    '< OK',
    '> AT+A',
    '< second',
    '< OK',
  ];
  const { ask } = replay('tolerant', lines);
  expect(ask('AT+B\r')).toBe('b OK');
  expect(ask('AT+A\r')).toBe('first OK');
  expect(ask('AT+C\r')).toBe('c OK');
  expect(ask('AT+A\r')).toBe('second OK');
});

test('payload that was not kept is counted, and played as filler', () => {
  const { ask } = replay('tolerant', ['> AT+QISEND=0,4', '< >', '> {4}', '< SEND OK', '> AT+QIRD=0', '< {3}', '< OK']);
  expect(ask('AT+QISEND=0,4\r')).toBe('>');
  expect(ask('A\rT')).toBe('');
  expect(ask('\r')).toBe('SEND OK');
  expect(ask('AT+QIRD=0\r')).toBe('...OK');
});

test('payload is taken where it belongs, also when the host comes to it late', () => {
  const { ask } = replay('tolerant', ['> AT+QISEND=0,4', '< >', '> {4}', '< SEND OK', '> AT+X', '< x', '< OK']);
  expect(ask('AT+X\r')).toBe('x OK');
  expect(ask('AT+QISEND=0,4\r')).toBe('>');
  expect(ask('A\rB\r')).toBe('SEND OK');
});

test('timed: it takes the time that it took', async () => {
  const { ask, clock, said } = replay('timed', ['> AT', '< OK', '< +CEREG: 1']);
  expect(ask('AT\r')).toBe('');
  await clock.advance(1000);
  expect(said()).toBe('OK\r\n');
  await clock.advance(1000);
  expect(said()).toBe('OK\r\n+CEREG: 1\r\n');
});

test('a flood without a line end is not kept', () => {
  const { ask } = replay('tolerant', ['> AT', '< OK']);
  for (let index = 0; index < 100; index++) ask('x'.repeat(10_000));
  expect(ask('\rAT\r')).toContain('OK');
});
