import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench, linesOf } from './bench.test-support.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

describe('a start', () => {
  test.each([
    ['nrf9160-slm', 1600],
    ['nrf9161-slm', 1600],
    ['nrf9151-serial-modem', 2000],
  ])('%s says Ready after %i ms, and only then hears', async (name, bootMs) => {
    bench = new Bench(name);
    bench.module.powerOn();
    await bench.clock.advance(bootMs - 1);
    expect(await bench.ask('AT', 1)).toBe('Ready\r\n');
    expect(await bench.ask('AT')).toBe('\r\nOK\r\n');
    expect(await bench.ask('AT+CFUN?')).toContain('+CFUN: 0');
  });

  test('the AT host follows the banners of the boot', async () => {
    bench = new Bench('nrf9160-at-host');
    bench.module.powerOn();
    await bench.clock.advance(1000);
    const text = bench.host.take();
    expect(text).toMatch(/^\*\*\* Booting Zephyr OS/);
    expect(text).toContain('00 NRF_P0               Non-Secure\tOK\r\n');
    expect(text).toMatch(/\r\nThe AT host sample started\r\n$/);
    expect(linesOf(text)).not.toContain('OK');
  });

  test('Ready may be early, late, missing, or INIT ERROR', async () => {
    const greet = async (ready: 'early' | 'late' | 'never' | 'init-error'): Promise<number | undefined> => {
      bench?.close();
      bench = new Bench('nrf9161-slm', { misbehaviours: { ready } });
      bench.module.powerOn();
      const came = await bench.clock.until(() => bench.host.received !== '', 10_000);
      return came ? bench.clock.now() : undefined;
    };
    expect(await greet('early')).toBe(300);
    expect(await bench.ask('AT')).toBe('');
    await bench.clock.advance(2000);
    expect(await bench.ask('AT')).toBe('\r\nOK\r\n');
    expect(await greet('late')).toBe(6600);
    expect(await greet('never')).toBeUndefined();
    expect(await bench.ask('AT')).toBe('\r\nOK\r\n');
    expect(await greet('init-error')).toBe(1600);
    expect(bench.host.take()).toBe('INIT ERROR\r\n');
    expect(await bench.ask('AT', 5000)).toBe('');
  });

  test('garbage before, half a line left over', async () => {
    bench = new Bench('nrf9160-slm', { misbehaviours: { bootGarbage: true, leftover: 'AT+CF' } });
    bench.module.powerOn();
    await bench.clock.advance(2000);
    expect(bench.host.take()).toMatch(/^\0\xff.*Ready\r\n$/);
    expect(await bench.ask('AT')).toBe('\r\nERROR\r\n');
    expect(await bench.ask('AT')).toBe('\r\nOK\r\n');
  });

  test('it may hang after Ready', async () => {
    bench = await Bench.started('nrf9151-serial-modem', { misbehaviours: { hangAfterReady: true } });
    expect(await bench.ask('AT+CGMR', 5000)).toBe('');
  });

  test('an auto-connect build activates itself; without a card that fails 0.3 s after Ready', async () => {
    bench = new Bench('nrf9161-slm', { build: { autoConnect: true }, sim: { inserted: false } });
    bench.module.powerOn();
    await bench.clock.advance(1600);
    bench.host.take();
    expect(await bench.lines(310)).toEqual(['+CEREG: 90']);
    expect(await bench.ask('AT+CFUN?')).toContain('+CFUN: 1');
    expect(await bench.ask('AT+CEREG?')).toContain('+CEREG: 5,90\r\n');
  });

  test('speed shortens everything', async () => {
    bench = new Bench('nrf9161-slm', { speed: 100 });
    bench.module.powerOn();
    await bench.clock.advance(16);
    expect(bench.host.take()).toBe('Ready\r\n');
  });
});

