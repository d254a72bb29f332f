import { describe, expect, test } from '@jest/globals';
import { ControlError } from '../base/errors.ts';
import { byHand, handRig, linkDown, linkUp } from './by-hand.ts';

/** The corners that docs/connection-manager.md writes down; those of the attempt itself are with the attempt. */
describe('a disconnect that fails', () => {
  test('leaves no mark: a later loss of a persistent interface is a loss', () => {
    const { manager, lte0, binding } = handRig(
      {},
      {
        disconnect: () => {
          throw new ControlError('EIO', 'not now');
        },
      },
    );
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    linkUp(binding);
    expect(() => manager.disconnect(lte0)).toThrow('not now');
    linkDown(binding);
    expect(lte0.isAdminUp).toBe(true);
  });
});

describe('a disconnect that went through', () => {
  test('leaves no mark either: what comes after it by hand is lost like any other', () => {
    const { manager, lte0, binding } = handRig();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.setFlag(lte0, 'NO_AUTO_DOWN', true);
    manager.connect(lte0);
    linkUp(binding);
    manager.disconnect(lte0);
    linkDown(binding);
    manager.setFlag(lte0, 'NO_AUTO_DOWN', false);
    linkUp(binding);
    linkDown(binding);
    expect(lte0.isAdminUp).toBe(true);
  });
});

describe('a connect that comes in between', () => {
  test('in a listener for the timeout: the interface is up again, and stays so', () => {
    for (const type of ['connection-timeout', '*'] as const) {
      const { manager, lte0, binding } = handRig();
      manager.connect(lte0);
      manager.on(type, (event) => {
        if (event.type === 'connection-timeout') manager.connect(lte0);
      });
      binding.raiseTimeout(byHand);
      expect(lte0.isAdminUp).toBe(true);
      expect(binding.context.calls).toEqual(['connect', 'connect']);
    }
  });

  test('in a listener, between a timeout and its delivery: the old timeout takes nothing down', () => {
    const { manager, lte0, binding } = handRig();
    manager.connect(lte0);
    let once = false;
    manager.on('fact', () => {
      if (once) return;
      once = true;
      manager.connect(lte0);
    });
    binding.locked(() => {
      binding.reportFact({ name: 'notice', value: 'just before' });
      binding.raiseTimeout(byHand);
    });
    expect(lte0.isAdminUp).toBe(true);
  });

  test('disconnect and connect in one listener: the connect counts', () => {
    const { manager, lte0, binding } = handRig({}, { disconnect: (made) => linkDown(made) });
    manager.connect(lte0);
    linkUp(binding);
    manager.on('fact', () => {
      manager.disconnect(lte0);
      manager.connect(lte0);
    });
    binding.reportFact({ name: 'notice', value: 'now' });
    expect(lte0.isAdminUp).toBe(true);
    expect(binding.context.calls).toEqual(['connect', 'connect']);
  });

  test('while the module is still leaving: the mark of the disconnect is gone, and a loss is a loss', () => {
    const { manager, lte0, binding } = handRig();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    linkUp(binding);
    manager.disconnect(lte0);
    manager.connect(lte0);
    linkDown(binding);
    expect(lte0.isAdminUp).toBe(true);
  });

  test('up and connect in one listener: one connect reaches the implementation', () => {
    const { manager, lte0, binding } = handRig();
    manager.on('fact', () => {
      manager.up(lte0);
      manager.connect(lte0);
    });
    binding.reportFact({ name: 'notice', value: 'now' });
    expect(binding.context.calls).toEqual(['connect']);
  });

  test('up and disconnect in one listener: nothing is connected afterwards', () => {
    const { manager, lte0, binding } = handRig();
    manager.setFlag(lte0, 'NO_AUTO_DOWN', true);
    manager.on('fact', () => {
      manager.up(lte0);
      manager.disconnect(lte0);
    });
    binding.reportFact({ name: 'notice', value: 'now' });
    expect(binding.context.calls).toEqual(['changed flags', 'disconnect']);
  });
});

describe('two changes in one turn', () => {
  test('a link that is back before anybody could act was not lost for good', () => {
    const { manager, lte0, binding, events } = handRig();
    manager.connect(lte0);
    linkUp(binding);
    binding.locked(() => {
      linkDown(binding);
      linkUp(binding);
    });
    expect(lte0.isAdminUp).toBe(true);
    expect(events.filter((event) => event.includes('iface-')).slice(1)).toEqual([
      'lte0 iface-up',
      'lte0 iface-down',
      'lte0 iface-up',
    ]);
  });

  test('down and up by the application: nobody gave up', () => {
    const { manager, lte0, binding } = handRig();
    manager.connect(lte0);
    linkUp(binding);
    binding.locked(() => {
      manager.down(lte0);
      manager.up(lte0);
    });
    expect(lte0.isUp).toBe(true);
  });

  test('down and up by the application while the link goes: nobody gave up', () => {
    const { manager, lte0, binding } = handRig();
    manager.connect(lte0);
    linkUp(binding);
    binding.locked(() => {
      manager.down(lte0);
      linkDown(binding);
      manager.up(lte0);
    });
    expect(lte0.isAdminUp).toBe(true);
  });

  test('up and down again before delivery: nothing is connected', () => {
    const { manager, lte0, binding } = handRig();
    binding.locked(() => {
      manager.up(lte0);
      manager.down(lte0);
    });
    expect(binding.context.calls).toEqual([]);
  });
});

