import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench, linesOf } from './bench.test-support.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const answerTo = async (command: string, ms = 100): Promise<string> => linesOf(await bench.ask(command, ms)).join(' ');

async function powerCut(): Promise<void> {
  bench.module.powerOff();
  bench.module.powerOn();
  await bench.clock.advance(2500);
  bench.host.take();
}

const settings = [
  'AT%XSYSTEMMODE=1,1,0,2',
  'AT%XBANDLOCK=1,"10000000000000001000"',
  'AT%XPTW=4,"0011"',
  'AT+CGDCONT=0,"IP","stored"',
  'AT+CPSMS=1,,,"00000110","00100001"',
  'AT+CEDRXS=2,4,"1000"',
  'AT+COPS=1,2,"24202"',
  'AT%XDATAPRFL=3',
];

async function stored(): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const name of ['%XSYSTEMMODE', '%XBANDLOCK', '%XPTW', '+CGDCONT', '+CPSMS', '+CEDRXS', '+COPS', '%XDATAPRFL']) {
    answers.push(await answerTo(`AT${name}?`));
  }
  return answers;
}

const fresh = [
  '%XSYSTEMMODE: 1,0,1,0 OK',
  'OK',
  'OK',
  '+CGDCONT: 0,"","","",0,0 OK',
  '+CPSMS: 0 OK',
  'OK',
  '+COPS: 0 OK',
  '%XDATAPRFL: 2 OK',
];
const written = [
  '%XSYSTEMMODE: 1,1,0,2 OK',
  '%XBANDLOCK: 1,"10000000000000001000" OK',
  '%XPTW: 4,"0011" OK',
  '+CGDCONT: 0,"IP","stored","",0,0 OK',
  '+CPSMS: 1,,,"00000110","00100001" OK',
  '+CEDRXS: 4,"1000" OK',
  '+COPS: 1 OK',
  '%XDATAPRFL: 3 OK',
];

describe('settings', () => {
  test('are lost with the power, unless AT+CFUN=0 wrote them', async () => {
    bench = await Bench.started('nrf9160-slm');
    expect(await stored()).toEqual(fresh);
    await bench.all(...settings);
    expect(await stored()).toEqual(written);
    await powerCut();
    expect(await stored()).toEqual(fresh);
    await bench.all(...settings, 'AT+CFUN=0');
    await powerCut();
    expect(await stored()).toEqual(written);
    await bench.all('AT%XFACTORYRESET=0');
    expect(await stored()).toEqual(fresh);
    await powerCut();
    expect(await stored()).toEqual(fresh);
  });

  test('are written by #XRESET, and every 48 hours', async () => {
    bench = await Bench.started('nrf9160-slm');
    await bench.all(...settings);
    await bench.ask('AT#XRESET', 6000);
    expect(await stored()).toEqual(written);
    await bench.all('AT%XDATAPRFL=4');
    await bench.clock.advance(48 * 3_600_000);
    await powerCut();
    expect(await answerTo('AT%XDATAPRFL?')).toBe('%XDATAPRFL: 4 OK');
  });

  test('flight mode writes nothing; AT%XBANDLOCK=2 is never written', async () => {
    bench = await Bench.started('nrf9160-at-host');
    await bench.all('AT%XDATAPRFL=3', 'AT+CFUN=4', 'AT%XBANDLOCK=2,"11"');
    expect(await answerTo('AT%XBANDLOCK?')).toBe('%XBANDLOCK: 2,"11" OK');
    await powerCut();
    expect(await answerTo('AT%XDATAPRFL?')).toBe('%XDATAPRFL: 2 OK');
    await bench.all('AT%XBANDLOCK=2,"11"', 'AT+CFUN=0');
    await powerCut();
    expect(await answerTo('AT%XBANDLOCK?')).toBe('OK');
  });

  test('are refused while the modem is active, and when they make no sense', async () => {
    bench = await Bench.started('nrf9161-slm');
    await bench.all('AT+CMEE=1', 'AT+CFUN=1');
    expect(await answerTo('AT%XBANDLOCK=1,"11"')).toBe('+CME ERROR: 518');
    expect(await answerTo('AT%XFACTORYRESET=0')).toBe('+CME ERROR: 518');
    await bench.ask('AT+CFUN=4', 4000);
    expect(await answerTo('AT%XFACTORYRESET=0')).toBe('+CME ERROR: 518');
    expect(await answerTo('AT%XBANDLOCK=1,"00"')).toBe('+CME ERROR: 522');
    expect(await answerTo(`AT%XBANDLOCK=1,"${'1'.repeat(89)}"`)).toBe('ERROR');
    expect(await answerTo('AT+CPSMS=1,,,"0101","01"')).toBe('ERROR');
    expect(await answerTo('AT+CFUN=5')).toBe('ERROR');
    expect(await answerTo('AT+CFUN=?')).toBe('+CFUN: (0,1,4,20,21,30,31,40,41,44) OK');
  });
});

