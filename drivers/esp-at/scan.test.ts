import { afterEach, describe, expect, test } from '@jest/globals';
import { answered, closed, connected, start } from './rig.test-support.ts';
import { readRecord } from './scan.ts';

afterEach(closed);

describe('records', () => {
  test.each([
    ['5 fields', '+CWLAP:(3,"lab",-40,"02:c8:11:36:f5:70",9)'],
    ['7 fields', '+CWLAP:(3,"lab",-40,"02:c8:11:36:f5:70",9,-12,0)'],
    ['11 fields', '+CWLAP:(3,"lab",-40,"02:C8:11:36:F5:70",9,-1,-1,4,4,7,0)'],
  ])('%s', (_name, line) => {
    expect(readRecord(line)).toEqual({
      ssid: 'lab',
      bssid: '02:c8:11:36:f5:70',
      channel: 9,
      rssiDbm: -40,
      security: 'wpa2',
    });
  });

  test('fields that an application had left out', () => {
    expect(readRecord('+CWLAP:(0,"lab",-40,6)')).toMatchObject({
      ssid: 'lab',
      bssid: undefined,
      channel: 6,
      security: 'open',
    });
    expect(readRecord('+CWLAP:(7,"lab",-40)')).toMatchObject({ channel: undefined, security: 'wpa2/wpa3' });
  });

  test.each([
    ['a hidden network', '', ''],
    ['esp-at#290: an unescaped name', '1\\1"1,2\\\\2""2,,', '1\\1"1,2\\\\2""2,,'],
    ['a name like a record', 'x",-1,"02:00:00:00:00:01",1)', 'x",-1,"02:00:00:00:00:01",1)'],
    ['UTF-8', Buffer.from('Käse').toString('latin1'), 'Käse'],
    ['no UTF-8', 'K\xe4se', 'K\xe4se'],
  ])('%s', (_name, wire, ssid) => {
    expect(readRecord(`+CWLAP:(3,"${wire}",-40,"02:c8:11:36:f5:70",9)`)?.ssid).toBe(ssid);
  });

  test.each(['+CWLAP:', '+CWLAP:(3,"lab"', '+CWLAP:(x,"lab",-40,"02:c8:11:36:f5:70",9)', '+CWLAP:(3,lab,-40,9)'])(
    'no record: %s',
    (line) => {
      expect(readRecord(line)).toBeUndefined();
    },
  );
});

const points = [
  { ssid: 'lab', passphrase: 'secret99', rssi: -60, channel: 1 },
  { ssid: 'lab', passphrase: 'secret99', rssi: -40, channel: 11 },
  { ssid: '', hidden: true, rssi: -70 },
  { ssid: 'cafe', rssi: -80 },
];

test.each(['esp8266-nonos', 'esp32-at1', 'esp8266-at2', 'esp32-at2', 'esp32-c3', 'esp32-at4', 'esp32-c61'])(
  '%s scans while it is connected, and before',
  async (personality) => {
    const started = start({ personality, points });
    const { binding, manager, until, types, wlan0 } = started;
    await until(() => types().includes('module-ready'));
    const before = await answered(started, binding.context.scan());
    expect(before).toMatchObject({ status: 'fulfilled' });
    manager.connect(wlan0);
    await until(() => manager.isReady(wlan0));
    const found = await answered(started, binding.context.scan());
    if (found.status === 'rejected') throw found.reason;
    expect(found.value.map(({ ssid }) => ssid).sort()).toEqual(['', 'cafe', 'lab', 'lab']);
    expect(found.value.find(({ ssid }) => ssid === 'cafe')).toMatchObject({ security: 'open', rssiDbm: -80 });
    expect(manager.isReady(wlan0)).toBe(true);
  },
);

test('a scan that is not wanted any more ends at once, and the next one works', async () => {
  const started = await connected();
  const aborting = new AbortController();
  const first = started.binding.context.scan(aborting.signal);
  await started.clock.advance(500);
  aborting.abort(new Error('enough'));
  expect(await answered(started, first)).toMatchObject({ status: 'rejected' });
  expect(await answered(started, started.binding.context.scan())).toMatchObject({ status: 'fulfilled' });
});

test('a scan is refused while the module is not ready', async () => {
  const { binding } = start({ powered: false });
  await expect(binding.context.scan()).rejects.toMatchObject({ code: 'FEATURE_MISSING' });
});

test('a neighbour’s name that says WIFI DISCONNECT costs no connection', async () => {
  const spite = Buffer.from('x\r\nWIFI DISCONNECT\r\n');
  const started = await connected({ points: [...points, { ssid: spite }] });
  await answered(started, started.binding.context.scan());
  await started.clock.advance(5000);
  expect(started.types()).not.toContain('iface-down');
});

describe('a name with a line end and `ready` in it', () => {
  test('is a name, and no restart', async () => {
    const neighbour = { ssid: 'x\r\nready\r\ny', rssi: -70 };
    const started = await connected({ points: [...points, neighbour] });
    const found = await answered(started, started.binding.context.scan());
    expect(found).toMatchObject({ status: 'fulfilled' });
    expect(started.types()).not.toContain('module-lost');
    expect(started.manager.isReady(started.wlan0)).toBe(true);
  });

  test('a restart in the middle of a record is noticed all the same', async () => {
    const started = await connected({ points }, true);
    const { binding, clock, manager, module, types, until, wlan0 } = started;
    const scanning = answered(started, binding.context.scan());
    await clock.advance(500);
    module.injectBytes(Buffer.from('+CWLAP:(3,"la\r\n'));
    module.reboot();
    expect(await scanning).toMatchObject({ status: 'rejected' });
    await until(() => types().filter((type) => type === 'module-ready').length > 1);
    await until(() => manager.isReady(wlan0));
  });
});
