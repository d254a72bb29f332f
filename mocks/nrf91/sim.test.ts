import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench, everyName, linesOf } from './bench.test-support.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const answerTo = async (command: string, ms = 200): Promise<string> => linesOf(await bench.ask(command, ms)).join(' ');

describe.each(everyName)('the card of %s', (name) => {
  test('is read a moment after it is powered', async () => {
    bench = await Bench.started(name);
    await bench.all('AT%XSIM=1');
    expect(await answerTo('AT+CPIN?')).toBe('ERROR');
    expect(await answerTo('AT%XSIM?')).toBe('%XSIM: 0 OK');
    await bench.ask('AT+CFUN=41', 50);
    expect(await answerTo('AT+CPIN?')).toBe('ERROR');
    expect(await bench.lines(400)).toContain('%XSIM: 1');
    expect(await answerTo('AT+CPIN?')).toBe('+CPIN: READY OK');
    expect(await answerTo('AT+CIMI')).toBe('204080813630037 OK');
    expect(await answerTo('AT%XICCID')).toBe('%XICCID: 8947080012345678901F OK');
    expect(await answerTo('AT+CPINR="SIM PIN"')).toBe('+CPINR: "SIM PIN",3 OK');
    await bench.ask('AT+CFUN=40');
    expect(await answerTo('AT%XICCID')).toBe('ERROR');
  });

  test('does not answer +CPIN? before it is there, whenever that is asked', async () => {
    for (let atMs = 300; atMs < 500; atMs += 10) {
      const here = await Bench.started(name);
      await here.all('AT%XSIM=1');
      const lines = linesOf((await here.ask('AT+CFUN=1', atMs)) + (await here.ask('AT+CPIN?', 200)));
      const [ready, initialised] = [lines.indexOf('+CPIN: READY'), lines.indexOf('%XSIM: 1')];
      expect([atMs, ready < 0 || (initialised >= 0 && initialised < ready)]).toEqual([atMs, true]);
      expect(linesOf(await here.ask('AT+CPIN?', 200))).toContain('+CPIN: READY');
      expect(here.close()).toBe(0);
    }
    bench = await Bench.started(name);
  });

  test('that is missing fails registration, and is not noticed when it comes', async () => {
    bench = await Bench.started(name, { sim: { inserted: false } });
    await bench.all('AT%XSIM=1', 'AT+CEREG=5', 'AT+CMEE=1');
    const lines = linesOf(await bench.ask('AT+CFUN=1', 1000));
    expect(lines).toEqual(['OK', '+CEREG: 90', '%XSIM: 0,9']);
    expect(await answerTo('AT+CPIN?')).toBe('+CME ERROR: 13');
    expect(await answerTo('AT+CIMI')).toBe('ERROR');
    expect(await answerTo('AT+CEREG?')).toBe('+CEREG: 5,90 OK');
    bench.module.insertSim();
    expect(await bench.lines(60_000)).toEqual([]);
    await bench.ask('AT+CFUN=4', 4000);
    await bench.all('AT+CFUN=1');
    await bench.clock.advance(6000);
    expect(bench.module.isRegistered).toBe(true);
  });
});

describe('codes', () => {
  test('a PIN is asked for, wrong ones count, the right one lets the search begin', async () => {
    bench = await Bench.started('nrf9161-slm', { sim: { pin: '4711' } });
    await bench.all('AT%XSIM=1', 'AT+CMEE=1', 'AT+CEREG=1');
    expect(linesOf(await bench.ask('AT+CFUN=1', 1000))).toEqual(['OK', '%XSIM: 0,1']);
    expect(await answerTo('AT+CPIN?')).toBe('+CPIN: "SIM PIN" OK');
    expect(await answerTo('AT+CIMI')).toBe('ERROR');
    expect(await answerTo('AT+CPIN="0000"')).toBe('+CME ERROR: 16');
    expect(await answerTo('AT+CPINR="SIM PIN"')).toBe('+CPINR: "SIM PIN",2 OK');
    expect(bench.module.pinTriesLeft).toBe(2);
    expect(await answerTo('AT+CPIN="4711"')).toBe('OK %XSIM: 1');
    expect(await answerTo('AT+CPIN="4711"')).toBe('ERROR');
    expect(await answerTo('AT+CPINR="SIM PIN"')).toBe('+CPINR: "SIM PIN",3 OK');
    await bench.clock.advance(6000);
    expect(bench.module.isRegistered).toBe(true);
  });

  test('three wrong PINs block it, the PUK opens it, ten wrong PUKs end it', async () => {
    bench = await Bench.started('nrf9160-slm', { sim: { pin: '4711' } });
    await bench.all('AT%XSIM=1', 'AT+CMEE=1', 'AT+CFUN=41');
    await bench.clock.advance(1000);
    bench.host.take();
    expect(await answerTo('AT+CPIN="1111"')).toBe('+CME ERROR: 16');
    expect(await answerTo('AT+CPIN="1111"')).toBe('+CME ERROR: 16');
    expect(await answerTo('AT+CPIN="1111"')).toBe('+CME ERROR: 12 %XSIM: 0,3');
    expect(await answerTo('AT+CPIN?')).toBe('+CPIN: "SIM PUK" OK');
    expect(await answerTo('AT+CPIN="4711"')).toBe('+CME ERROR: 12');
    expect(await answerTo('AT+CPIN="12345678","0815"')).toBe('OK %XSIM: 1');
    expect(await answerTo('AT+CLCK="SC",2')).toBe('+CLCK: 1 OK');
    for (let tries = 0; tries < 3; tries++) await bench.ask('AT+CPWD="SC","9999","1234"');
    for (let tries = 0; tries < 9; tries++) {
      expect(await answerTo('AT+CPIN="00000000","1234"')).toBe('+CME ERROR: 16');
    }
    expect(bench.module.pukTriesLeft).toBe(1);
    expect(await answerTo('AT+CPIN="00000000","1234"')).toBe('+CME ERROR: 13 %XSIM: 0,5');
    expect(await answerTo('AT+CPIN?')).toBe('+CME ERROR: 13');
  });

  test('modem firmware 1.2 gives no cause', async () => {
    bench = await Bench.started('nrf9160-at-host', {
      modemFirmware: 'mfw_nrf9160_1.2.3',
      sim: { inserted: false },
    });
    await bench.all('AT%XSIM=1');
    expect(linesOf(await bench.ask('AT+CFUN=1', 1000))).toEqual(['OK', '%XSIM: 0']);
  });

  test('pulling the card out ends the registration', async () => {
    bench = await Bench.started('nrf9161-slm');
    await bench.all('AT%XSIM=1', 'AT+CEREG=1', 'AT+CFUN=1');
    await bench.clock.advance(20_000);
    bench.host.take();
    bench.module.removeSim();
    expect(await bench.lines(3000)).toEqual(['+CEREG: 90', '%XSIM: 0,9']);
    expect(bench.module.activePdns).toEqual([]);
  });
});
