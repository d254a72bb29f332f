import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { ConnectionManager } from './connection-manager.ts';
import type { ConnectivityImplementation } from './implementation.ts';
import type { NetworkInterface } from './interface.ts';

const cause = { kind: 'implementation', text: 'test' } as const;

/** Connects at once and never fails: the control API is what is looked at. */
function instant(calls: string[] = []): ConnectivityImplementation<{ wanted: boolean }> {
  return {
    name: 'instant',
    technology: 'cellular',
    createContext: () => ({ wanted: false }),
    api: {
      init: (binding) => {
        binding.setCarrier(true, cause);
        binding.setDormant(true, cause);
      },
      connect: (binding) => {
        calls.push('connect');
        binding.setDormant(false, cause);
        binding.addAddress('10.0.0.2', cause);
      },
      disconnect: (binding) => {
        calls.push('disconnect');
        binding.setDormant(true, cause);
        binding.removeAddress('10.0.0.2', cause);
      },
    },
  };
}

function rig(automations?: { autoUp?: boolean; autoConnect?: boolean; autoDown?: boolean }): {
  clock: VirtualClock;
  manager: ConnectionManager;
  lte0: NetworkInterface;
  events: string[];
} {
  const clock = new VirtualClock();
  const manager = new ConnectionManager({ clock, ...(automations && { automations }) });
  const events: string[] = [];
  manager.on('*', (event) => events.push(event.type));
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  return { clock, manager, lte0, events };
}

describe('connect and disconnect', () => {
  test('an interface that is not bound refuses them with ENOTSUP', () => {
    const { manager, lte0 } = rig();
    expect(() => manager.connect(lte0)).toThrow(expect.objectContaining({ code: 'ENOTSUP' }));
    expect(() => manager.disconnect(lte0)).toThrow(expect.objectContaining({ code: 'ENOTSUP' }));
  });

  test('connect takes the interface up, and connects it once', () => {
    const { manager, lte0, events } = rig();
    const calls: string[] = [];
    manager.bind(lte0, instant(calls));
    events.length = 0;
    manager.connect(lte0);
    expect(calls).toEqual(['connect']);
    expect(events).toEqual([
      'iface-admin-up',
      'dormant-off',
      'iface-up',
      'address-added',
      'l4-connected',
      'l4-ipv4-connected',
    ]);
  });

  test('disconnect takes it down again, and tells in order what was lost', () => {
    const { manager, lte0, events } = rig();
    manager.bind(lte0, instant());
    manager.connect(lte0);
    events.length = 0;
    manager.disconnect(lte0);
    expect(lte0.isAdminUp).toBe(false);
    expect(events).toContain('l4-disconnected');
    expect(events.at(-1)).toBe('iface-admin-down');
  });

  test('on an admin-down interface disconnect does not reach the implementation', () => {
    const { manager, lte0 } = rig();
    const calls: string[] = [];
    manager.bind(lte0, instant(calls));
    manager.disconnect(lte0);
    expect(calls).toEqual([]);
  });
});

describe('automations', () => {
  test('start takes interfaces up and connects those that are bound', () => {
    const { manager, lte0 } = rig();
    manager.bind(lte0, instant());
    manager.start();
    expect(manager.isReady(lte0)).toBe(true);
  });

  test('the idle timeout disconnects an interface that nothing used, and use puts it off', async () => {
    const { manager, lte0, clock, events } = rig();
    manager.bind(lte0, instant());
    manager.setIdleTimeout(lte0, 10);
    manager.connect(lte0);
    await clock.advance(9_000);
    manager.used(lte0);
    await clock.advance(9_000);
    expect(events).not.toContain('idle-timeout');
    await clock.advance(1_000);
    expect(events).toContain('idle-timeout');
    expect(lte0.isAdminUp).toBe(false);
  });
});
