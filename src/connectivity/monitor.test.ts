import { describe, expect, test } from '@jest/globals';
import { byHand, handRig, linkDown, linkUp } from './by-hand.ts';

const l4 = (events: readonly string[]): readonly string[] => events.filter((event) => event.includes('l4-'));

const off = { automations: { autoDown: false, autoConnect: false } };

describe('the operational state', () => {
  test.each([
    [false, true, false, 'down'],
    [true, false, false, 'down'],
    [true, false, true, 'down'],
    [true, true, true, 'dormant'],
    [true, true, false, 'up'],
  ] as const)('admin-up %p, carrier %p, dormant %p: %s', (admin, carrier, dormant, state) => {
    const { manager, lte0, binding } = handRig(off);
    if (admin) manager.up(lte0);
    binding.setCarrier(carrier, byHand);
    binding.setDormant(dormant, byHand);
    expect(lte0.operationalState).toBe(state);
    expect(lte0.isUp).toBe(state === 'up');
  });

  test('a new interface is admin-down, with carrier, not dormant, without addresses', () => {
    const { manager } = handRig();
    const eth0 = manager.addInterface({ name: 'eth0', technology: 'ethernet' });
    expect(JSON.parse(JSON.stringify(eth0))).toEqual({
      index: 2,
      name: 'eth0',
      technology: 'ethernet',
      admin: 'down',
      carrier: true,
      dormant: false,
      operational: 'down',
      addresses: [],
    });
  });
});

