import { describe, expect, test } from '@jest/globals';
import { ControlError } from '../base/errors.ts';
import { byHand, handImplementation, handRig, linkUp } from './by-hand.ts';
import { ConnectionManager } from './connection-manager.ts';
import { ImplementationRegistry } from './registry.ts';

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

describe('an interface that is not bound', () => {
  const { manager } = handRig();
  const eth0 = manager.addInterface({ name: 'eth0', technology: 'ethernet' });
  const empty = manager.addInterface({ name: 'empty0', technology: 'ethernet' });
  manager.bind(empty, { name: 'left-out', technology: 'ethernet', createContext: () => undefined });

  test.each([eth0, empty])('refuses with ENOTSUP and has no settings ($name)', (iface) => {
    expect(manager.isBound(iface)).toBe(false);
    expect(() => manager.connect(iface)).toThrow(code('ENOTSUP'));
    expect(() => manager.disconnect(iface)).toThrow(code('ENOTSUP'));
    expect(() => manager.setOption(iface, 'apn', 'x')).toThrow(code('ENOTSUP'));
    expect(() => manager.getOption(iface, 'apn')).toThrow(code('ENOTSUP'));
    expect(() => manager.setFlag(iface, 'PERSISTENT', true)).toThrow(code('ENOTSUP'));
    expect(() => manager.setTimeout(iface, 1)).toThrow(code('ENOTSUP'));
    expect(() => manager.setIdleTimeout(iface, 1)).toThrow(code('ENOTSUP'));
    expect(manager.getFlag(iface, 'PERSISTENT')).toBe(false);
    expect(manager.getTimeout(iface)).toBe(0);
    expect(manager.getIdleTimeout(iface)).toBe(0);
    expect(manager.optionNames(iface)).toEqual([]);
    manager.used(iface);
  });

  test('can be taken up and down, and be ready with an address', () => {
    manager.up(eth0);
    expect(eth0.isUp).toBe(true);
    manager.down(eth0);
    expect(eth0.operationalState).toBe('down');
  });
});

describe('connect and disconnect', () => {
  test('every call reaches the implementation; an admin-down interface is not disconnected', () => {
    const { manager, lte0, binding } = handRig();
    manager.disconnect(lte0);
    manager.connect(lte0);
    manager.connect(lte0);
    manager.disconnect(lte0);
    expect(binding.context.calls).toEqual(['connect', 'connect', 'disconnect']);
  });

  test('an error of the implementation reaches the caller as it is', () => {
    const error = new ControlError('EIO', 'the module is on fire');
    const fail = (): never => {
      throw error;
    };
    const { manager, lte0 } = handRig({}, { connect: fail, disconnect: fail });
    expect(() => manager.connect(lte0)).toThrow(error);
    expect(lte0.isAdminUp).toBe(true);
    expect(() => manager.disconnect(lte0)).toThrow(error);
    expect(lte0.isAdminUp).toBe(true);
  });

  test.each(['connect', 'disconnect'] as const)('an implementation without %s is refused with ENOTSUP', (call) => {
    const { manager, lte0 } = handRig({}, { [call]: undefined });
    manager.up(lte0);
    expect(() => manager[call](lte0)).toThrow(code('ENOTSUP'));
  });
});

describe('options', () => {
  test('go to the implementation and come back', () => {
    const { manager, lte0 } = handRig();
    manager.setOption(lte0, 'apn', 'internet');
    expect(manager.getOption(lte0, 'apn')).toBe('internet');
    expect(manager.optionNames(lte0)).toEqual(['apn']);
  });

  test.each([
    ['colour', 'red', 'ENOPROTOOPT'],
    ['apn', undefined, 'EINVAL'],
    ['apn', null, 'EINVAL'],
    ['apn', 17, 'EINVAL'],
    ['apn', 'x'.repeat(101), 'ENOBUFS'],
  ])('%s = %p is refused with %s', (name, value, wanted) => {
    const { manager, lte0 } = handRig();
    expect(() => manager.setOption(lte0, name, value)).toThrow(code(wanted));
  });

  test('an unknown one cannot be read, and an implementation may have none', () => {
    const { manager, lte0 } = handRig();
    expect(() => manager.getOption(lte0, 'colour')).toThrow(code('ENOPROTOOPT'));
    const bare = handRig({}, { setOption: undefined, getOption: undefined, optionNames: undefined });
    expect(() => bare.manager.setOption(bare.lte0, 'apn', 'x')).toThrow(code('ENOTSUP'));
    expect(() => bare.manager.getOption(bare.lte0, 'apn')).toThrow(code('ENOTSUP'));
    expect(bare.manager.optionNames(bare.lte0)).toEqual([]);
  });
});

