import { afterEach, describe, expect, test } from '@jest/globals';
import { SimulatedAir } from './air.ts';
import { Rig } from './rig.test-support.ts';

let rig: Rig;

afterEach(() => rig.close());

const air = (): SimulatedAir =>
  new SimulatedAir([
    { ssid: 'lab', passphrase: 'secret99', rssi: -48, channel: 6, bssid: '02:52:0f:24:78:3e' },
    { ssid: '1\\1"1,2\\2""2,,', passphrase: 'x', rssi: -40, channel: 9, bssid: '02:c8:11:36:f5:70' },
    { ssid: 'hidden', hidden: true, rssi: -80, channel: 1, bssid: '02:00:00:00:00:03', wps: true },
    { ssid: 'new', passphrase: 'x', security: 'wpa3', rssi: -60, channel: 11, bssid: '02:00:00:00:00:04' },
  ]);

async function station(personality: string): Promise<void> {
  rig = await Rig.ready(personality, { air: air() });
  await rig.ask('AT+CWMODE=1');
  await rig.ask('ATE0');
}

describe('records', () => {
  test.each([
    ['esp32-at4', ',-1,-1,4,4,7,0'],
    ['esp32-c3', ',-1,-1,4,4,7,0'],
    ['esp32-at2', ',-1,-1,4,4,7,0'],
    ['esp8266-at2', ''],
    ['esp32-at1', ''],
    ['esp8266-nonos', ',-12,0,4,4,7,0'],
    ['esp8266-ai-thinker', ',-12,0'],
  ])('%s', async (personality, end) => {
    await station(personality);
    expect(await rig.ask('AT+CWLAP="lab"', 3000)).toBe(
      `+CWLAP:(3,"lab",-48,"02:52:0f:24:78:3e",6${end})\r\n\r\nOK\r\n`,
    );
  });

  test('all, the strongest first, with raw and empty names', async () => {
    await station('esp8266-at2');
    expect(await rig.ask('AT+CWLAP', 1500)).toBe('');
    expect(await rig.after(1000)).toBe(
      '+CWLAP:(3,"1\\1"1,2\\2""2,,",-40,"02:c8:11:36:f5:70",9)\r\n' +
        '+CWLAP:(3,"lab",-48,"02:52:0f:24:78:3e",6)\r\n' +
        '+CWLAP:(6,"new",-60,"02:00:00:00:00:04",11)\r\n' +
        '+CWLAP:(0,"",-80,"02:00:00:00:00:03",1)\r\n\r\nOK\r\n',
    );
  });

  test('ciphers of an open network, and WPS', async () => {
    await station('esp32-at4');
    expect(await rig.ask('AT+CWLAP="hidden"', 3000)).toBe(
      '+CWLAP:(0,"hidden",-80,"02:00:00:00:00:03",1,-1,-1,0,0,7,1)\r\n\r\nOK\r\n',
    );
  });
});

describe('options', () => {
  test('the mask picks the fields', async () => {
    await station('esp32-at4');
    await rig.ask('AT+CWLAPOPT=1,23');
    expect(await rig.ask('AT+CWLAP="lab"', 3000)).toBe('+CWLAP:(3,"lab",-48,6)\r\n\r\nOK\r\n');
    await rig.ask('AT+CWLAPOPT=1,31');
    expect(await rig.ask('AT+CWLAP="lab"', 3000)).toBe('+CWLAP:(3,"lab",-48,"02:52:0f:24:78:3e",6)\r\n\r\nOK\r\n');
  });

  test('weak ones and kinds of security can be left out', async () => {
    await station('esp32-at4');
    await rig.ask('AT+CWLAPOPT=1,2,-50');
    expect(await rig.ask('AT+CWLAP', 3000)).toBe('+CWLAP:("1\\1"1,2\\2""2,,")\r\n+CWLAP:("lab")\r\n\r\nOK\r\n');
    await rig.ask('AT+CWLAPOPT=1,2,-100,64');
    expect(await rig.ask('AT+CWLAP', 3000)).toBe('+CWLAP:("new")\r\n\r\nOK\r\n');
  });

  test('a channel, a BSSID, a passive scan and its time', async () => {
    await station('esp32-at4');
    await rig.ask('AT+CWLAPOPT=1,16');
    expect(await rig.ask('AT+CWLAP=,,11', 200)).toBe('+CWLAP:(11)\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CWLAP=,"02:00:00:00:00:03"', 3000)).toBe('+CWLAP:(1)\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CWLAP=,,,1', 4600)).toBe('');
    expect(await rig.after(200)).toContain('OK');
    expect(await rig.ask('AT+CWLAP=,,6,0,100,1000', 900)).toBe('');
    expect(await rig.after(200)).toBe('+CWLAP:(6)\r\n\r\nOK\r\n');
  });
});

test('without a station there is no scan, nor while the radio looks for its own network', async () => {
  rig = await Rig.ready('esp32-at4', { air: air() });
  await rig.ask('ATE0');
  expect(await rig.ask('AT+CWLAP')).toBe('\r\nERROR\r\n');
  await rig.ask('AT+CWMODE=2');
  expect(await rig.ask('AT+CWLAP')).toBe('\r\nERROR\r\n');
  await rig.ask('AT+CWMODE=1');
  await rig.ask('AT+CWJAP="nowhere",""', 5500);
  expect(await rig.ask('AT+CWLAP')).toBe('\r\nERROR\r\n');
  await rig.ask('AT+CWQAP');
  expect(await rig.ask('AT+CWLAP', 3000)).toContain('"lab"');
});

test('at most 64 records', async () => {
  rig = await Rig.ready('esp32-at4');
  for (let count = 0; count < 100; count++) rig.air.add({ ssid: `net ${count}` });
  await rig.ask('AT+CWMODE=1');
  expect((await rig.ask('AT+CWLAP', 3000)).match(/\+CWLAP:\(/g)).toHaveLength(64);
});

test('the air takes names of 32 bytes and no more', () => {
  rig = new Rig('esp32-at4');
  expect(() => rig.air.add({ ssid: 'é'.repeat(17) })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  expect(rig.air.add({ ssid: 'é'.repeat(16) }).ssid).toHaveLength(32);
});