describe('interface events', () => {
  test('tell each change once, the state itself before what it brings about', () => {
    const { manager, lte0, binding, events } = handRig(off);
    binding.addAddress('10.0.0.2', byHand);
    binding.addAddress('10.0.0.2', byHand);
    manager.up(lte0);
    manager.up(lte0);
    binding.setDormant(false, byHand);
    binding.setCarrier(false, byHand);
    binding.setCarrier(false, byHand);
    binding.setCarrier(true, byHand);
    binding.setDormant(true, byHand);
    binding.removeAddress('10.0.0.2', byHand);
    binding.removeAddress('10.0.0.2', byHand);
    manager.down(lte0);
    manager.down(lte0);
    expect(events.map((event) => event.slice(5))).toEqual([
      'address-added',
      'iface-admin-up',
      ...['dormant-off', 'iface-up', 'l4-connected', 'l4-ipv4-connected'],
      ...['carrier-off', 'iface-down', 'l4-disconnected', 'l4-ipv4-disconnected'],
      ...['carrier-on', 'iface-up', 'l4-connected', 'l4-ipv4-connected'],
      ...['dormant-on', 'iface-down', 'l4-disconnected', 'l4-ipv4-disconnected'],
      'address-removed',
      'iface-admin-down',
    ]);
  });

  test('what is no address is refused', () => {
    const { binding } = handRig();
    expect(() => binding.addAddress('10.0.0', byHand)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
    binding.addAddress('2001:DB8::1', byHand);
    expect(binding.iface.addresses).toEqual([{ family: 'IPv6', address: '2001:db8::1' }]);
  });

  test('carry cause, time and what they are about', () => {
    const { manager, lte0, binding } = handRig(off);
    const seen: unknown[] = [];
    for (const type of ['address-added', 'connection-timeout', 'fatal-error', 'module-ready', 'fact'] as const) {
      manager.on(type, ({ iface, time, ...event }) => seen.push({ ...event, name: iface.name, at: time.getTime() }));
    }
    manager.setTimeout(lte0, 30);
    binding.addAddress('10.0.0.2', byHand);
    binding.raiseTimeout(byHand);
    binding.raiseFatalError('no SIM', byHand, 'SIM_MISSING');
    binding.reportModule('ready', byHand, { model: 'BG95' });
    binding.reportFact({ name: 'signal', value: '-71 dBm' });
    const about = { name: 'lte0', at: Date.parse('2026-01-01') };
    expect(seen).toEqual([
      { type: 'address-added', address: { family: 'IPv4', address: '10.0.0.2' }, cause: byHand, ...about },
      { type: 'connection-timeout', timeoutS: 30, cause: byHand, ...about },
      { type: 'fatal-error', reason: 'no SIM', code: 'SIM_MISSING', cause: byHand, previousMs: 0, ...about },
      { type: 'module-ready', identity: { model: 'BG95' }, cause: byHand, ...about },
      { type: 'fact', fact: { name: 'signal', value: '-71 dBm' }, ...about },
    ]);
  });

  test('of the module and of the attempt', () => {
    const { binding, events, manager } = handRig(off);
    const phases: string[] = [];
    manager.on('attempt-phase', ({ phase, detail }) => phases.push(`${phase} ${detail}`));
    for (const state of ['absent', 'opening', 'booting', 'starting-up', 'ready', 'lost'] as const)
      binding.reportModule(state);
    binding.reportPhase('pausing', 'busy');
    expect(events.map((event) => event.slice(5))).toEqual([
      'module-absent',
      'module-opening',
      'module-booting',
      'module-starting-up',
      'module-ready',
      'module-lost',
      'attempt-phase',
    ]);
    expect(phases).toEqual(['pausing busy']);
  });
});

describe('L4', () => {
  test('the first ready interface and the last one make an event, others none', () => {
    const { manager, binding, events, add } = handRig(off);
    const { binding: other } = add('lte1');
    manager.allUp();
    linkUp(binding);
    linkUp(other);
    linkDown(binding);
    linkDown(other);
    expect(l4(events)).toEqual([
      'lte0 l4-connected',
      'lte0 l4-ipv4-connected',
      'lte1 l4-disconnected',
      'lte1 l4-ipv4-disconnected',
    ]);
    expect(manager.isConnected).toBe(false);
  });

  test('each family has its own', () => {
    const { manager, binding, events, add } = handRig(off);
    const { binding: other } = add('lte1');
    manager.allUp();
    linkUp(binding, '10.0.0.2');
    linkUp(other, '2001:db8::1');
    linkDown(binding);
    linkDown(other);
    expect(l4(events)).toEqual([
      'lte0 l4-connected',
      'lte0 l4-ipv4-connected',
      'lte1 l4-ipv6-connected',
      'lte0 l4-ipv4-disconnected',
      'lte1 l4-disconnected',
      'lte1 l4-ipv6-disconnected',
    ]);
  });

  test('an address is needed, and the last one counts', () => {
    const { manager, lte0, binding, events } = handRig(off);
    manager.up(lte0);
    binding.setDormant(false, byHand);
    expect(manager.isReady(lte0)).toBe(false);
    binding.addAddress('10.0.0.2', byHand);
    binding.addAddress('10.0.0.3', byHand);
    binding.removeAddress('10.0.0.2', byHand);
    expect(manager.isReady(lte0)).toBe(true);
    binding.removeAddress('10.0.0.3', byHand);
    expect(manager.isReady(lte0)).toBe(false);
    expect(l4(events)).toHaveLength(4);
  });

  test('an ignored interface does not count, watched again it does', () => {
    const { manager, lte0, binding, events } = handRig(off);
    manager.up(lte0);
    linkUp(binding);
    manager.ignore(lte0);
    expect([manager.isIgnored(lte0), manager.isReady(lte0)]).toEqual([true, false]);
    manager.watch(lte0);
    expect([manager.isIgnored(lte0), manager.isReady(lte0)]).toEqual([false, true]);
    expect(l4(events).filter((event) => !event.includes('ipv'))).toEqual([
      'lte0 l4-connected',
      'lte0 l4-disconnected',
      'lte0 l4-connected',
    ]);
  });

  test('a whole technology is ignored and watched, beside single interfaces', () => {
    const { manager, lte0, binding, add } = handRig(off);
    const { iface: wlan0, binding: other } = add('wlan0', 'wifi');
    manager.allUp();
    linkUp(binding);
    linkUp(other);
    manager.ignoreTechnology('cellular');
    expect([manager.isReady(lte0), manager.isReady(wlan0)]).toEqual([false, true]);
    manager.watch(lte0);
    expect(manager.isIgnored(lte0)).toBe(true);
    manager.ignore(lte0);
    manager.watchTechnology('cellular');
    expect(manager.isIgnored(lte0)).toBe(true);
    manager.watch(lte0);
    expect(manager.isReady(lte0)).toBe(true);
  });

  test('the status is raised again on request, to all that it could be of', () => {
    const { manager, lte0, binding, events } = handRig(off);
    const resent: unknown[] = [];
    manager.on('l4-disconnected', (event) => resent.push(event.resent));
    manager.resendStatus();
    expect(l4(events)).toEqual(['lte0 l4-disconnected', 'lte0 l4-ipv4-disconnected', 'lte0 l4-ipv6-disconnected']);
    manager.up(lte0);
    linkUp(binding);
    events.length = 0;
    manager.resendStatus();
    expect(events).toEqual(['lte0 l4-connected', 'lte0 l4-ipv4-connected', 'lte0 l4-ipv6-disconnected']);
    expect(resent).toEqual([true]);
  });

  test('raised again it blames the interface that made it what it is', () => {
    const { manager, binding, events, add } = handRig(off);
    const { binding: other } = add('lte1');
    manager.allUp();
    linkUp(other);
    linkUp(binding);
    events.length = 0;
    manager.resendStatus();
    expect(events).toEqual(['lte1 l4-connected', 'lte1 l4-ipv4-connected', 'lte0 l4-ipv6-disconnected']);
  });

  test('the cause of an L4 event is that of the change behind it', () => {
    const { manager, lte0, binding } = handRig(off);
    const causes: unknown[] = [];
    manager.on('l4-connected', ({ cause }) => causes.push(cause?.text));
    manager.on('l4-disconnected', ({ cause }) => causes.push(cause?.text));
    manager.up(lte0);
    linkUp(binding);
    manager.down(lte0);
    expect(causes).toEqual(['by hand', 'down()']);
  });
});
