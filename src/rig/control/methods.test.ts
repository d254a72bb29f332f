import { afterEach, describe, expect, test } from '@jest/globals';
import { quectel } from '../../../drivers/index.ts';
import { InProcessPort, SimulatedQuectel, VirtualClock } from '../../../mocks/index.ts';
import { ConnectionManager, type NetworkInterface } from '../../connectivity/index.ts';
import { type LineTrace, lineMethods, type RecordedToo } from './line-methods.ts';
import { ProgramMethods } from './methods.ts';
import { Snapshots } from './snapshot.ts';

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

/** A program with one simulated module that is ready, and a caller who can hang up. */
async function program(trace?: Partial<LineTrace>) {
  const clock = new VirtualClock();
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock });
  const manager = new ConnectionManager({ clock });
  const snapshots = new Snapshots(manager, clock);
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  manager.bind(lte0, quectel, { port: new InProcessPort(module, { clock }) });
  snapshots.add({ iface: lte0, driver: 'quectel', port: 'the port' });
  module.powerOn();
  const until = async (condition: () => boolean): Promise<void> => {
    if (!(await clock.until(condition, 120_000))) throw new Error('not within two minutes');
  };
  await until(() => snapshots.of(lte0).module.state === 'ready');
  await clock.advance(5000);
  const { table } = new ProgramMethods({
    manager,
    snapshots,
    clock,
    moduleOf: () => ({ readSignal: async () => undefined, scan: async () => [] }),
    ...(trace !== undefined && { traceOf: () => trace as LineTrace }),
    shown: ({ type }) => type,
    checkOption: () => undefined,
    version: '0.0.0',
    source: 'a test',
  });
  close = async () => {
    const closed = manager.close();
    await clock.advance(10_000);
    await closed;
    module.close();
  };
  /** Somebody who asks, until they hang up. */
  const caller = () => {
    const gone = new AbortController();
    const events: unknown[] = [];
    const context = { signal: gone.signal, emit: (event: unknown) => void events.push(event) };
    const call = async (method: string, params: object = {}): Promise<unknown> => {
      let result: PromiseSettledResult<unknown> | undefined;
      const work = (async () => await table[method]?.({ iface: 'lte0', ...params }, context))();
      void Promise.allSettled([work]).then(([first]) => {
        result = first;
      });
      await until(() => result !== undefined);
      return await work;
    };
    return { call, events, hangUp: () => gone.abort(new Error('gone')) };
  };
  return { caller, clock, lte0, manager, module, until };
}

