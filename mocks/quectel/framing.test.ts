import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

beforeEach(async () => {
  clock = new VirtualClock();
  module = new SimulatedQuectel({ personality: 'quectel-bg96', clock });
  host = new BareHost(module, clock);
  module.powerOn();
  await clock.advance(30_000);
  host.take();
});

afterEach(() => {
  module.close();
  expect(clock.timerCount).toBe(0);
});

describe('bytes of an exchange', () => {
  test('AT with echo is 9 bytes, without echo 6', async () => {
    expect(await host.ask('AT')).toBe('AT\r\r\nOK\r\n');
    expect(await host.ask('ATE0')).toBe('ATE0\r\r\nOK\r\n');
    expect(await host.ask('AT')).toBe('\r\nOK\r\n');
    expect(await host.ask('ATE1')).toBe('\r\nOK\r\n');
    expect(await host.ask('AT')).toHaveLength(9);
  });

  test('counts seen on a BG96: ERROR 9, +CPIN? 22, +CFUN? 18, +QICSGP 31', async () => {
    await host.ask('ATE0');
    expect(await host.ask('AT+QIDNSCFG=1')).toBe('\r\nERROR\r\n');
    expect(await host.ask('AT+CPIN?')).toBe('\r\n+CPIN: READY\r\n\r\nOK\r\n');
    expect(await host.ask('AT+CPIN?')).toHaveLength(22);
    expect(await host.ask('AT+CFUN?')).toBe('\r\n+CFUN: 1\r\n\r\nOK\r\n');
    expect(await host.ask('AT+CFUN?')).toHaveLength(18);
    expect(await host.ask('AT+QICSGP=1')).toHaveLength(31);
  });

  test('lines of one answer share a frame', async () => {
    await host.ask('ATE0');
    expect(await host.ask('ATI')).toBe('\r\nQuectel\r\nBG96\r\nRevision: BG96MAR02A07M1G\r\n\r\nOK\r\n');
    expect(await host.ask('AT+CGDCONT?')).toBe(
      '\r\n+CGDCONT: 1,"IPV4V6","","0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0",0,0,0,0' +
        '\r\n+CGDCONT: 2,"IPV4V6","ims","0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0",0,0,0,0' +
        '\r\n+CGDCONT: 3,"IPV4V6","","0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0",0,0,0,1\r\n\r\nOK\r\n',
    );
  });

  test('each byte of a line is echoed as it comes', async () => {
    for (const [index, letter] of [...'AT+CSQ'].entries()) {
      host.send(letter);
      expect(host.received).toBe('AT+CSQ'.slice(0, index + 1));
    }
    host.send('\r');
    await clock.advance(100);
    expect(host.take()).toBe('AT+CSQ\r\r\n+CSQ: 26,99\r\n\r\nOK\r\n');
  });

  test('ATV0 gives numbers, ATQ1 nothing', async () => {
    await host.ask('ATE0');
    expect(await host.ask('ATV0')).toBe('0\r');
    expect(await host.ask('AT+CSQ')).toBe('+CSQ: 26,99\r\n0\r');
    expect(await host.ask('AT+NOSUCH')).toBe('4\r');
    expect(await host.ask('ATV1Q1')).toBe('');
    expect(await host.ask('AT+CSQ')).toBe('\r\n+CSQ: 26,99\r\n');
    expect(await host.ask('ATQ0')).toBe('\r\nOK\r\n');
  });
});

