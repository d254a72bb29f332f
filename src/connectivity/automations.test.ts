import { describe, expect, test } from '@jest/globals';
import { ControlError } from '../base/errors.ts';
import { byHand, handImplementation, handRig, linkDown, linkUp } from './by-hand.ts';

describe('auto-up', () => {
  test('takes interfaces up when the manager starts, unless they opted out', () => {
    const { manager, lte0 } = handRig();
    const shy = manager.addInterface({ name: 'shy0', technology: 'cellular', noAutoUp: true });
    expect(lte0.isAdminUp).toBe(false);
    manager.start();
    expect([lte0.isAdminUp, shy.isAdminUp]).toEqual([true, false]);
  });

  test('switched off, none', () => {
    const { manager, lte0 } = handRig({ automations: { autoUp: false } });
    manager.start();
    expect(lte0.isAdminUp).toBe(false);
  });
});

describe('auto-connect', () => {
  test('connects what becomes admin-up, and what was so before the start', () => {
    const { manager, lte0, binding, add } = handRig({ automations: { autoUp: false } });
    const { iface: lte1, binding: other } = add('lte1');
    manager.up(lte0);
    expect(binding.context.calls).toEqual(['connect']);
    manager.start();
    manager.up(lte1);
    expect(other.context.calls).toEqual(['connect']);
  });

  test('start connects what was up before it was bound', () => {
    const { manager } = handRig({ automations: { autoUp: false } });
    const lte1 = manager.addInterface({ name: 'lte1', technology: 'cellular' });
    manager.up(lte1);
    const { context } = manager.bind(lte1, handImplementation());
    expect(context.calls).toEqual([]);
    manager.start();
    expect(context.calls).toEqual(['connect']);
  });

  test('not with NO_AUTO_CONNECT, not when switched off, and never twice by a connect', () => {
    const { manager, lte0, binding } = handRig();
    manager.setFlag(lte0, 'NO_AUTO_CONNECT', true);
    manager.start();
    expect([lte0.isAdminUp, binding.context.calls]).toEqual([true, ['changed flags']]);
    const off = handRig({ automations: { autoConnect: false } });
    off.manager.start();
    expect(off.binding.context.calls).toEqual([]);
    const once = handRig();
    once.manager.connect(once.lte0);
    expect(once.binding.context.calls).toEqual(['connect']);
  });

  test('an error of it is nobody’s but the log’s', () => {
    const { manager, lte0 } = handRig(
      {},
      {
        connect: () => {
          throw new ControlError('EIO', 'no');
        },
      },
    );
    manager.start();
    expect(lte0.isAdminUp).toBe(true);
  });

  test('a second start does nothing', () => {
    const { manager, binding, lte0 } = handRig();
    manager.setFlag(lte0, 'NO_AUTO_DOWN', true);
    manager.start();
    manager.disconnect(lte0);
    manager.start();
    expect(binding.context.calls.slice(1)).toEqual(['connect', 'disconnect']);
  });
});

describe('auto-down', () => {
  type Rig = ReturnType<typeof handRig>;
  const reasons: Readonly<Record<string, (rig: Rig) => void>> = {
    'a timeout': ({ binding }) => binding.raiseTimeout(byHand),
    'a fatal error': ({ binding }) => binding.raiseFatalError('broken', byHand),
    'a disconnect during an attempt': ({ manager, lte0 }) => manager.disconnect(lte0),
    'a disconnect': ({ manager, lte0, binding }) => {
      linkUp(binding);
      manager.disconnect(lte0);
      linkDown(binding);
    },
    'a loss': ({ binding }) => {
      linkUp(binding);
      linkDown(binding);
    },
  };

  test.each(Object.entries(reasons))('after %s', (_, happen) => {
    const rig = handRig();
    rig.manager.connect(rig.lte0);
    happen(rig);
    expect(rig.lte0.isAdminUp).toBe(false);
    expect(rig.events.at(-1)).toBe('lte0 iface-admin-down');
  });

  test.each(Object.entries(reasons))('not after %s with NO_AUTO_DOWN, nor when switched off', (_, happen) => {
    const flagged = handRig();
    flagged.manager.setFlag(flagged.lte0, 'NO_AUTO_DOWN', true);
    const off = handRig({ automations: { autoDown: false } });
    for (const rig of [flagged, off]) {
      rig.manager.connect(rig.lte0);
      happen(rig);
      expect(rig.lte0.isAdminUp).toBe(true);
    }
  });

  test('not after a loss of a persistent interface, but after its disconnect and its timeout', () => {
    const { manager, lte0, binding } = handRig();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    linkUp(binding);
    linkDown(binding);
    expect(lte0.isAdminUp).toBe(true);
    binding.raiseTimeout(byHand);
    expect(lte0.isAdminUp).toBe(false);
    manager.connect(lte0);
    linkUp(binding);
    manager.disconnect(lte0);
    expect(lte0.isAdminUp).toBe(true);
    linkDown(binding);
    expect(lte0.isAdminUp).toBe(false);
  });
});

