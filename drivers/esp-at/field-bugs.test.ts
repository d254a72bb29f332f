import { afterEach, describe, expect, test } from '@jest/globals';
import { answered, closed, connected, count, lab, start } from './rig.test-support.ts';

/** What was seen in the field, by the number of its report; the README lists them all. */

afterEach(closed);

describe('associations that come and go unasked', () => {
  test.each(['esp32-at1', 'esp8266-at2', 'esp32-at4'])(
    'esp-at#25: %s that goes back after it was told to leave does not stay',
    async (personality) => {
      const { manager, wlan0, clock, module } = await connected({
        personality,
        misbehaviours: { rejoinAfterQuit: true },
      });
      manager.disconnect(wlan0);
      await clock.advance(120_000);
      expect(module.isAssociated).toBe(false);
      expect(wlan0.isUp).toBe(false);
      const { joins } = module.counters;
      await clock.advance(60_000);
      expect(module.counters.joins).toBe(joins);
      // Nothing was broken by that: it can be asked to join again.
      manager.connect(wlan0);
      await open(manager.isReady.bind(manager, wlan0));
      async function open(condition: () => boolean): Promise<void> {
        expect(await clock.until(condition, 60_000)).toBe(true);
      }
    },
  );

  test.each(['esp8266-nonos', 'esp32-at1', 'esp8266-at2', 'esp32-at4'])(
    'esp-at#184: a loss that %s does not tell is noticed',
    async (personality) => {
      const { wlan0, until, air } = await connected({ personality, misbehaviours: { noDisconnect: true } });
      for (const point of air.points) air.remove(point);
      await until(() => !wlan0.isUp, 60);
    },
  );

  test('esp-at#479: a module that denies its network is asked for its address', async () => {
    const { manager, wlan0, clock } = await connected({
      personality: 'esp8266-at2',
      misbehaviours: { joinQueryBlind: true },
    });
    await clock.advance(120_000);
    expect(manager.isReady(wlan0)).toBe(true);
  });

  test('esp-at#204, zephyr#43404: the mode is set without joining what is stored', async () => {
    const { module } = await connected();
    expect(module.commandsSeen).toContain('AT+CWMODE=1,0');
  });

  test('an address that is not told of is found', async () => {
    const { wlan0 } = await connected({ misbehaviours: { noGotIp: true, noConnected: true, okBeforeGotIp: true } });
    expect(wlan0.hasCarrier).toBe(true);
  });

  test('an address before its association comes to the same', async () => {
    await connected({ misbehaviours: { gotIpBeforeConnected: true } });
  });

  test('every failed try of the module repeats WIFI DISCONNECT', async () => {
    const { wlan0, types, until, air, clock } = await connected({ misbehaviours: { repeatDisconnect: true } });
    for (const point of air.points) air.remove(point);
    await until(() => !wlan0.isUp);
    await clock.advance(60_000);
    expect(count(types(), 'l4-disconnected')).toBe(1);
  });
});

describe('busy', () => {
  test('esp-at#388: a join keeps the line for as long as it takes', async () => {
    const started = start({ points: [{ ...lab, dhcp: 9000 }] });
    const { binding, manager, wlan0, until } = started;
    manager.connect(wlan0);
    await until(() => wlan0.hasCarrier);
    expect(await answered(started, binding.context.run('AT+CWMODE?'))).toMatchObject({ value: ['+CWMODE:1'] });
  });

  test('esp-at#880: busy after the start, while it joins a network that is not there', async () => {
    const { manager, wlan0, until } = start({
      stored: { ssid: 'gone', passphrase: 'secret99' },
      misbehaviours: { busyWhileJoining: true },
    });
    manager.connect(wlan0);
    await until(() => manager.isReady(wlan0), 60);
  });

  test.each([false, true])('esp-at#283, #731, #993: busy to the first commands, run all the same: %s', async (run) => {
    const { manager, wlan0 } = await connected({ misbehaviours: { busyAfterFinalMs: 30, busyThenExecute: run } });
    expect(manager.isReady(wlan0)).toBe(true);
  });

  test('esp-at#283: the pause between commands is enough for builds that want a moment', async () => {
    const { module } = await connected({ personality: 'esp8266-at2', misbehaviours: { busyAfterFinalMs: 2 } });
    expect(module.counters.busy).toBe(0);
  });

  test.each(['esp8266-nonos', 'esp32-at4'])(
    'ESP8266_NONOS_SDK#314: %s that is busy for ever is restarted, or waited for',
    async (personality) => {
      const { binding, clock, manager, module, until, wlan0 } = await connected(
        { personality, misbehaviours: { stuckCommand: '+PING' } },
        true,
      );
      const { starts } = module.counters;
      binding.context.run('AT+PING="10.0.0.1"').catch(() => undefined);
      await clock.advance(400_000);
      // Where it does not take AT+RST while it is busy, somebody has to cut the power.
      if (module.counters.starts === starts) {
        module.powerOff();
        module.powerOn();
      }
      await until(() => manager.isReady(wlan0), 200);
    },
  );

  test('WiFiEsp#17: busy before the OK of a restart', async () => {
    const started = await connected({ misbehaviours: { busyBeforeRestart: true } }, true);
    await answered(started, started.binding.context.run('AT+RST'));
    await started.until(() => count(started.types(), 'module-ready') === 2);
    await started.until(() => started.manager.isReady(started.wlan0));
  });
});

