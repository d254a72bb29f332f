import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, type RigOptions, rig } from './rig.test-support.ts';

let open: Rig | undefined;

function start(options?: RigOptions): Rig {
  open = rig(options);
  return open;
}

afterEach(async () => {
  await open?.close();
  // Nothing may be left behind: no timer of the driver, none of the module.
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

describe.each(['quectel-bg95', 'quectel-ec25'])('%s', (personality) => {
  test('comes up, and the steps come in order', async () => {
    const { manager, lte0, until, types } = start({ personality });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    const order = ['module-ready', 'carrier-on', 'dormant-off', 'address-added', 'l4-connected'];
    expect(types().filter((type) => order.includes(type))).toEqual(order);
  });

  test('connect before the module has power is queued and comes up by itself (G12)', async () => {
    const { manager, lte0, until, module } = start({ personality, powered: false });
    manager.connect(lte0);
    await open?.clock.advance(60_000);
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
    expect(module.activeContexts).toEqual([]);
  });

  test('disconnect deactivates the context and leaves the module registered', async () => {
    const { manager, lte0, until, module } = start({ personality });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    manager.disconnect(lte0);
    expect(lte0.isUp).toBe(false);
    expect(lte0.addresses).toEqual([]);
    await until(() => module.activeContexts.length === 0);
    expect(module.isRegistered).toBe(true);
  });
});

describe('losses', () => {
  test('a dropped context: a persistent interface comes back, after the deactivation that must come first (G25)', async () => {
    const { manager, lte0, until, module, types } = start();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    module.deactivatePdp(1);
    await until(() => types().includes('l4-disconnected'));
    expect(lte0.hasCarrier).toBe(true);
    await until(() => manager.isReady(lte0));
  });

  test('a dropped context: without persistence the interface gives up and goes down', async () => {
    const { manager, lte0, until, clock, module } = start();
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    module.deactivatePdp(1);
    await until(() => !lte0.isAdminUp);
    await clock.advance(300_000);
    expect(lte0.isUp).toBe(false);
  });

  test('lost coverage takes the carrier after the grace period, and found coverage brings it back (G7)', async () => {
    const { manager, lte0, until, module } = start();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    module.loseCoverage();
    await until(() => !lte0.hasCarrier, 10);
    module.restoreCoverage();
    await until(() => manager.isReady(lte0), 300);
  });

  test('a reboot in mid-session is one loss and one recovery', async () => {
    const { manager, lte0, until, module, types } = start();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    module.reboot({ announce: 'POWERED DOWN' });
    await until(() => types().includes('module-lost'));
    expect(lte0.isUp).toBe(false);
    await until(() => manager.isReady(lte0));
    expect(types().filter((type) => type === 'module-lost')).toHaveLength(1);
    expect(types().filter((type) => type === 'l4-disconnected')).toHaveLength(1);
  });

  test('unplugged and plugged in again, the interface comes back by itself', async () => {
    const { manager, lte0, until, port } = start();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    port.unplug();
    await until(() => !lte0.isUp);
    port.plug();
    await until(() => manager.isReady(lte0));
  });
});

describe('SIM', () => {
  test('a PIN that is missing is waited for, and used as soon as it is set (G4)', async () => {
    const { manager, lte0, until, clock, module } = start({ sim: { pin: '2468' } });
    manager.connect(lte0);
    await clock.advance(60_000);
    expect(lte0.isUp).toBe(false);
    manager.setOption(lte0, 'pin', '2468');
    await until(() => manager.isReady(lte0));
    expect(module.pinTriesLeft).toBe(3);
  });

  test('a PIN that was refused costs one attempt and no more', async () => {
    const { manager, lte0, clock, module, until } = start({ sim: { pin: '2468' }, options: { pin: '1111' } });
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
});

describe('parameters', () => {
  test('a wrong APN is a network failure: the right one, once set, is used at once (G4)', async () => {
    const { manager, lte0, clock, until } = start({ network: { apns: ['internet'] }, options: { apn: 'wrong' } });
    manager.connect(lte0);
    await clock.advance(60_000);
    expect(lte0.isUp).toBe(false);
    manager.setOption(lte0, 'apn', 'internet');
    await until(() => manager.isReady(lte0));
  });

  test('the timeout ends an attempt once, and nothing follows it (G19, G24)', async () => {
    const { manager, lte0, clock, types } = start({ network: { coverage: false } });
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.setTimeout(lte0, 60);
    manager.connect(lte0);
    await clock.advance(200_000);
    expect(types().filter((type) => type === 'connection-timeout')).toHaveLength(1);
    expect(lte0.isAdminUp).toBe(false);
  });
});

describe('direct use (G10)', () => {
  test('a context that the application deactivates is a loss', async () => {
    const { manager, lte0, until, binding, types } = start();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    const answered = binding.context.run('AT+QIDEACT=1');
    await until(() => types().includes('l4-disconnected'));
    await expect(answered).resolves.toEqual([]);
    await until(() => manager.isReady(lte0));
  });

  test('a context that the application activates is a gain', async () => {
    const { manager, lte0, until, binding } = start();
    manager.up(lte0);
    manager.disconnect(lte0);
    manager.setFlag(lte0, 'NO_AUTO_CONNECT', true);
    await until(() => lte0.hasCarrier);
    manager.up(lte0);
    const answered = binding.context.run('AT+QIACT=1');
    await until(() => manager.isReady(lte0));
    await answered;
  });
});

describe('what another host left behind', () => {
  test('a module with numeric result codes and echo is brought round', async () => {
    const { manager, lte0, until, clock, binding, port, module } = start();
    await until(() => lte0.hasCarrier);
    const answered = Promise.allSettled([binding.context.run('ATE1'), binding.context.run('ATV0')]);
    await clock.advance(1000);
    port.unplug();
    await answered;
    await clock.advance(1000);
    port.plug();
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    expect(module.echo).toBe(false);
  });

  test('a context that is active already is used as it is', async () => {
    const { manager, lte0, until, binding, module } = start();
    await until(() => lte0.hasCarrier);
    manager.setFlag(lte0, 'NO_AUTO_CONNECT', true);
    await until(() => module.isRegistered);
    void binding.context.run('AT+QIACT=1').catch(() => undefined);
    await until(() => module.activeContexts.length === 1);
    const activations = (): number => module.commandsSeen.filter((line) => line.endsWith('+QIACT=1')).length;
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    expect(activations()).toBe(1);
  });

  test('firmware that refuses a second activation is believed by its list (error although active)', async () => {
    const { manager, lte0, until, module } = start({ misbehaviours: { qiactErrorWhenActive: true } });
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    module.loseCoverage();
    await until(() => !lte0.isUp);
    module.restoreCoverage();
    await until(() => manager.isReady(lte0), 300);
  });

  test.each([
    { bootGarbage: true },
    { loseFirstCommand: true },
    { noRdy: true },
    { noAppRdy: true },
    { phonebookFirst: true },
    { cgerepErrorWhenWarm: true },
    { urcPort: true },
    { actSeven: true },
  ])('comes up all the same with %j', async (misbehaviours) => {
    const { manager, lte0, until, module } = start({ misbehaviours });
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    module.reboot();
    await until(() => !manager.isReady(lte0), 90);
    await until(() => manager.isReady(lte0));
  });

  test.each([1, 2, 3, 7])('comes up with its answers in pieces of %i bytes', async (chunk) => {
    const { manager, lte0, until } = start({ chunk });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
  });
});
