import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, type RigOptions, rig } from './rig.test-support.ts';

let open: Rig | undefined;

function start(options?: RigOptions): Rig {
  open = rig(options);
  return open;
}

async function connected(options?: RigOptions): Promise<Rig> {
  const started = start(options);
  started.manager.setFlag(started.lte0, 'PERSISTENT', true);
  started.manager.connect(started.lte0);
  await started.until(() => started.manager.isReady(started.lte0));
  return started;
}

afterEach(async () => {
  await open?.close();
  // Nothing may be left behind: no timer of the driver, none of the module.
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

const count = (types: readonly string[], type: string): number => types.filter((each) => each === type).length;

describe.each(['nrf9160-at-host', 'nrf9160-slm', 'nrf9151-serial-modem'])('%s', (personality) => {
  test('comes up, and the steps come in order', async () => {
    const { manager, lte0, until, types } = start({ personality });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    const order = ['module-ready', 'carrier-on', 'dormant-off', 'address-added', 'l4-connected'];
    expect(types().filter((type) => order.includes(type))).toEqual(order);
  });

  test('comes up byte by byte', async () => {
    const { manager, lte0, until } = start({ personality, chunk: 1 });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
  });

  test('connect before the module has power is queued and comes up by itself (G12)', async () => {
    const { manager, lte0, until, clock, module } = start({ personality, powered: false });
    manager.connect(lte0);
    await clock.advance(60_000);
    expect(lte0.isUp).toBe(false);
    module.powerOn();
    await until(() => manager.isReady(lte0));
  });

  test('disconnect takes a queued connect back (G12)', async () => {
    const { manager, lte0, clock, module } = start({ personality, powered: false });
    manager.connect(lte0);
    await clock.advance(5000);
    manager.disconnect(lte0);
    module.powerOn();
    await clock.advance(120_000);
    expect(lte0.isUp).toBe(false);
    expect(module.functionalMode).toBe(0);
  });

  test('disconnect during the search switches LTE off, and nothing comes up later (G26)', async () => {
    const { manager, lte0, clock, module, until } = start({ personality });
    manager.connect(lte0);
    await until(() => module.commandsSeen.some((line) => /^AT\+CFUN=(1|21)$/.test(line)));
    manager.disconnect(lte0);
    await clock.advance(120_000);
    expect(module.isRegistered).toBe(false);
    expect(lte0.isUp).toBe(false);
  });

  test('disconnect switches LTE off and leaves GNSS alone (+CFUN=20)', async () => {
    const { manager, lte0, until, module } = await connected({ personality });
    manager.disconnect(lte0);
    expect(lte0.isUp).toBe(false);
    expect(lte0.addresses).toEqual([]);
    await until(() => !module.isRegistered);
    expect(module.commandsSeen.at(-1)).toBe('AT+CFUN=20');
  });

  test('a deactivated PDN: a persistent interface comes back when the modem has attached again (G25)', async () => {
    const { manager, lte0, until, module, types } = await connected({ personality });
    module.deactivatePdn(0);
    await until(() => types().includes('l4-disconnected'));
    await until(() => manager.isReady(lte0));
    expect(count(types(), 'l4-disconnected')).toBe(1);
  });

  test('a deactivated PDN: without persistence the interface gives up, and the modem is kept from coming back (G21)', async () => {
    const { manager, lte0, until, clock, module } = await connected({ personality });
    manager.setFlag(lte0, 'PERSISTENT', false);
    module.deactivatePdn(0);
    await until(() => !lte0.isAdminUp);
    await clock.advance(300_000);
    expect(lte0.isUp).toBe(false);
    expect(module.isRegistered).toBe(false);
  });

  test('lost coverage takes the carrier, and found coverage brings it back (G7)', async () => {
    const { manager, lte0, until, module } = await connected({ personality });
    module.loseCoverage();
    await until(() => !lte0.hasCarrier, 300);
    expect(lte0.addresses).toEqual([]);
    module.restoreCoverage();
    await until(() => manager.isReady(lte0), 600);
  });

  test('a reboot in mid-session is one loss and one recovery, with everything set up anew', async () => {
    const { manager, lte0, until, module, types } = await connected({ personality });
    const before = module.commandsSeen.length;
    module.reboot();
    await until(() => types().includes('module-lost'));
    expect(lte0.isUp).toBe(false);
    await until(() => manager.isReady(lte0));
    expect(count(types(), 'module-lost')).toBe(1);
    expect(count(types(), 'l4-disconnected')).toBe(1);
    expect(module.commandsSeen.slice(before)).toContain('AT+CEREG=5');
  });

  test('unplugged and plugged in again, the interface comes back by itself', async () => {
    const { manager, lte0, until, port } = await connected({ personality });
    port.unplug();
    await until(() => !lte0.isUp);
    port.plug();
    await until(() => manager.isReady(lte0));
  });

  test('the timeout ends an attempt once, and nothing follows it (G19, G24)', async () => {
    const { manager, lte0, clock, module, types } = start({ personality, network: { coverage: false } });
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.setTimeout(lte0, 60);
    manager.connect(lte0);
    await clock.advance(200_000);
    expect(count(types(), 'connection-timeout')).toBe(1);
    expect(lte0.isAdminUp).toBe(false);
    module.restoreCoverage();
    await clock.advance(200_000);
    expect(module.isRegistered).toBe(false);
  });

  test('AT+CFUN=4 by the application is a loss, and a persistent interface comes back (G10)', async () => {
    const { manager, lte0, until, binding, types } = await connected({ personality });
    await Promise.all([binding.context.run('AT+CFUN=4'), until(() => types().includes('l4-disconnected'))]);
    await until(() => manager.isReady(lte0));
  });

  test('AT+CFUN=0 by the application costs no subscription (G10)', async () => {
    const { manager, lte0, until, binding, types, module } = await connected({ personality });
    await Promise.all([binding.context.run('AT+CFUN=0'), until(() => types().includes('l4-disconnected'))]);
    await until(() => manager.isReady(lte0));
    module.deactivatePdn(0, { attachAgain: false });
    await until(() => count(types(), 'l4-disconnected') === 2, 5);
  });

  test('AT+CFUN=1 by the application is a gain (G10)', async () => {
    const { manager, lte0, until, binding } = start({ personality });
    manager.setFlag(lte0, 'NO_AUTO_CONNECT', true);
    await until(() => binding.context.identity.model !== undefined);
    manager.up(lte0);
    const answered = binding.context.run('AT+CFUN=1');
    await until(() => manager.isReady(lte0));
    await expect(answered).resolves.toEqual([]);
  });

  test('a modem that connects by itself, unasked, is switched off (G21)', async () => {
    const { manager, lte0, until, clock, module } = start({ personality, build: { autoConnect: true } });
    manager.setFlag(lte0, 'NO_AUTO_CONNECT', true);
    manager.up(lte0);
    await until(() => module.isRegistered);
    await until(() => !module.isRegistered, 30);
    await clock.advance(120_000);
    expect(lte0.isUp).toBe(false);
  });

  test('a modem that is connected already is taken as it is', async () => {
    const { manager, lte0, until, module } = start({ personality, build: { autoConnect: true } });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    expect(module.commandsSeen.filter((line) => line.startsWith('AT+CFUN='))).toEqual([]);
  });

  test('a missing PIN is waited for and used as soon as it is set (G4)', async () => {
    const { manager, lte0, until, clock, module } = start({ personality, sim: { pin: '2468' } });
    manager.connect(lte0);
    await clock.advance(60_000);
    expect(lte0.isUp).toBe(false);
    manager.setOption(lte0, 'pin', '2468');
    await until(() => manager.isReady(lte0));
    expect(module.pinTriesLeft).toBe(3);
  });

  test('a wrong PIN costs one attempt and no more', async () => {
    const { manager, lte0, clock, module, until } = start({
      personality,
      sim: { pin: '2468' },
      options: { pin: '1111' },
    });
    manager.connect(lte0);
    await clock.advance(300_000);
    expect(module.pinTriesLeft).toBe(2);
    manager.disconnect(lte0);
    await clock.advance(10_000);
    manager.connect(lte0);
    await clock.advance(60_000);
    expect(module.pinTriesLeft).toBe(2);
    manager.setOption(lte0, 'pin', '2468');
    await until(() => manager.isReady(lte0));
  });

  test('IPv6 comes later and goes alone', async () => {
    const { lte0, until, module, types } = await connected({
      personality,
      network: { ipv4: true, ipv6: true },
    });
    await until(() => lte0.hasAddress('IPv6'), 30);
    expect(lte0.hasAddress('IPv4')).toBe(true);
    module.dropIpv6(0);
    await until(() => !lte0.hasAddress('IPv6'), 30);
    expect(lte0.isUp).toBe(true);
    module.giveIpv6(0);
    await until(() => lte0.hasAddress('IPv6'), 30);
    expect(count(types(), 'l4-disconnected')).toBe(0);
  });

  test('a wrong APN is a network failure: the right one, once set, is used at once (G4)', async () => {
    const { manager, lte0, clock, until } = start({
      personality,
      network: { apns: ['internet'] },
      options: { apn: 'wrong' },
    });
    manager.connect(lte0);
    await clock.advance(60_000);
    expect(lte0.isUp).toBe(false);
    manager.setOption(lte0, 'apn', 'internet');
    await until(() => manager.isReady(lte0));
  });

  test('a modem fault is fatal unless the options say otherwise', async () => {
    const { lte0, until, clock, module, types } = await connected({ personality });
    module.modemFault();
    await until(() => !lte0.isUp, 10);
    await clock.advance(60_000);
    // The AT client sample does not tell a fault from a reboot.
    const isTold = personality !== 'nrf9160-at-host';
    expect(count(types(), 'fatal-error')).toBe(isTold ? 1 : 0);
    expect(lte0.isAdminUp).toBe(!isTold);
  });

  test('a modem fault is one loss and one recovery with onModemFault: reset', async () => {
    const { manager, lte0, until, module, types } = await connected({
      personality,
      options: { onModemFault: 'reset' },
    });
    module.modemFault();
    await until(() => types().includes('l4-disconnected'));
    await until(() => manager.isReady(lte0));
    expect(types()).not.toContain('fatal-error');
    expect(count(types(), 'l4-disconnected')).toBe(1);
  });

  test.each([true, false])('closing with offOnClose %s', async (offOnClose) => {
    const { module, manager, clock } = await connected({ personality, options: { offOnClose } });
    const closed = manager.close();
    await clock.advance(10_000);
    await closed;
    expect(module.commandsSeen.includes('AT+CFUN=0')).toBe(offOnClose);
  });
});