describe('the idle timeout', () => {
  const idle = (events: readonly string[]): number => events.filter((event) => event.endsWith('idle-timeout')).length;

  function connected(persistent = false) {
    const rig = handRig({}, { disconnect: (binding) => linkDown(binding) });
    rig.manager.setFlag(rig.lte0, 'PERSISTENT', persistent);
    rig.manager.setIdleTimeout(rig.lte0, 10);
    rig.manager.connect(rig.lte0);
    linkUp(rig.binding);
    return rig;
  }

  test('raises its event, disconnects, and takes the interface down', async () => {
    const { clock, lte0, events, manager } = connected();
    const carried: number[] = [];
    manager.on('idle-timeout', ({ idleTimeoutS }) => carried.push(idleTimeoutS));
    await clock.advance(9_999);
    expect(idle(events)).toBe(0);
    await clock.advance(1);
    expect([carried, lte0.isUp, lte0.isAdminUp, clock.timerCount]).toEqual([[10], false, false, 0]);
  });

  test('leaves a persistent interface admin-up', async () => {
    const { clock, lte0, events } = connected(true);
    await clock.advance(60_000);
    expect([idle(events), lte0.isUp, lte0.isAdminUp]).toEqual([1, false, true]);
  });

  test('use puts it off; set anew it counts from then; taken away there is none', async () => {
    const { clock, manager, lte0, events } = connected();
    await clock.advance(9_000);
    manager.used(lte0);
    await clock.advance(9_000);
    manager.setIdleTimeout(lte0, 20);
    await clock.advance(19_000);
    expect(idle(events)).toBe(0);
    manager.setIdleTimeout(lte0, 0);
    await clock.advance(600_000);
    expect(idle(events)).toBe(0);
  });

  test('goes on while a persistent interface is interrupted, and starts anew when it is back', async () => {
    const { clock, binding, events } = connected(true);
    await clock.advance(5_000);
    linkDown(binding);
    await clock.advance(4_000);
    linkUp(binding);
    await clock.advance(9_000);
    expect(idle(events)).toBe(0);
    linkDown(binding);
    await clock.advance(1_000);
    expect(idle(events)).toBe(1);
  });

  test('use puts it off during an interruption too', async () => {
    const { clock, manager, lte0, binding, events } = connected(true);
    linkDown(binding);
    await clock.advance(9_000);
    manager.used(lte0);
    await clock.advance(9_999);
    expect(idle(events)).toBe(0);
    await clock.advance(1);
    expect(idle(events)).toBe(1);
  });

  test('ends with the connection of an interface that stays admin-up', async () => {
    const { clock, manager, lte0, binding, events } = connected();
    manager.setFlag(lte0, 'NO_AUTO_DOWN', true);
    linkDown(binding);
    await clock.advance(600_000);
    expect([idle(events), lte0.isAdminUp]).toEqual([0, true]);
  });

  test.each(['down', 'loss', 'timeout'])('ends when the interface is down for good (%s)', async (how) => {
    const { clock, manager, lte0, binding, events } = connected(how === 'timeout');
    if (how === 'down') manager.down(lte0);
    else linkDown(binding);
    if (how === 'timeout') binding.raiseTimeout(byHand);
    manager.used(lte0);
    await clock.advance(600_000);
    expect([idle(events), clock.timerCount]).toEqual([0, 0]);
  });

  test('a disconnect that fails then is nobody’s but the log’s', async () => {
    const { clock, manager, lte0, binding, events } = handRig(
      {},
      {
        disconnect: () => {
          throw new ControlError('EIO', 'no');
        },
      },
    );
    manager.setIdleTimeout(lte0, 10);
    manager.connect(lte0);
    linkUp(binding);
    await clock.advance(20_000);
    expect([idle(events), lte0.isUp]).toEqual([1, true]);
  });
});
