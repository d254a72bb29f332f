import { afterEach, describe, expect, test } from '@jest/globals';
import { Params, type Urc } from '../../src/at/index.ts';
import { activeTimeSeconds, periodicTauSeconds } from '../../src/driver/index.ts';
import { bandMask } from './band-lock.ts';
import { Bench } from './bench.test-support.ts';
import { dialectOf } from './dialects.ts';
import { networkTime } from './network-time.ts';
import { setEdrx, setPsm } from './power-saving.ts';
import { signalChanged } from './signal.ts';
import { isSameMode, wantedMode } from './system-mode.ts';

const bench = new Bench();

afterEach(async () => expect(await bench.close()).toBe(0));

const read = <Value>(urc: Urc<Value>, line: string): Value | undefined =>
  urc.parse(new Params(line, line.slice(line.indexOf(':') + 1)), line);

test('a band lock is written from right to left', () => {
  expect(bandMask([1])).toBe('1');
  expect(bandMask([20, 8])).toBe('10000000000010000000');
});

describe('timers', () => {
  test.each([
    ['3600,60', 'AT+CPSMS=1,,,"00000110","00011110"'],
    ['7200,2', 'AT+CPSMS=1,,,"00001100","00000001"'],
    ['900,61', 'AT+CPSMS=1,,,"10011110","00011111"'],
    ['off', 'AT+CPSMS=0'],
    ['on', 'AT+CPSMS=1'],
  ])('%s is never shorter than asked for', (value, line) => {
    expect(setPsm(value).line.wire).toBe(line);
  });

  test('as granted', () => {
    expect(periodicTauSeconds('00000110')).toBe(3600);
    expect(activeTimeSeconds('00100001')).toBe(60);
    expect(activeTimeSeconds('11100000')).toBeUndefined();
  });
});

test('an eDRX cycle is the next longer one that the technology has', () => {
  expect(setEdrx('60').map(({ line }) => line.wire)).toEqual(['AT+CEDRXS=2,4,"0100"', 'AT+CEDRXS=2,5,"0101"']);
  expect(setEdrx('off').map(({ line }) => line.wire)).toEqual(['AT+CEDRXS=3']);
});

test('a system mode changes what was asked for, and a satellite mode is another one', () => {
  expect(wantedMode('ltem+gnss', undefined, [0, 1, 0, 2])).toEqual([1, 0, 1, 2]);
  expect(wantedMode(undefined, 'nbiot', [1, 1, 0, 0])).toEqual([1, 1, 0, 2]);
  expect(isSameMode([1, 0, 0, 0], [1, 0, 0, 0])).toBe(true);
  expect(isSameMode([1, 0, 0, 0], [1, 0, 0, 0, 1])).toBe(false);
});

test.each([
  ['%XTIME: "80","22016021225580","01"', '2022-10-06T14:22:55+02:00'],
  ['%XTIME: "0A","22016021225580","00"', '2022-10-06T07:22:55-05:00'],
  ['%XTIME: "","","01"', undefined],
])('the time of the network: %s', (line, time) => {
  expect(read(networkTime, line)).toBe(time);
});

test.each([
  ['%CESQ: 53,2,22,3', { rsrpDbm: -87, rsrqDb: -8.5 }],
  ['%CESQ: 255,0,255,0', { rsrpDbm: undefined, rsrqDb: undefined }],
  ['%CESQ: -5,0,10,1', { rsrpDbm: -145, rsrqDb: -14.5 }],
])('the signal: %s', (line, signal) => {
  expect(read(signalChanged, line)).toEqual(signal);
});

test.each([
  ['mfw_nrf9160_1.3.2, AT host', 'at-host', [1, 3, 2]],
  ['mfw_nrf91x1_2.0.3, Serial LTE Modem 1.2', 'slm', [2, 0, 3]],
  ['mfw_nrf9151-ntn_1.0.0, Serial Modem v2.0.0', 'serial-modem', [1, 0, 0]],
  ['', 'at-host', []],
])('the dialect of %j', (firmware, application, modemFirmware) => {
  expect(dialectOf({ firmware })).toMatchObject({ application, modemFirmware });
});

describe('options that cannot be are refused with what would be right', () => {
  test.each([
    ['bandLock', '0', 'bands from 1 to 88'],
    ['bandLock', '20,x', 'bands from 1 to 88'],
    ['psm', '3600', 'two whole numbers of seconds'],
    ['psm', '99999999,60', 'two whole numbers of seconds'],
    ['edrx', 'long', 'seconds up to 10485.76'],
    ['operator', '242', '5 or 6 digits'],
    ['systemMode', '5g', 'one of ltem'],
    ['onModemFault', 'ignore', 'one of fatal, reset'],
    ['offOnClose', 'yes', 'true or false'],
    ['pin', '12', '4 to 8 digits'],
    ['apn', 'a"b', 'double quotes'],
  ])('%s: %s', (name, value, hint) => {
    const { manager, lte0 } = bench.start({ powered: false });
    let thrown: unknown;
    try {
      manager.setOption(lte0, name, value);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ hint: expect.stringContaining(hint) });
  });
});

test('options become commands before the modem is switched on', async () => {
  const { manager, lte0, module, until } = bench.start({
    personality: 'nrf9151-serial-modem',
    options: {
      apn: 'iot.example',
      pdpType: 'ipv4',
      user: 'me',
      password: 'secret',
      systemMode: 'ltem',
      bandLock: [20],
      psm: 'on',
      edrx: '20.48',
      rai: 'on',
    },
  });
  manager.connect(lte0);
  await until(() => manager.isReady(lte0), 300);
  const seen = module.commandsSeen;
  const on = seen.indexOf('AT+CFUN=21');
  expect(seen.slice(0, on)).toEqual(
    expect.arrayContaining([
      'AT+CGDCONT=0,"IP","iot.example"',
      'AT+CGAUTH=0,2,"me","secret"',
      'AT%XBANDLOCK=2,"10000000000000000000"',
      'AT+CPSMS=1',
      'AT+CEDRXS=2,4,"0010"',
      'AT%RAI=1',
    ]),
  );
});