describe('up, down', () => {
  test('bring the interface up and down, by name or all of them', async () => {
    const { caller, lte0 } = await program();
    const { call } = caller();
    await call('up');
    expect(lte0.isAdminUp).toBe(true);
    await call('down');
    expect(lte0.isAdminUp).toBe(false);
    await call('up', { iface: undefined });
    expect(lte0.isAdminUp).toBe(true);
    await expect(call('down', { iface: 'lte1' })).rejects.toMatchObject({ code: 'USAGE', hint: expect.any(String) });
    await expect(call('up', { iface: 7 })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

test('timeline: what happened, and a sentence about it', async () => {
  const { caller, lte0, manager, until } = await program();
  const { call } = caller();
  await call('connect');
  await until(() => manager.isReady(lte0));
  const { entries, explanation } = (await call('timeline')) as { explanation: unknown; entries: { event: string }[] };
  expect(entries.map(({ event }) => event)).toEqual(expect.arrayContaining(['module-ready', 'l4-connected']));
  expect(JSON.stringify(explanation)).toContain('lte0');
  await expect(call('timeline', { iface: undefined })).rejects.toMatchObject({ code: 'USAGE' });
});

test('events: of one or of all, from now on, until who listens hangs up', async () => {
  const { caller } = await program();
  const [one, all] = [caller(), caller()];
  await one.call('events');
  await all.call('events', { iface: undefined });
  await caller().call('up');
  expect(one.events).toContain('iface-admin-up');
  expect(all.events).toEqual(one.events);
  const before = one.events.length;
  one.hangUp();
  await caller().call('down');
  expect(one.events).toHaveLength(before);
  expect(all.events).toContain('iface-admin-down');
});

describe('the line', () => {
  test('at: a command and its answer; lines: what goes over it, without what is private', async () => {
    const { caller } = await program();
    const listener = caller();
    await listener.call('lines');
    const { call } = caller();
    expect(await call('at', { command: 'AT+CGSN' })).toEqual([expect.stringMatching(/^\d{15}$/)]);
    const said = [{ text: 'AT+CGSN' }, { text: '000000000000001' }, { text: 'OK' }];
    expect(listener.events.slice(0, 3)).toMatchObject(said);
    await expect(call('at', { command: 'AT+FOO' })).rejects.toMatchObject({ name: 'AtError' });
    await expect(call('at', { command: 7 })).rejects.toMatchObject({ code: 'USAGE' });
    listener.hangUp();
    const before = listener.events.length;
    await call('at', { command: 'AT' });
    expect(listener.events).toHaveLength(before);
  });

  test('at: whoever can be asked for data is asked when the module does, and may decline', async () => {
    const at: NetworkInterface['at'] = async (command, { payload } = {}) => {
      if (command === 'AT') return [];
      return [String(Buffer.from(typeof payload === 'function' ? await payload() : (payload ?? [])))];
    };
    const table = lineMethods(() => ({ at }) as NetworkInterface, undefined);
    const events: unknown[] = [];
    const context = { signal: new AbortController().signal, emit: (event: unknown) => void events.push(event) };
    const ask = (command: string) => table.at?.({ iface: 'lte0', command, asks: true }, context) as Promise<unknown>;
    const give = (payload: string | null): void => void table.payload?.({ payload }, context);
    expect(() => give(null)).toThrow('nothing is asked for');
    expect(await ask('AT')).toEqual([]);
    expect(events).toEqual([]);
    const declined = ask('AT+QISEND=0,5');
    expect(events).toEqual([{ prompt: true }]);
    give(null);
    await expect(declined).rejects.toMatchObject({ code: 'CLOSED' });
    const sent = ask('AT+QISEND=0,5');
    give(Buffer.from('hello').toString('base64'));
    expect(await sent).toEqual(['hello']);
  });

  test('exclusive: the line is theirs until they hang up, and what is over is told', async () => {
    const { caller, clock } = await program();
    const [holder, other] = [caller(), caller()];
    await holder.call('exclusive', { limitMs: 60_000 });
    let answered = false;
    const waiting = other.call('at', { command: 'AT+CFUN?' }).then(() => {
      answered = true;
    });
    expect(await holder.call('at', { command: 'AT+CFUN?' })).toEqual(['+CFUN: 1']);
    await clock.advance(1000);
    expect(answered).toBe(false);
    holder.hangUp();
    await waiting;
    const again = caller();
    await again.call('exclusive', { limitMs: 1000 });
    await clock.advance(2000);
    expect(again.events).toEqual([{ over: expect.stringContaining('1000 ms') }]);
    await expect(caller().call('exclusive', { limitMs: 0 })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('the trace', () => {
  const recorded = (allowsPrivate: boolean) => {
    const heard: (RecordedToo | undefined)[] = [];
    const listeners = new Set<(entry: unknown) => void>();
    const listen: LineTrace['listen'] = (listener, more) => {
      heard.push(more);
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const entries = [{ t: 1, note: 'opened' }];
    const lastLines = ['0.001 ! opened'];
    const save = async (): Promise<string> => '/state/lte0.trace';
    const header = { source: 'lte0', redacted: true, payload: false };
    return { trace: { header, entries, dropped: 2, allowsPrivate, lastLines, save, listen }, heard, listeners };
  };

  test('trace: what is kept of it; record: from now on, until they hang up', async () => {
    const { heard, listeners, trace } = recorded(false);
    const { caller } = await program(trace);
    const { call, events, hangUp } = caller();
    expect(await call('trace')).toEqual({ header: trace.header, entries: trace.entries, dropped: 2 });
    expect(await call('record')).toEqual({ header: trace.header });
    for (const listener of listeners) listener({ t: 2 });
    expect([events, heard]).toEqual([[{ t: 2 }], [undefined]]);
    hangUp();
    expect(listeners.size).toBe(0);
  });

  test('record: private values and payload only where who started the program allows it', async () => {
    const refusing = recorded(false);
    const { call } = (await program(refusing.trace)).caller();
    for (const more of [{ unredacted: true }, { payload: true }]) {
      await expect(call('record', more)).rejects.toMatchObject({ code: 'EINVAL', hint: expect.stringContaining('up') });
    }
    expect(refusing.heard).toEqual([]);
    await close?.();
    const allowing = recorded(true);
    const allowed = (await program(allowing.trace)).caller();
    expect(await allowed.call('record', { unredacted: true })).toMatchObject({ header: { redacted: false } });
    expect(allowing.heard).toEqual([{ unredacted: true, payload: false }]);
  });

  test('of an interface that is not recorded there is none', async () => {
    const { call } = (await program()).caller();
    await expect(call('trace')).rejects.toMatchObject({ code: 'ENOTSUP' });
  });

  test('wait: a failure says where the last of the line is, and has it', async () => {
    const { caller } = await program(recorded(false).trace);
    const waited = caller().call('wait', { until: 'connected', timeoutMs: 1000 });
    await expect(waited).rejects.toMatchObject({
      code: 'ENETDOWN',
      hint: 'The last of its line is in /state/lte0.trace.',
      transcript: ['0.001 ! opened'],
    });
  });
});
