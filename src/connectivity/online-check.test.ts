import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import type { Binding } from './binding.ts';
import { ConnectionManager } from './connection-manager.ts';
import type { OnlineCheckOptions, OnlineProbe } from './online-check.ts';
import { judgeAnswer } from './online-verdict.ts';

const because = { kind: 'implementation', text: 'test' } as const;
type Answer = 'answers' | 'fails' | 'hangs' | { status: number; headers?: Record<string, string>; body?: string };

function rig(options: Partial<OnlineCheckOptions> = {}) {
  const clock = new VirtualClock();
  const manager = new ConnectionManager({ clock, automations: { autoDown: false } });
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  let binding: Binding | undefined;
  manager.bind(lte0, {
    name: 'by-hand',
    technology: 'cellular',
    createContext: () => undefined,
    api: {
      init: (made) => {
        binding = made;
      },
      connect: () => {},
      disconnect: () => {},
    },
  });
  const asked: number[] = [];
  const world = { now: 'answers' as Answer };
  const answer = async (): Promise<Exclude<Answer, string>> => {
    asked.push(clock.now());
    if (world.now === 'fails') throw new Error('no route');
    // Deaf to its limits, to see that the check is not.
    if (world.now === 'hangs') return new Promise(() => {});
    return typeof world.now === 'string' ? { status: 204 } : world.now;
  };
  const probe: OnlineProbe = {
    ping: answer,
    httpGet: async () => ({ headers: {}, body: '', ...(await answer()) }),
  };
  const events: string[] = [];
  for (const type of ['online', 'offline', 'portal'] as const) {
    manager.on(type, (event) => events.push(`${clock.now()} ${type} ${'reason' in event ? event.reason : ''}`.trim()));
  }
  const stop = manager.checkOnline(lte0, { probe, question: { ping: '192.0.2.1' }, ...options });
  const ready = (on: boolean): void => {
    manager.up(lte0);
    if (on) binding?.addAddress('10.0.0.2', because);
    binding?.setDormant(!on, because);
  };
  return { clock, manager, lte0, events, asked, world, ready, stop };
}