describe('the line discipline', () => {
  test('CR and CR LF end a line alike, and the LF is not echoed', async () => {
    host.send('AT\r\n');
    await clock.advance(100);
    expect(host.take()).toBe('AT\r\r\nOK\r\n');
    host.send('AT\r\nAT\r\n');
    await clock.advance(100);
    expect(host.take()).toBe('AT\r\r\nOK\r\nAT\r\r\nOK\r\n');
  });

  test.each([
    ['Ctrl-Z', '\x1a'],
    ['ESC', '\x1b'],
    ['flag bytes', '\xf9\xf9\xf9\xf9'],
    ['NULs', '\0\0\xff'],
    ['half a line', '+CSQ\r'],
    ['an A', 'A'],
    ['empty lines', '\r\n\r\n'],
  ])('%s before AT is passed over', async (_name, noise) => {
    await host.ask('ATE0');
    host.send(`${noise}AT\r`);
    await clock.advance(100);
    expect(host.take()).toBe('\r\nOK\r\n');
  });

  test('a line in any pieces gives the same bytes', async () => {
    const script = '\x1aAT\r\nATE0;+CMEE=2\rat+cpin?\rAT+CREG?;+CSQ\rAT+NOSUCH\r\nATE1\rATI\r';
    host.send(script);
    await clock.advance(1000);
    const whole = host.take();
    await host.ask('AT+CMEE=1');
    for (const letter of script) {
      host.send(letter);
      await clock.advance(1);
    }
    await clock.advance(1000);
    expect(host.take()).toBe(whole);
    expect(whole).toContain('+CREG: 0,0');
  });

  test('commands of a line run in order, up to the first that fails', async () => {
    await host.ask('ATE0');
    expect(await host.ask('AT+CSQ;+CFUN?;+NOSUCH;+CPIN?')).toBe('\r\n+CSQ: 26,99\r\n\r\n+CFUN: 1\r\n\r\nERROR\r\n');
    expect(await host.ask('AT&FE0V1&D0;+CMEE=1;+CGMM')).toBe('\r\nBG96\r\n\r\nOK\r\n');
    expect(await host.ask('AT+CMEE=2;+CLCK="FD",1,"0000";+CSQ')).toBe('\r\n+CME ERROR: Operation not allowed\r\n');
    expect(await host.ask('AT+CMEE=0;+CLCK="FD",1,"0000"')).toBe('\r\nERROR\r\n');
    expect(await host.ask('AT+CGDCONT=4,"IP","a;b,c"')).toBe('\r\nOK\r\n');
    expect(await host.ask('AT+CGDCONT?')).toContain('+CGDCONT: 4,"IP","a;b,c","0.0.0.0",0,0,0,0');
  });

  test('A/ repeats, backspace corrects, an endless line is refused', async () => {
    await host.ask('ATE0');
    await host.ask('AT+CFUN?');
    host.send('A/');
    await clock.advance(100);
    expect(host.take()).toBe('\r\n+CFUN: 1\r\n\r\nOK\r\n');
    expect(await host.ask('AT+CFUM\bN?')).toBe('\r\n+CFUN: 1\r\n\r\nOK\r\n');
    expect(await host.ask(`AT${'+'.repeat(10_000)}`)).toBe('\r\nERROR\r\n');
    expect(await host.ask('AT')).toBe('\r\nOK\r\n');
  });

  test('a busy port keeps a little input and loses the rest', async () => {
    await host.ask('ATE0');
    host.send('AT+QIACT=1\r');
    await clock.advance(50);
    for (let count = 0; count < 400; count++) host.send('AT\r');
    await clock.advance(20_000);
    const answers = host.take().match(/OK/g) ?? [];
    expect(answers.length).toBe(1 + Math.floor(512 / 3));
  });
});

describe('URCs', () => {
  test('wait for the end of a line that is being echoed, or for a pause', async () => {
    host.send('AT+CS');
    module.injectUrc('+QIND: "csq",20,99');
    expect(host.take()).toBe('AT+CS');
    host.send('Q\r');
    await clock.advance(100);
    expect(host.take()).toBe('Q\r\r\n+QIND: "csq",20,99\r\n\r\n+CSQ: 26,99\r\n\r\nOK\r\n');
    host.send('AT');
    module.injectUrc('+QIND: "csq",20,99');
    await clock.advance(299);
    expect(host.take()).toBe('AT');
    await clock.advance(1);
    expect(host.take()).toBe('\r\n+QIND: "csq",20,99\r\n');
  });

  test('can be put at every boundary of an exchange', async () => {
    await host.ask('ATE1');
    module.injectUrc('U1', { between: 'echo' });
    module.injectUrc('U2', { between: 'info' });
    module.injectUrc('U3', { between: 'final' });
    expect(await host.ask('AT+CSQ')).toBe('AT+CSQ\r\r\nU1\r\n\r\n+CSQ: 26,99\r\n\r\nU2\r\n\r\nOK\r\n\r\nU3\r\n');
    expect(await host.ask('AT')).toBe('AT\r\r\nOK\r\n');
  });
});