describe('flags and timeouts', () => {
  test.each(['PERSISTENT', 'NO_AUTO_CONNECT', 'NO_AUTO_DOWN'] as const)(
    '%s is off, and can be set on and off',
    (flag) => {
      const { manager, lte0, binding } = handRig();
      expect(manager.getFlag(lte0, flag)).toBe(false);
      manager.setFlag(lte0, flag, true);
      expect([manager.getFlag(lte0, flag), binding.getFlag(flag)]).toEqual([true, true]);
      manager.setFlag(lte0, flag, false);
      expect(manager.getFlag(lte0, flag)).toBe(false);
      expect(binding.context.calls).toEqual(['changed flags', 'changed flags']);
    },
  );

  test('an unknown flag, DISCONNECTING among them, is refused with EINVAL and reads false', () => {
    const { manager, lte0 } = handRig();
    for (const flag of ['DISCONNECTING', 'persistent', ''] as never[]) {
      expect(() => manager.setFlag(lte0, flag, true)).toThrow(code('EINVAL'));
      expect(manager.getFlag(lte0, flag)).toBe(false);
    }
    expect(() => manager.setFlag(lte0, 'PERSISTENT', 1 as never)).toThrow(code('EINVAL'));
  });

  test('timeouts are seconds, none at first', () => {
    const { manager, lte0, binding } = handRig();
    expect([manager.getTimeout(lte0), manager.getIdleTimeout(lte0)]).toEqual([0, 0]);
    manager.setTimeout(lte0, 30);
    manager.setIdleTimeout(lte0, 600);
    expect([manager.getTimeout(lte0), manager.getIdleTimeout(lte0)]).toEqual([30, 600]);
    expect(binding.context.calls).toEqual(['changed timeout', 'changed idle-timeout']);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('%p is no timeout', (seconds) => {
    const { manager, lte0 } = handRig();
    expect(() => manager.setTimeout(lte0, seconds)).toThrow(code('EINVAL'));
    expect(() => manager.setIdleTimeout(lte0, seconds)).toThrow(code('EINVAL'));
  });
});

describe('bind', () => {
  test('a second time is refused with EALREADY, naming both', () => {
    const { manager, lte0 } = handRig();
    const another = { ...handImplementation(), name: 'another' };
    expect(() => manager.bind(lte0, another)).toThrow(code('EALREADY'));
    expect(() => manager.bind(lte0, another)).toThrow(/another.*by-hand/);
  });

  test('an absent implementation does not stand in the way of another', () => {
    const { manager } = handRig();
    const wlan0 = manager.addInterface({ name: 'wlan0', technology: 'wifi' });
    manager.bind(wlan0, { name: 'left-out', technology: 'wifi', createContext: () => undefined });
    manager.bind(wlan0, handImplementation());
    expect(manager.isBound(wlan0)).toBe(true);
  });

  test('an implementation whose init fails is not bound', () => {
    const { manager } = handRig();
    const wlan0 = manager.addInterface({ name: 'wlan0', technology: 'wifi' });
    const failing = handImplementation({
      init: () => {
        throw new ControlError('EIO', 'no luck');
      },
    });
    expect(() => manager.bind(wlan0, failing)).toThrow(code('EIO'));
    expect(manager.isBound(wlan0)).toBe(false);
    manager.bind(wlan0, handImplementation());
  });

  test('by name, from the registry; one that is not there leaves the interface alone', () => {
    const implementations = new ImplementationRegistry();
    implementations.define(handImplementation());
    const manager = new ConnectionManager({ implementations });
    const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
    expect(() => manager.bindByName(lte0, 'wifi')).toThrow(code('ENOTSUP'));
    expect(manager.isBound(lte0)).toBe(false);
    expect(manager.bindByName(lte0, 'by-hand').implementation.name).toBe('by-hand');
    expect(manager.isBound(lte0)).toBe(true);
    expect(() => implementations.define(handImplementation())).toThrow(code('USAGE'));
  });

  test('each binding has a context of its own, made from its setup', () => {
    const manager = new ConnectionManager();
    const implementation = {
      name: 'with-setup',
      technology: 'cellular',
      createContext: (setup: { port: string }) => ({ ...setup }),
      api: {},
    } as const;
    const [one, two] = ['a', 'b'].map((port) =>
      manager.bind(manager.addInterface({ name: port, technology: 'cellular' }), implementation, { port }),
    );
    expect([one?.context.port, two?.context.port]).toEqual(['a', 'b']);
    expect(one?.implementation).toBe(two?.implementation);
  });
});

describe('the bulk functions', () => {
  test('reach every interface, in order, and skip ignored ones when asked to', () => {
    const { manager, lte0, binding, add } = handRig();
    const { iface: lte1, binding: other } = add('lte1');
    const eth0 = manager.addInterface({ name: 'eth0', technology: 'ethernet' });
    manager.ignore(lte1);
    manager.connectAll({ skipIgnored: true });
    expect([lte0.isAdminUp, lte1.isAdminUp, eth0.isAdminUp]).toEqual([true, false, true]);
    manager.connectAll();
    expect(other.context.calls).toEqual(['connect']);
    manager.disconnectAll({ skipIgnored: true });
    expect([lte0.isAdminUp, lte1.isAdminUp, eth0.isAdminUp]).toEqual([false, true, true]);
    manager.allDown();
    expect(manager.interfaces.some(({ isAdminUp }) => isAdminUp)).toBe(false);
    manager.allUp({ skipIgnored: true });
    expect([lte0.isAdminUp, lte1.isAdminUp, eth0.isAdminUp]).toEqual([true, false, true]);
    expect(binding.context.calls).toEqual(['connect', 'connect', 'disconnect', 'connect']);
  });

  test('an error on one does not stop the others; the first is thrown', () => {
    const { manager, lte0, add } = handRig(
      {},
      {
        connect: (binding) => {
          binding.context.calls.push('connect');
          if (binding.iface.name !== 'lte1') throw new ControlError('EIO', binding.iface.name);
        },
      },
    );
    const { iface: lte1, binding } = add('lte1');
    add('lte2');
    expect(() => manager.connectAll()).toThrow('lte0');
    expect(binding.context.calls).toEqual(['connect']);
    expect([lte0.isAdminUp, lte1.isAdminUp]).toEqual([true, true]);
  });

  test('connectAll takes every interface up before it connects the first', () => {
    const upThen: boolean[] = [];
    const { manager, add } = handRig(
      {},
      { connect: () => void upThen.push(manager.interfaces.every(({ isAdminUp }) => isAdminUp)) },
    );
    add('lte1');
    manager.connectAll();
    expect(upThen).toEqual([true, true]);
  });
});

describe('closing', () => {
  test('closes each binding once, raises nothing, and refuses what would start something', async () => {
    const closed: string[] = [];
    const { manager, lte0, binding, events, clock } = handRig(
      {},
      { close: async ({ iface }) => void closed.push(iface.name) },
    );
    manager.setIdleTimeout(lte0, 60);
    manager.connect(lte0);
    linkUp(binding);
    events.length = 0;
    await Promise.all([manager.close(), manager.close()]);
    binding.setDormant(true, byHand);
    expect([closed, events, clock.timerCount]).toEqual([['lte0'], [], 0]);
    expect(() => manager.connect(lte0)).toThrow(code('CLOSED'));
    expect(() => manager.addInterface({ name: 'x', technology: 'x' })).toThrow(code('CLOSED'));
  });

  test('an error of one binding does not keep the others open', async () => {
    const closed: string[] = [];
    const { manager, add } = handRig(
      {},
      {
        close: async ({ iface }) => {
          closed.push(iface.name);
          if (iface.name === 'lte0') throw new ControlError('EIO', 'stuck');
        },
      },
    );
    add('lte1');
    await expect(manager.close()).rejects.toThrow('stuck');
    expect(closed).toEqual(['lte0', 'lte1']);
  });
});

test('an interface of another manager, or one with a name that is taken or empty, is refused', () => {
  const { manager } = handRig();
  expect(() => manager.up(handRig().lte0)).toThrow(code('USAGE'));
  expect(() => manager.addInterface({ name: 'lte0', technology: 'x' })).toThrow(code('USAGE'));
  expect(() => manager.addInterface({ name: ' ', technology: 'x' })).toThrow(code('USAGE'));
  expect(manager.findInterface('lte0')?.index).toBe(1);
});