describe('the admin state', () => {
  test('is a gate: down and up again leave the connection as it is', () => {
    const { manager, lte0, binding } = handRig({ automations: { autoConnect: false } });
    manager.connect(lte0);
    linkUp(binding);
    manager.down(lte0);
    expect([lte0.isUp, lte0.isDormant, binding.context.calls]).toEqual([false, false, ['connect']]);
    manager.up(lte0);
    expect([lte0.isUp, binding.context.calls]).toEqual([true, ['connect']]);
  });

  test('addresses that come before the link count when the link comes', () => {
    const { manager, lte0, binding, events } = handRig();
    manager.connect(lte0);
    binding.setCarrier(false, byHand);
    binding.addAddress('10.0.0.2', byHand);
    binding.setDormant(false, byHand);
    expect(manager.isReady(lte0)).toBe(false);
    binding.setCarrier(true, byHand);
    expect(manager.isReady(lte0)).toBe(true);
    expect(events.slice(-4)).toEqual([
      'lte0 carrier-on',
      'lte0 iface-up',
      'lte0 l4-connected',
      'lte0 l4-ipv4-connected',
    ]);
  });

  test('binding an interface that is up connects nothing, until it is told to', () => {
    const { manager, add } = handRig();
    manager.start();
    const { iface, binding } = add('lte1');
    expect(binding.context.calls).toEqual([]);
    manager.up(iface);
    expect(binding.context.calls).toEqual(['connect']);
  });
});

describe('listeners', () => {
  test('hear all events in the same order, each when the one before was heard by all', () => {
    const { manager, lte0, binding } = handRig();
    const heard: string[] = [];
    manager.on('fact', ({ fact }) => {
      heard.push(`one ${fact.value}`);
      if (fact.value === 'first') binding.reportFact({ name: 'notice', value: 'second' });
    });
    manager.on('*', ({ type }) => heard.push(`all ${type}`));
    manager.on('fact', ({ fact }) => heard.push(`two ${fact.value}`), lte0);
    binding.reportFact({ name: 'notice', value: 'first' });
    expect(heard).toEqual(['one first', 'all fact', 'two first', 'one second', 'all fact', 'two second']);
  });

  test('that fail do not keep the others from hearing', () => {
    const { manager, binding } = handRig();
    const heard: string[] = [];
    manager.on('fact', () => {
      throw new ControlError('EIO', 'a mistake');
    });
    manager.on('fact', ({ fact }) => heard.push(fact.value));
    binding.reportFact({ name: 'notice', value: 'now' });
    expect(heard).toEqual(['now']);
  });

  test('are removed one by one, also while an event is being delivered', () => {
    const { manager, binding } = handRig();
    const heard: string[] = [];
    const listener = (): void => void heard.push('same');
    const first = manager.on('fact', listener);
    manager.on('fact', listener);
    manager.on('fact', () => {
      first();
      third();
    });
    const third = manager.on('fact', () => heard.push('third'));
    binding.reportFact({ name: 'notice', value: 'one' });
    expect(heard).toEqual(['same', 'same']);
    heard.length = 0;
    binding.reportFact({ name: 'notice', value: 'two' });
    first();
    expect(heard).toEqual(['same']);
  });

  test('of one interface hear that one alone', () => {
    const { manager, binding, add } = handRig();
    const { iface: lte1, binding: other } = add('lte1');
    const heard: string[] = [];
    manager.on('*', ({ iface }) => heard.push(iface.name), lte1);
    binding.reportFact({ name: 'notice', value: '' });
    other.reportFact({ name: 'notice', value: '' });
    expect(heard).toEqual(['lte1']);
  });

  test('a listener that feeds itself is stopped before the memory is full', () => {
    const { manager, binding } = handRig();
    let heard = 0;
    manager.on('fact', () => {
      heard++;
      binding.reportFact({ name: 'notice', value: 'again' });
    });
    binding.reportFact({ name: 'notice', value: 'first' });
    expect(heard).toBeLessThanOrEqual(100_000);
  });
});