describe('the application and the power', () => {
  test('#XRESET: OK, silence, and Ready about three seconds later with everything gone', async () => {
    bench = await Bench.started('nrf9160-slm');
    await bench.all('AT+CMEE=1', 'AT+CEREG=5', 'AT+CFUN=1');
    await bench.clock.advance(6000);
    expect(bench.module.isRegistered).toBe(true);
    expect(await bench.ask('AT#XRESET', 100)).toBe('\r\nOK\r\n');
    expect(await bench.ask('AT', 2900)).toBe('');
    expect(await bench.host.expect('Ready', 1000)).toBe('Ready\r\n');
    expect(await bench.ask('AT+CFUN?')).toContain('+CFUN: 0');
    expect(await bench.ask('AT+CEREG?')).toContain('+CEREG: 0,0');
    expect(await bench.ask('AT+CMEE?')).toContain('+CMEE: 0');
  });

  test('#XMODEMRESET answers when the modem is back', async () => {
    bench = await Bench.started('nrf9151-serial-modem');
    await bench.all('AT+CEREG=5', 'AT+CFUN=1');
    expect(await bench.ask('AT#XMODEMRESET', 1500)).toBe('');
    await bench.clock.advance(1000);
    expect(bench.host.take()).toBe('\r\n#XMODEMRESET: 0\r\n\r\nOK\r\n');
    expect(bench.module.functionalMode).toBe(0);
  });

  test('#XSLEEP=1 ends the module until it is woken; #XSHUTDOWN until power comes anew', async () => {
    bench = await Bench.started('nrf9160-slm');
    for (const wrong of ['AT#XSLEEP=0', 'AT#XSLEEP=3', 'AT#XSLEEP', 'AT#XSLEEP?']) {
      expect(await bench.ask(wrong)).toBe('\r\nERROR\r\n');
    }
    expect(await bench.ask('AT#XSLEEP=?')).toBe('\r\n#XSLEEP: (1,2)\r\n\r\nOK\r\n');
    expect(await bench.ask('AT#XSLEEP=1')).toBe('\r\nOK\r\n');
    expect(await bench.ask('AT', 5000)).toBe('');
    bench.module.wake();
    expect(await bench.host.expect('Ready', 2000)).toBe('Ready\r\n');
    expect(await bench.ask('AT#XSHUTDOWN')).toBe('\r\nOK\r\n');
    bench.module.wake();
    expect(await bench.ask('AT', 5000)).toBe('');
    bench.module.powerOff();
    bench.module.powerOn();
    expect(await bench.host.expect('Ready', 2000)).toBe('Ready\r\n');
  });

  test('#XSLEEP=2 keeps the modem; waking says Ready and then what waited', async () => {
    bench = await Bench.started('nrf9160-slm');
    expect(await bench.ask('AT#XSLEEP=2')).toBe('\r\nOK\r\n');
    bench.module.injectUrc('+CSCON: 0');
    expect(await bench.ask('AT', 1000)).toBe('');
    bench.module.wake();
    await bench.clock.advance(100);
    expect(bench.host.take()).toBe('Ready\r\n\r\n+CSCON: 0\r\n');
    expect(await bench.ask('AT')).toBe('\r\nOK\r\n');
  });

  test('without a power pin there is no #XSLEEP', async () => {
    bench = await Bench.started('nrf9161-slm', { build: { powerPin: false } });
    expect(await bench.ask('AT#XSLEEP=2')).toBe('\r\nERROR\r\n');
  });
});

describe('a modem fault', () => {
  test.each(['nrf9160-slm', 'nrf9151-serial-modem'])('is told by %s, and takes everything along', async (name) => {
    bench = await Bench.started(name);
    await bench.all('AT+CEREG=5', 'AT+CGEREP=1', 'AT+CFUN=1');
    await bench.clock.advance(6000);
    bench.host.take();
    bench.module.modemFault();
    expect(await bench.ask('AT+CFUN?')).toBe('\r\nERROR\r\n');
    expect(await bench.lines(1000)).toEqual(['#XMODEM: SHUTDOWN,0', '#XMODEM: INIT,0']);
    expect(await bench.ask('AT+CFUN?')).toContain('+CFUN: 0');
    expect(await bench.ask('AT+CEREG?')).toContain('+CEREG: 0,0');
    expect(bench.module.activePdns).toEqual([]);
  });

  test('fails the command that runs', async () => {
    bench = await Bench.started('nrf9160-slm');
    await bench.all('AT+CFUN=1');
    await bench.clock.advance(6000);
    await bench.ask('AT+CFUN=0', 500);
    bench.module.modemFault();
    expect(bench.host.take()).toBe('\r\nERROR\r\n\r\n#XMODEM: FAULT,0x2,0x5de4c\r\n');
  });

  test('reboots the AT host, and others if so built', async () => {
    bench = await Bench.started('nrf9160-at-host');
    bench.module.modemFault();
    expect(await bench.host.expect('The AT host sample started', 1000)).toContain('Booting');
    bench.close();
    bench = await Bench.started('nrf9161-slm');
    bench.module.modemFault({ reboot: true });
    expect(await bench.host.expect('Ready', 2000)).toBe('Ready\r\n');
  });
});

test('a module that hangs says nothing and recovers', async () => {
  bench = await Bench.started('nrf9161-slm');
  bench.module.hang();
  expect(await bench.ask('AT', 5000)).toBe('');
  bench.module.unhang();
  expect(await bench.ask('AT')).toBe('\r\nOK\r\n');
});