describe('the online check', () => {
  test('starts when the interface is ready, and repeats while nothing proves the link', async () => {
    const { clock, events, asked, ready, manager, lte0 } = rig();
    await clock.advance(10_000);
    expect(asked).toEqual([]);
    expect(manager.onlineState(lte0)).toBe('unknown');
    ready(true);
    await clock.advance(125_000);
    expect(asked).toEqual([10_000, 70_000, 130_000]);
    expect(events).toEqual(['10000 online']);
    expect(manager.onlineState(lte0)).toBe('online');
  });

  test('use of the interface puts the next check off while it is online, and only then', async () => {
    const { clock, asked, ready, manager, lte0, world } = rig();
    ready(true);
    await clock.advance(50_000);
    manager.used(lte0);
    await clock.advance(50_000);
    manager.used(lte0);
    await clock.advance(59_000);
    expect(asked).toEqual([0]);
    world.now = 'fails';
    await clock.advance(1_000);
    expect(asked).toEqual([0, 160_000]);
    manager.used(lte0);
    await clock.advance(2_000);
    expect(asked).toEqual([0, 160_000, 162_000]);
  });

  test('so many failures in a row make it offline, and retries back off', async () => {
    const { clock, asked, events, ready, world } = rig({ failures: 3, retryMs: 1_000, intervalMs: 10_000 });
    ready(true);
    await clock.advance(5_000);
    world.now = 'fails';
    await clock.advance(60_000);
    expect(asked.slice(1, 8)).toEqual([10_000, 11_000, 13_000, 17_000, 25_000, 35_000, 45_000]);
    expect(events).toEqual(['0 online', '13000 offline no route']);
    world.now = 'answers';
    await clock.advance(10_000);
    expect(events.at(-1)).toBe('75000 online');
  });

  test('one failure between successes is nothing; so many successes are needed to be online', async () => {
    const { clock, events, ready, world } = rig({ successes: 2, failures: 2, retryMs: 1_000, intervalMs: 10_000 });
    ready(true);
    await clock.advance(500);
    expect(events).toEqual([]);
    await clock.advance(1_000);
    expect(events).toEqual(['1000 online']);
    world.now = 'fails';
    await clock.advance(9_600);
    world.now = 'answers';
    await clock.advance(60_000);
    expect(events).toEqual(['1000 online']);
  });

  test('a check that gets no answer fails when its time is over', async () => {
    const { clock, events, ready, world } = rig({ failures: 1, timeoutMs: 4_000 });
    world.now = 'hangs';
    ready(true);
    await clock.advance(4_000);
    expect(events).toEqual(['4000 offline no answer came']);
  });

  test('a captive portal is recognised by its redirect and by its page', async () => {
    const { clock, events, ready, world, manager, lte0 } = rig({
      question: { get: 'http://check.example/', expect: 'ok' },
    });
    world.now = { status: 302, headers: { location: 'http://login.hotel.example/' } };
    ready(true);
    await clock.advance(1_000);
    expect(events).toEqual(['0 portal']);
    expect(manager.onlineState(lte0)).toBe('portal');
    expect(manager.timeline(lte0).at(-1)).toMatchObject({ event: 'portal', detail: 'http://login.hotel.example/' });
    world.now = { status: 200, body: 'ok\n' };
    await clock.advance(60_000);
    expect(events.at(-1)).toContain('online');
  });

  test('an interface that is not ready any more is offline, and nothing is asked', async () => {
    const { clock, events, asked, ready, manager, lte0 } = rig();
    ready(true);
    await clock.advance(1_000);
    ready(false);
    await clock.advance(600_000);
    expect(events).toEqual(['0 online', '1000 offline the interface is not ready any more']);
    expect(asked).toEqual([0]);
    expect(clock.timerCount).toBe(0);
    expect(manager.onlineState(lte0)).toBe('unknown');
  });

  test('an ignored interface is not checked', async () => {
    const { clock, asked, ready, manager, lte0 } = rig();
    manager.ignore(lte0);
    ready(true);
    await clock.advance(1_000);
    expect(asked).toEqual([]);
    manager.watch(lte0);
    await clock.advance(1_000);
    expect(asked).toEqual([1_000]);
  });

  test.each(['answers', 'fails', 'hangs'] as const)('stopping and closing release everything (%s)', async (now) => {
    for (const how of ['stop', 'close'] as const) {
      const { clock, ready, stop, manager, world, asked } = rig();
      world.now = now;
      ready(true);
      await clock.advance(1_000);
      if (how === 'stop') stop();
      else await manager.close();
      const before = asked.length;
      await clock.settle();
      expect(clock.timerCount).toBe(0);
      await clock.advance(600_000);
      expect(asked).toHaveLength(before);
    }
  });

  test('a second check takes the place of the first', async () => {
    const { clock, ready, asked, manager, lte0 } = rig();
    const probe: OnlineProbe = { ping: async () => {}, httpGet: () => Promise.reject(new Error('not asked')) };
    ready(true);
    await clock.advance(1_000);
    manager.checkOnline(lte0, { probe, question: { ping: '192.0.2.2' } });
    await clock.advance(600_000);
    expect(asked).toEqual([0]);
    expect(manager.onlineState(lte0)).toBe('online');
  });
});

describe('an answer', () => {
  const judge = (status: number, headers = {}, body = '', expected?: string | RegExp): string =>
    judgeAnswer('http://check.example/x', { status, headers, body }, expected).kind;

  test.each([200, 204, 301])('with status %i is online', (status) => expect(judge(status)).toBe('online'));
  test.each([400, 404, 500, 302])('with status %i and nothing else is offline', (status) =>
    expect(judge(status)).toBe('offline'),
  );

  test('that leads elsewhere is a portal, within the host it is not', () => {
    expect(judge(301, { location: 'https://elsewhere.example/' })).toBe('portal');
    expect(judge(301, { location: 'https://www.check.example/x' })).toBe('online');
    expect(judge(301, { location: '/y' })).toBe('online');
    expect(judge(301, { location: 'http://' })).toBe('online');
    expect(judge(511)).toBe('portal');
  });

  test('with another body than expected is a portal', () => {
    expect(judge(200, {}, 'success', 'success')).toBe('online');
    expect(judge(200, {}, '<html>sign in', 'success')).toBe('portal');
    expect(judge(200, {}, 'it is a success', /success/)).toBe('online');
  });
});
