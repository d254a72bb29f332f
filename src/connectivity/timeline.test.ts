import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import type { Binding } from './binding.ts';
import type { Cause } from './cause.ts';
import { ConnectionManager } from './connection-manager.ts';
import { spanOf } from './explanation.ts';

const urc: Cause = { kind: 'urc', text: '+QIURC: "pdpdeact",1' };
const answer: Cause = { kind: 'answer', text: '+CGACT: 1,1' };

function rig(timelineLength?: number) {
  const clock = new VirtualClock();
  const manager = new ConnectionManager({ clock, ...(timelineLength !== undefined && { timelineLength }) });
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  let binding: Binding | undefined;
  manager.bind(lte0, {
    name: 'by-hand',
    technology: 'cellular',
    createContext: () => undefined,
    api: {
      init: (made) => {
        binding = made;
        made.setDormant(true, { kind: 'implementation', text: 'init' });
      },
      connect: () => {},
      disconnect: () => {},
    },
  });
  if (binding === undefined) throw new Error('init was not called');
  return { clock, manager, lte0, binding };
}

describe('the timeline', () => {
  test('tells time, cause, detail and how long the state before had lasted', async () => {
    const { clock, manager, lte0, binding } = rig();
    manager.connect(lte0);
    await clock.advance(3_000);
    binding.addAddress('10.0.0.2', answer);
    binding.setDormant(false, answer);
    await clock.advance(60_000);
    binding.setDormant(true, urc);
    const entries = manager.timeline(lte0);
    expect(entries.find(({ event }) => event === 'address-added')).toMatchObject({ detail: '10.0.0.2', cause: answer });
    expect(entries.findLast(({ event }) => event === 'dormant-off')).toMatchObject({
      previousMs: 3_000,
      cause: answer,
    });
    expect(entries.findLast(({ event }) => event === 'iface-down')).toEqual({
      time: new Date('2026-01-01T00:01:03Z'),
      event: 'iface-down',
      cause: urc,
      previousMs: 60_000,
    });
  });

  test('keeps the last entries alone, in order', () => {
    const { manager, lte0, binding } = rig(3);
    for (let index = 0; index < 10; index++) binding.addAddress(`10.0.0.${index}`, answer);
    expect(manager.timeline(lte0).map(({ detail }) => detail)).toEqual(['10.0.0.7', '10.0.0.8', '10.0.0.9']);
    const none = rig(0);
    none.manager.connect(none.lte0);
    expect(none.manager.timeline(none.lte0)).toEqual([]);
  });
});

describe('explain', () => {
  test('before anything happened', () => {
    const { manager, lte0 } = rig();
    expect(manager.explain(lte0)).toBe('lte0 is admin-down: nobody has taken it up yet');
    const eth0 = manager.addInterface({ name: 'eth0', technology: 'ethernet' });
    manager.up(eth0);
    expect(manager.explain(eth0)).toBe('eth0 is up: up() (0 s ago)');
  });

  test('names what took the interface down, and what is being done about it', async () => {
    const { clock, manager, lte0, binding } = rig();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    binding.setDormant(false, answer);
    await clock.advance(5_000);
    expect(manager.explain(lte0)).toBe('lte0 is up: +CGACT: 1,1 (5 s ago)');
    binding.setDormant(true, urc);
    binding.reportPhase('associating');
    await clock.advance(12_000);
    expect(manager.explain(lte0)).toBe('lte0 is down: +QIURC: "pdpdeact",1 (12 s ago); a new attempt is associating');
    binding.reportModule('booting');
    binding.reportPhase('waiting-for-module');
    expect(manager.explain(lte0)).toContain('; an attempt waits for the module, which is booting');
    binding.reportPhase('waiting-for-parameters', 'no APN: set the option apn');
    expect(manager.explain(lte0)).toContain('; an attempt waits for other parameters (no APN: set the option apn)');
  });

  test('an attempt that has not come up yet', async () => {
    const { manager, lte0, binding } = rig();
    manager.connect(lte0);
    binding.reportPhase('pausing', 'the network was busy');
    expect(manager.explain(lte0)).toBe(
      'lte0 is down: init (0 s ago); an attempt pauses before it tries again (the network was busy)',
    );
  });

  test('after a timeout and after a fatal error it names them, not the automation', async () => {
    const { clock, manager, lte0, binding } = rig();
    manager.setTimeout(lte0, 30);
    manager.connect(lte0);
    await clock.advance(30_000);
    binding.raiseTimeout({ kind: 'timer', text: 'too late' });
    await clock.advance(180_000);
    expect(manager.explain(lte0)).toBe(
      'lte0 is admin-down: no connection after 30 s, auto-down after the connection timeout (3 min ago)',
    );
    manager.setFlag(lte0, 'NO_AUTO_DOWN', true);
    manager.connect(lte0);
    binding.raiseFatalError('the SIM is locked', answer);
    binding.reportPhase('idle');
    expect(manager.explain(lte0)).toBe(
      'lte0 is down: fatal error: the SIM is locked (0 s ago); nothing is being attempted',
    );
    manager.down(lte0);
    await clock.advance(7_200_000);
    expect(manager.explain(lte0)).toBe('lte0 is admin-down: down() (2 h ago)');
  });

  test('of a loss and a timeout the later one counts', async () => {
    const { clock, manager, lte0, binding } = rig();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.setFlag(lte0, 'NO_AUTO_DOWN', true);
    manager.setTimeout(lte0, 30);
    manager.connect(lte0);
    binding.setDormant(false, answer);
    binding.setDormant(true, urc);
    await clock.advance(30_000);
    binding.raiseTimeout({ kind: 'timer', text: 'too late' });
    expect(manager.explain(lte0)).toBe('lte0 is down: no connection after 30 s (0 s ago)');
    binding.setDormant(false, answer);
    await clock.advance(5_000);
    binding.setDormant(true, urc);
    expect(manager.explain(lte0)).toBe('lte0 is down: +QIURC: "pdpdeact",1 (0 s ago)');
  });

  test('spans of time are short', () => {
    expect([500, 119_000, 120_000, 7_199_000, 7_200_000, 200_000_000].map(spanOf)).toEqual([
      '1 s',
      '119 s',
      '2 min',
      '120 min',
      '2 h',
      '2 d',
    ]);
  });
});
