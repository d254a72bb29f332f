import { afterEach, describe, expect, test } from '@jest/globals';
import {
  answered,
  closed,
  connected as connectedTo,
  count,
  lab,
  labOptions,
  type Rig,
  type RigOptions,
  start,
} from './rig.test-support.ts';

afterEach(closed);

const personalities = [
  'esp8266-nonos',
  'esp8266-ai-thinker',
  'esp32-at1',
  'esp8266-at2',
  'esp32-at2',
  'esp32-c3',
  'esp32-at4',
  'esp32-c6',
  'esp32-c61',
];

describe.each(personalities)('%s', (personality) => {
  const connected = (options: RigOptions = {}, persistent = false): Promise<Rig> =>
    connectedTo({ personality, ...options }, persistent);

  test('comes up, and the steps come in order', async () => {
    const { wlan0, types, module } = await connected();
    const order = ['module-ready', 'carrier-on', 'dormant-off', 'l4-connected'];
    expect(types().filter((type) => order.includes(type))).toEqual(order);
    expect(wlan0.addresses.map(({ address }) => address)).toContain(module.address);
  });

  test('connect before the module has power is queued and comes up by itself (G12)', async () => {
    const { manager, wlan0, until, module, clock } = start({ personality, powered: false });
    manager.connect(wlan0);
    await clock.advance(60_000);
    expect(wlan0.isUp).toBe(false);
    module.powerOn();
    await until(() => manager.isReady(wlan0));
  });

  test('disconnect takes a queued connect back (G12)', async () => {
    const { manager, wlan0, clock, module } = start({ personality, powered: false });
    manager.connect(wlan0);
    await clock.advance(5000);
    manager.disconnect(wlan0);
    module.powerOn();
    await clock.advance(120_000);
    expect(wlan0.isUp).toBe(false);
    expect(module.counters.joins).toBe(0);
  });

  test('disconnect leaves the network, and the module stays away', async () => {
    const { manager, wlan0, clock, until, module } = await connected();
    manager.disconnect(wlan0);
    expect(wlan0.isUp).toBe(false);
    expect(wlan0.addresses).toEqual([]);
    await until(() => !module.isAssociated && !wlan0.hasCarrier);
    const { joins } = module.counters;
    await clock.advance(300_000);
    expect(module.counters.joins).toBe(joins);
  });

  test('a wrong passphrase is no give-up: the right one, once set, is used at once (G4)', async () => {
    const { manager, wlan0, until, clock, facts, types } = start({
      personality,
      options: { ssid: 'lab', passphrase: 'wrong-one' },
    });
    manager.connect(wlan0);
    await clock.advance(200_000);
    expect(wlan0.isUp).toBe(false);
    expect(types()).not.toContain('fatal-error');
    expect(facts().join()).toContain('"lab": ');
    manager.setOption(wlan0, 'passphrase', 'secret99');
    await until(() => manager.isReady(wlan0), 60);
  });

  test('no ssid: the attempt waits for one (G4)', async () => {
    const { manager, wlan0, until, clock, module } = start({ personality, options: {} });
    manager.connect(wlan0);
    await clock.advance(100_000);
    expect(module.counters.joins).toBe(0);
    expect(JSON.stringify(manager.timeline(wlan0))).toContain('no ssid is set');
    manager.setOption(wlan0, 'ssid', 'lab');
    manager.setOption(wlan0, 'passphrase', 'secret99');
    await until(() => manager.isReady(wlan0), 60);
  });

  test('an access point that vanishes and returns: a persistent interface comes back (G25)', async () => {
    const { manager, wlan0, until, air, types, clock } = await connected({}, true);
    for (const point of air.points) air.remove(point);
    await until(() => !wlan0.isUp);
    expect(wlan0.addresses).toEqual([]);
    await clock.advance(60_000);
    expect(wlan0.hasCarrier).toBe(false);
    air.add(lab);
    await until(() => manager.isReady(wlan0));
    expect(count(types(), 'l4-disconnected')).toBe(1);
  });

  test('an access point that vanishes and returns: without persistence nothing comes back (G21)', async () => {
    const { wlan0, until, air, module, clock } = await connected();
    for (const point of air.points) air.remove(point);
    await until(() => !wlan0.isAdminUp);
    air.add(lab);
    await clock.advance(300_000);
    expect(wlan0.isUp).toBe(false);
    expect(module.isAssociated).toBe(false);
  });

  test('thrown out by the access point: a loss, and with persistence a new attempt', async () => {
    const { manager, wlan0, until, types, module } = await connected({}, true);
    module.deauthenticate();
    await until(() => types().includes('l4-disconnected'));
    await until(() => manager.isReady(wlan0));
  });

  test('a reboot in mid-session is one loss and one recovery', async () => {
    const { manager, wlan0, until, types, module } = await connected({}, true);
    module.reboot();
    await until(() => types().includes('module-lost'));
    expect(wlan0.isUp).toBe(false);
    expect(wlan0.hasCarrier).toBe(false);
    await until(() => manager.isReady(wlan0));
    expect(count(types(), 'module-lost')).toBe(1);
    expect(count(types(), 'l4-disconnected')).toBe(1);
    expect(module.echo).toBe(false);
  });

  test('disconnect in the middle of a join: no late answer brings the interface up (G26)', async () => {
    const { manager, wlan0, until, clock, types, module } = start({ personality });
    manager.connect(wlan0);
    await until(() => module.commandsSeen.some((line) => line.includes('"lab"')));
    manager.disconnect(wlan0);
    await clock.advance(120_000);
    expect(types()).not.toContain('iface-up');
    expect(module.isAssociated).toBe(false);
    expect(wlan0.hasCarrier).toBe(false);
  });

  test('the timeout ends an attempt once, and nothing follows it (G19, G24)', async () => {
    const { manager, wlan0, clock, types, module } = start({ personality, points: [] });
    manager.setFlag(wlan0, 'PERSISTENT', true);
    manager.setTimeout(wlan0, 60);
    manager.connect(wlan0);
    await clock.advance(100_000);
    expect(count(types(), 'connection-timeout')).toBe(1);
    expect(wlan0.isAdminUp).toBe(false);
    const { joins } = module.counters;
    await clock.advance(200_000);
    expect(module.counters.joins).toBe(joins);
  });

  test('no DHCP: carrier without address, and a sub-attempt that failed', async () => {
    const { manager, wlan0, clock, until, facts, types, air } = start({
      personality,
      points: [{ ...lab, dhcp: 'none' }],
    });
    manager.connect(wlan0);
    await until(() => wlan0.hasCarrier);
    expect(wlan0.isDormant).toBe(true);
    await until(() => facts().some((fact) => fact.includes('no address')));
    await clock.advance(30_000);
    expect(types()).not.toContain('iface-up');
    for (const point of air.points) point.dhcp = 'normal';
    await until(() => manager.isReady(wlan0));
  });

  test('two networks, the stronger with a wrong passphrase: the other is joined in the same attempt (G23)', async () => {
    const started = start({
      personality,
      points: [
        { ssid: 'strong', passphrase: 'the right one', rssi: -30 },
        { ssid: 'weak', passphrase: 'also right', rssi: -70 },
      ],
      options: {
        networks: [
          { ssid: 'weak', passphrase: 'also right' },
          { ssid: 'strong', passphrase: 'the wrong one' },
        ],
      },
    });
    const { binding, manager, types, until, wlan0 } = started;
    manager.setTimeout(wlan0, 100);
    manager.connect(wlan0);
    await until(() => manager.isReady(wlan0), 90);
    expect(types()).not.toContain('connection-timeout');
    expect(await answered(started, binding.context.run('AT+GMR'))).toMatchObject({ status: 'fulfilled' });
  });

  test('leaving by hand is a loss; joining by hand is a gain (G10)', async () => {
    const started = await connected();
    const { binding, clock, manager, until, wlan0 } = started;
    manager.setFlag(wlan0, 'NO_AUTO_DOWN', true);
    const suffix = /nonos|ai-thinker/.test(personality) ? '_CUR' : '';
    await answered(started, binding.context.run('AT+CWQAP'));
    expect(wlan0.isUp).toBe(false);
    await clock.advance(20_000);
    await answered(started, binding.context.run(`AT+CWJAP${suffix}="lab","secret99"`));
    await until(() => manager.isReady(wlan0), 10);
    await clock.advance(100_000);
    expect(manager.isReady(wlan0)).toBe(true);
  });

  test('unplugged and plugged in again, the interface comes back by itself', async () => {
    const { manager, wlan0, until, port, clock } = await connected({}, true);
    port.unplug();
    await until(() => !wlan0.hasCarrier);
    await clock.advance(30_000);
    port.plug();
    await until(() => manager.isReady(wlan0));
  });

  test('however its bytes are chunked, it comes up', async () => {
    const { wlan0 } = await connected({ chunk: 3, options: labOptions });
    expect(wlan0.isUp).toBe(true);
  });
});