describe('what stands on the line', () => {
  test('esp-at#62, #105, #280: URCs at any place of an answer', async () => {
    const { manager, wlan0, module, until } = start();
    for (const between of ['echo', 'info', 'final'] as const) module.injectUrc('+TIME_UPDATED', { between });
    module.injectUrc('0,CLOSED', { between: 'info' });
    manager.connect(wlan0);
    await until(() => manager.isReady(wlan0));
  });

  test('ESP8266_NONOS_SDK#59: a URC inside the echo costs no more than a question', async () => {
    const { manager, wlan0, module, until } = start({ personality: 'esp8266-nonos' });
    module.injectUrc('0,CLOSED', { between: 'inside-echo' });
    manager.connect(wlan0);
    await until(() => manager.isReady(wlan0));
  });

  test('esp-at#101, #105, #911: every line ends in CR LF, and none is blank', async () => {
    const { module } = await connected();
    expect(module.commandsSeen.filter((line) => !/^AT/.test(line))).toEqual([]);
  });

  test('esp-at#440: no generation is given a parameter that it does not know', async () => {
    const joins: Record<string, number> = {
      'esp8266-nonos': 2,
      'esp32-at1': 2,
      'esp8266-at2': 7,
      'esp32-at2': 9,
      'esp32-at4': 9,
    };
    for (const [personality, parameters] of Object.entries(joins)) {
      const { module } = await connected({ personality });
      const line = module.commandsSeen.find((each) => /^AT\+CWJAP(_CUR)?=/.test(each)) ?? '';
      expect(line.split(',')).toHaveLength(parameters);
      await closed();
    }
  });

  test('esp-at#441: _CUR only where it is known; no saving elsewhere', async () => {
    const { module } = await connected();
    expect(module.commandsSeen.filter((line) => line.includes('_CUR='))).toEqual([]);
    expect(module.commandsSeen).toContain('AT+SYSSTORE=0');
  });

  test.each([
    ['WiFiEspAT#116: garbage', { bootGarbage: 40 }],
    ['mbed-os#9196, #9051: a network before ready', { connectedBeforeReady: true, bootGarbage: 7 }],
    ['no ready at all', { noReady: true }],
    ['esp-at#479: the log on the AT port', { logOnAtUart: true }],
    ['a doubled CR in the echo', { doubledCrEcho: true }],
    ['slow answers', { slowAnswersMs: 300 }],
  ])('%s', async (_name, misbehaviours) => {
    await connected({
      personality: 'esp8266-nonos',
      misbehaviours,
      ...('connectedBeforeReady' in misbehaviours && { stored: { ssid: 'lab', passphrase: 'secret99' } }),
    });
  });

  test.each(['misread', 'readable'] as const)(
    'zephyr#69530, mbed-os#9196: ROM text at the start: %s',
    async (romText) => {
      const { module, types, until, manager, wlan0 } = await connected({ personality: 'esp8266-nonos', romText }, true);
      module.reboot();
      await until(() => count(types(), 'module-ready') === 2);
      await until(() => manager.isReady(wlan0));
      expect(count(types(), 'module-lost')).toBe(1);
    },
  );
});

describe('networks', () => {
  test('zephyr#39088: an open network is joined with an empty passphrase', async () => {
    const { module } = await connected({ points: [{ ssid: 'cafe' }], options: { ssid: 'cafe' } });
    expect(module.commandsSeen.find((line) => line.startsWith('AT+CWJAP='))).toContain('"cafe","",');
  });

  test('esp-at#804: refused with everything right: tried again, by the address of the access point too', async () => {
    const { manager, wlan0, until, module } = start({ misbehaviours: { refusedJoins: 2 } });
    manager.connect(wlan0);
    await until(() => manager.isReady(wlan0));
    expect(module.commandsSeen.findLast((line) => line.startsWith('AT+CWJAP='))).toContain(`"${lab.bssid}"`);
  });

  test('esp-at#933: a scan that finds nothing is done once more', async () => {
    const started = await connected({ personality: 'esp32-c6', misbehaviours: { emptyScans: 1 } });
    const found = await answered(started, started.binding.context.scan());
    expect(found).toMatchObject({ value: [expect.objectContaining({ ssid: 'lab', security: 'wpa2' })] });
  });

  test('esp-at#574: DNS servers of the network, unless others are set', async () => {
    const { module } = await connected();
    expect(module.commandsSeen).toContain('AT+CIPDNS=0');
  });

  test('esp-at#403, #429, #493, #832: the UART is never put to sleep', async () => {
    const { manager, module, wlan0, until } = await connected({
      options: { ...{ ssid: 'lab', passphrase: 'secret99' }, powerSave: 'modem' },
    });
    expect(module.commandsSeen).toContain('AT+SLEEP=1');
    manager.disconnect(wlan0);
    await until(() => !wlan0.hasCarrier);
    expect(module.commandsSeen.filter((line) => /SLEEP=2|GSLP/.test(line))).toEqual([]);
  });
});