describe('resets without AT+CFUN=0', () => {
  async function resetActive(times: number): Promise<void> {
    for (let count = 0; count < times; count++) {
      await bench.ask('AT+CFUN=1', 3000);
      bench.module.reboot();
      await bench.clock.advance(2500);
    }
    bench.host.take();
  }

  test.each([
    ['nrf9160-slm', 'mfw_nrf9160_1.3.0', 5],
    ['nrf9160-slm', 'mfw_nrf9160_1.3.1', 7],
    ['nrf9161-slm', 'mfw_nrf91x1_2.0.2', 7],
  ])('%s with %s: the limit is %i', async (name, modemFirmware, limit) => {
    bench = await Bench.started(name, { modemFirmware });
    await resetActive(limit - 1);
    expect(bench.module.resetLoopArmed).toBe(false);
    await resetActive(1);
    expect(bench.module.resetLoopArmed).toBe(true);
    await bench.all('AT%MDMEV=1', 'AT+CEREG=1');
    expect(linesOf(await bench.ask('AT+CFUN=1', 2000)).filter((line) => !line.includes('EXCE'))).toEqual([
      'OK',
      '%MDMEV: RESET LOOP',
      '+CEREG: 2',
    ]);
    await bench.clock.advance(29 * 60_000);
    expect(bench.module.isRegistered).toBe(false);
    await bench.clock.advance(2 * 60_000);
    expect(bench.module.isRegistered).toBe(true);
    expect(bench.module.resetLoopArmed).toBe(false);
  });

  test('the half hour does not pass without power, and another reset does not end it', async () => {
    bench = await Bench.started('nrf9160-slm');
    await resetActive(7);
    await bench.clock.advance(20 * 60_000);
    bench.module.powerOff();
    await bench.clock.advance(60 * 60_000);
    expect(bench.module.resetLoopArmed).toBe(true);
    bench.module.powerOn();
    await bench.clock.advance(2500);
    await bench.all('AT+CFUN=1');
    await bench.clock.advance(9 * 60_000);
    expect(bench.module.isRegistered).toBe(false);
    await bench.clock.advance(2 * 60_000);
    expect(bench.module.isRegistered).toBe(true);
  });

  test('AT+CFUN=0 and a minute of life clear the count; being off does not count', async () => {
    bench = await Bench.started('nrf9160-slm');
    await resetActive(6);
    await bench.all('AT+CFUN=1');
    await bench.ask('AT+CFUN=0', 3000);
    await powerCut();
    await resetActive(6);
    await bench.clock.advance(61_000);
    await resetActive(6);
    expect(bench.module.resetLoopArmed).toBe(false);
    await bench.clock.advance(61_000);
    for (let count = 0; count < 10; count++) await powerCut();
    expect(bench.module.resetLoopArmed).toBe(false);
  });

  test('modem firmware 1.2 does not mind', async () => {
    bench = await Bench.started('nrf9160-slm', { modemFirmware: 'mfw_nrf9160_1.2.7' });
    await resetActive(12);
    expect(bench.module.resetLoopArmed).toBe(false);
  });
});
