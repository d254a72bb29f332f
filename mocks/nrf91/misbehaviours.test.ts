import { afterEach, expect, test } from '@jest/globals';
import { Bench, linesOf } from './bench.test-support.ts';
import type { BuildOptions, Misbehaviours } from './options.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const answerTo = async (command: string, ms = 100): Promise<string> => linesOf(await bench.ask(command, ms)).join(' ');

async function make(misbehaviours: Misbehaviours, name = 'nrf9160-slm', build: BuildOptions = {}): Promise<void> {
  bench = await Bench.started(name, { misbehaviours, build });
  await bench.all('AT+CMEE=1', 'AT+CEREG=1');
}

test('a search that never ends', async () => {
  await make({ searchStuck: true });
  expect(linesOf(await bench.ask('AT+CFUN=1', 3_600_000))).toEqual(['OK', '+CEREG: 2']);
  expect(await answerTo('AT+CEREG?')).toBe('+CEREG: 1,2 OK');
});

test('a registration that says 2 in flight mode', async () => {
  await make({ searchStuck: true, staleRegistration: true });
  await bench.ask('AT+CFUN=1', 3000);
  await bench.ask('AT+CFUN=4', 3000);
  expect(await answerTo('AT+CFUN?')).toBe('+CFUN: 4 OK');
  expect(await answerTo('AT+CEREG?')).toBe('+CEREG: 1,2 OK');
});

test('an address that is not shown', async () => {
  await make({ cgpaddrEmpty: true });
  await bench.ask('AT+CFUN=1', 6000);
  expect(await answerTo('AT+CGPADDR=0')).toBe('+CGPADDR: 0,"" OK');
});

test.each(['nrf9160-slm', 'nrf9151-serial-modem'])('URCs before the OK on %s', async (name) => {
  await make({ urcBeforeOk: true }, name);
  await bench.ask('AT+CFUN=1', 6000);
  expect(linesOf(await bench.ask('AT+CFUN=4', 4000))).toEqual(['+CEREG: 0', 'OK']);
});

test('a slow first search, until AT+CFUN=0 saved the cells', async () => {
  await make({ slowWithoutHistory: true });
  await bench.ask('AT+CFUN=1', 100_000);
  expect(bench.module.isRegistered).toBe(false);
  await bench.clock.advance(60_000);
  expect(bench.module.isRegistered).toBe(true);
  await bench.ask('AT+CFUN=0', 3000);
  bench.module.powerOff();
  bench.module.powerOn();
  await bench.clock.advance(3000);
  await bench.ask('AT+CFUN=1', 6000);
  expect(bench.module.isRegistered).toBe(true);
});

test('a modem core that is gone', async () => {
  bench = await Bench.started('nrf9160-at-host', { misbehaviours: { commandsFail: true } });
  expect(await bench.ask('AT+CFUN?')).toBe('AT+CFUN?');
  bench.close();
  bench = await Bench.started('nrf9160-slm', { misbehaviours: { commandsFail: true } });
  expect(await bench.ask('AT+CFUN?')).toBe('\r\nERROR\r\n');
});

test('a modem core that goes after hours, until it is started anew', async () => {
  await make({});
  bench.module.breakModem();
  expect(await answerTo('AT')).toBe('ERROR');
  expect(await answerTo('AT+CFUN?')).toBe('ERROR');
  expect(await answerTo('AT#XMODEMRESET', 3000)).toBe('#XMODEMRESET: 0 OK');
  expect(await answerTo('AT+CFUN?')).toBe('+CFUN: 0 OK');
});

test('a card that fails until the modem core is started again', async () => {
  await make({ simNeedsRestart: true });
  expect(linesOf(await bench.ask('AT+CFUN=1', 3000))).toEqual(['OK', '+CEREG: 90']);
  expect(linesOf(await bench.ask('AT+CFUN=1', 3000))).toEqual(['OK', '+CEREG: 90']);
  await bench.ask('AT#XMODEMRESET', 4000);
  await bench.ask('AT+CFUN=1', 6000);
  expect(bench.module.isRegistered).toBe(true);
});

test('a card that answers on the third try', async () => {
  await make({ cpinFailures: 2 });
  await bench.ask('AT+CFUN=1', 6000);
  expect(await answerTo('AT+CPIN?')).toBe('+CME ERROR: 13');
  expect(await answerTo('AT+CPIN?')).toBe('+CME ERROR: 13');
  expect(await answerTo('AT+CPIN?')).toBe('+CPIN: READY OK');
});

test('commands that are refused or hang', async () => {
  await make({ scanFails: true, cpsmsRefused: true });
  expect(await answerTo('AT+CPSMS=1,,,"00000001","00000011"')).toBe('ERROR');
  expect(await answerTo('AT+CPSMS=1')).toBe('OK');
  await bench.ask('AT+CFUN=1', 6000);
  expect(await answerTo('AT+COPS=?', 600_000)).toBe('ERROR');
  bench.close();
  await make({ cfunHangs: true });
  expect(await answerTo('AT+CFUN=1', 600_000)).toBe('');
  expect(await answerTo('AT', 600_000)).toBe('');
});

test('Serial LTE Modem with PPP keeps +CGEV until the host asks', async () => {
  await make({}, 'nrf9161-slm', { ppp: true });
  expect(await answerTo('AT+CGEREP?')).toBe('+CGEREP: 1,0 OK');
  expect(await answerTo('AT+CGEREP')).toBe('ERROR');
  expect(await answerTo('AT+CGEREP=')).toBe('ERROR');
  expect(linesOf(await bench.ask('AT+CFUN=1', 6000))).toEqual(['OK', '+CEREG: 2', '+CEREG: 5']);
  await bench.ask('AT+CFUN=4', 6000);
  await bench.all('AT+CGEREP=1');
  expect(linesOf(await bench.ask('AT+CFUN=1', 6000))).toContain('+CGEV: ME PDN ACT 0,0');
  await bench.all('AT+CGEREP=0');
  expect(linesOf(await bench.ask('AT+CFUN=4', 6000))).toEqual(['OK', '+CEREG: 0']);
  expect(await answerTo('AT+CGEREP?')).toBe('+CGEREP: 1,0 OK');
});

test('Serial Modem of September 2026 keeps more, and shortens +CEREG at each activation', async () => {
  bench = await Bench.started('nrf9151-serial-modem', { build: { urcFilter: true } });
  expect(await answerTo('AT+CEREG?')).toBe('+CEREG: 0,0 OK');
  expect(linesOf(await bench.ask('AT+CFUN=1', 6000))).toEqual(['OK']);
  await bench.ask('AT+CFUN=4', 6000);
  await bench.all('AT+CEREG=5', 'AT+CGEREP=1', 'AT%XTIME=1');
  expect(linesOf(await bench.ask('AT+CFUN=1', 6000))).toEqual([
    'OK',
    '+CGEV: EXCE STATUS 0',
    '+CEREG: 2',
    '+CGEV: ME PDN ACT 0,0',
    '+CEREG: 5',
    expect.stringMatching(/^%XTIME/),
  ]);
  expect(await answerTo('AT+CEREG?')).toBe('+CEREG: 1,5 OK');
  await bench.all('AT+CEREG=5');
  expect(await answerTo('AT+CEREG?')).toContain('+CEREG: 5,5,"0901"');
  await bench.ask('AT+CFUN=0', 6000);
  expect(linesOf(await bench.ask('AT+CFUN=1', 6000))).toEqual(['OK']);
});
