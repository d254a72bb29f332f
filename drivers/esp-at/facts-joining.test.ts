import { afterEach, describe, expect, test } from '@jest/globals';
import { answered, closed, connected, count, lab, start } from './rig.test-support.ts';

/** What is most often taken wrong about these modules, one test or more for each: joining, restarts, old firmware. */

afterEach(closed);

describe('joining', () => {
  test('fact 17: an association is not yet an address', async () => {
    const { manager, wlan0, until, types } = start({ points: [{ ...lab, dhcp: 8000 }] });
    manager.connect(wlan0);
    await until(() => wlan0.hasCarrier);
    expect(wlan0.isDormant).toBe(true);
    await until(() => manager.isReady(wlan0));
    expect(types().indexOf('carrier-on')).toBeLessThan(types().indexOf('dormant-off'));
  });

  test.each(['esp8266-nonos', 'esp32-at1', 'esp8266-at2', 'esp32-at4'])(
    'fact 17: OK before the address came is waited out on %s',
    async (personality) => {
      const { wlan0, module } = await connected({
        personality,
        misbehaviours: { okBeforeGotIp: true },
        points: [{ ...lab, dhcp: 6000 }],
      });
      expect(wlan0.addresses).not.toEqual([]);
      expect(module.counters.joins).toBe(1);
    },
  );

  test.each([0, 1, 2, 3, 4, 9])('fact 17: the code %i is a hint: the join is tried again', async (joinCode) => {
    const { manager, wlan0, until, air, facts } = start({ misbehaviours: { joinCode }, points: [] });
    manager.connect(wlan0);
    await until(() => facts().length > 0);
    expect(facts().join()).toContain(`+CWJAP:${joinCode}`);
    air.add(lab);
    await until(() => manager.isReady(wlan0));
  });

  test.each(['esp8266-nonos', 'esp32-at1', 'esp8266-at2', 'esp32-at2', 'esp32-at4'])(
    'fact 18: after a failed join %s is told to leave, and does not come up late',
    async (personality) => {
      const { manager, wlan0, until, clock, air, module, facts } = start({ personality, points: [] });
      manager.setTimeout(wlan0, 25);
      manager.connect(wlan0);
      await until(() => facts().length > 0);
      await clock.advance(200);
      expect(module.commandsSeen.at(-1)).toBe('AT+CWQAP');
      await until(() => !wlan0.isAdminUp);
      air.add(lab);
      await clock.advance(120_000);
      expect(module.isAssociated).toBe(false);
      expect(module.commandsSeen.at(-1)).toBe('AT+CWQAP');
    },
  );

  test.each(['esp8266-nonos', 'esp32-at1', 'esp8266-at2', 'esp32-at4'])(
    'fact 19: %s that joins by itself at power-up is stopped, before anything else is set',
    async (personality) => {
      const { wlan0, manager, clock, module, types } = start({
        personality,
        stored: { ssid: 'lab', passphrase: 'secret99' },
        options: {},
      });
      manager.setFlag(wlan0, 'NO_AUTO_CONNECT', true);
      manager.up(wlan0);
      await clock.advance(60_000);
      expect(module.isAssociated).toBe(false);
      expect(types()).not.toContain('iface-up');
      const sets = module.commandsSeen.filter((line) => line.includes('='));
      const first = ['AT+SYSSTORE=0', 'AT+CWAUTOCONN=0'].filter((line) => sets.includes(line));
      expect(sets.slice(0, first.length)).toEqual(first);
      expect(first).toContain('AT+CWAUTOCONN=0');
      const told = (start: RegExp): number => module.commandsSeen.findIndex((line) => start.test(line));
      expect(told(/^AT\+CWQAP/)).toBeLessThan(told(/^AT\+CWMODE(_CUR)?=/));
      expect(told(/^AT\+CWQAP/)).toBeGreaterThan(0);
    },
  );

  test('fact 20: WIFI DISCONNECT may repeat: it is one loss', async () => {
    const { wlan0, module, clock, types, until } = await connected();
    module.injectUrc('WIFI DISCONNECT');
    module.injectUrc('WIFI DISCONNECT');
    await until(() => !wlan0.isUp);
    module.injectUrc('WIFI DISCONNECT');
    await clock.advance(10_000);
    expect(count(types(), 'l4-disconnected')).toBe(1);
    // The other one is from before the first connect.
    expect(count(types(), 'carrier-off')).toBe(2);
  });
});

describe('busy, restarts, speed', () => {
  test('fact 21: busy is no answer: the command is asked again', async () => {
    const { module } = await connected({ misbehaviours: { busyAfterFinalMs: 40 } });
    expect(module.counters.busy).toBeGreaterThan(10);
  });

  test('fact 21: a refused command that is run all the same does not put answers out of step', async () => {
    const started = await connected({ misbehaviours: { busyAfterFinalMs: 40, busyThenExecute: true } });
    const { binding, manager, wlan0 } = started;
    expect(manager.isReady(wlan0)).toBe(true);
    const mode = await answered(started, binding.context.run('AT+CWMODE?'));
    expect(mode).toMatchObject({ status: 'fulfilled', value: ['+CWMODE:1'] });
  });

  test('fact 22: ready at any time: the whole start-up is done again', async () => {
    const { module, until, types } = await connected({}, true);
    const setUp = (): number => count(module.commandsSeen, 'AT+CIPMUX=1');
    expect(setUp()).toBe(1);
    module.reboot('watchdog');
    await until(() => count(types(), 'module-ready') === 2);
    expect(setUp()).toBe(2);
    expect(count(module.commandsSeen, 'AT+CIPRECVTYPE=5,1')).toBe(2);
  });

  test('fact 23: the speed of the line is never changed', async () => {
    const { module } = await connected();
    expect(module.commandsSeen.filter((line) => line.includes('UART'))).toEqual([]);
  });
});

describe('the ESP8266’s old firmware', () => {
  const personality = 'esp8266-nonos';

  test('fact 24: what is set is not saved, and a join that ends in FAIL is a failed one', async () => {
    const { manager, wlan0, module, until, facts } = start({ personality, points: [] });
    manager.connect(wlan0);
    await until(() => facts().some((fact) => fact.includes('+CWJAP:3')));
    const plain = module.commandsSeen.filter((line) => /^AT\+(CWJAP|CWMODE|CWDHCP|CIPSTA|CIPDNS)[=?]/.test(line));
    expect(plain).toEqual([]);
  });

  test('fact 24: a static address and back to DHCP, in its own order of parameters', async () => {
    const staticAddress = { ip: '10.0.0.77', gateway: '10.0.0.1', netmask: '255.255.255.0', dns: ['10.0.0.3'] };
    const { module, wlan0 } = await connected({
      personality,
      options: { ssid: 'lab', passphrase: 'secret99', staticAddress },
    });
    expect(wlan0.addresses).toEqual([{ family: 'IPv4', address: '10.0.0.77' }]);
    expect(module.commandsSeen).toContain('AT+CIPSTA_CUR="10.0.0.77","10.0.0.1","255.255.255.0"');
  });
});
