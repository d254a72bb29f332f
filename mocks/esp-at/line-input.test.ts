import { afterEach, describe, expect, test } from '@jest/globals';
import { Rig } from './rig.test-support.ts';

let rig: Rig;

afterEach(() => rig.close());

describe('the end of a line', () => {
  test.each(['\r', '\n', '\n\r'])('%j is echoed and does nothing', async (end) => {
    rig = await Rig.ready('esp32-at4');
    rig.host.send(`AT${end}`);
    expect(await rig.after(5000)).toBe(`AT${end}`);
  });

  test('what is left of such a line spoils the next one, and a lone CR LF cleans up', async () => {
    rig = await Rig.ready('esp32-at4');
    rig.host.send('AT\n');
    await rig.after(100);
    expect(await rig.ask('AT')).toBe('AT\r\n\r\nERROR\r\n');
    expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
    rig.host.send('\xe0');
    expect(await rig.ask('')).toBe('\r\n\r\nERROR\r\n');
    expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
  });

  test('a stray byte in front of a command makes it an error', async () => {
    rig = await Rig.ready('esp32-c3');
    expect(await rig.ask('\xffAT')).toBe('\xffAT\r\n\r\nERROR\r\n');
    await rig.ask('AT+SYSLOG=1');
    expect(await rig.ask('?')).toBe('?\r\nERR CODE:0x01030000\r\n\r\nERROR\r\n');
  });
});

describe('echo', () => {
  test('bytes come back in the pieces in which they came', async () => {
    rig = await Rig.ready('esp32-at2');
    const pieces: string[] = [];
    rig.module.attach((bytes) => pieces.push(Buffer.from(bytes).toString('latin1')));
    for (const piece of ['A', 'T+C', 'WMODE?', '\r', '\n']) rig.module.receive(Buffer.from(piece));
    await rig.after(100);
    expect(pieces).toEqual(['A', 'T+C', 'WMODE?', '\r', '\n', '+CWMODE:0\r\n', '\r\nOK\r\n']);
  });

  test('it can be switched off, and is on again after a restart', async () => {
    rig = await Rig.ready('esp32-at4');
    expect(await rig.ask('ATE0')).toBe('ATE0\r\n\r\nOK\r\n');
    expect(rig.module.echo).toBe(false);
    expect(await rig.ask('AT')).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+RST', 3000)).toBe('\r\nOK\r\n\r\nready\r\n');
    expect(rig.module.echo).toBe(true);
    expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
  });

  test('a URC falls into the middle of what is typed slowly', async () => {
    rig = await Rig.ready('esp8266-nonos');
    rig.host.send('AT+C');
    rig.module.injectUrc('WIFI CONNECTED');
    rig.host.send('IFSR\r\n');
    expect(await rig.after(100)).toMatch(/^AT\+CWIFI CONNECTED\r\nIFSR\r\r\n/);
  });

  test('a line in single bytes gives the same answer as in one piece', async () => {
    const lines = ['AT', 'ATE0', 'at+gmr', 'AT+CWJAP="a\\,b","c"', 'AT+CWJAP?', 'AT+NOPE', '"', 'ATE1', 'AT+CMD?', ''];
    const run = async (send: (text: string) => void): Promise<string> => {
      rig = await Rig.ready('esp32-at4');
      let all = '';
      for (const line of lines) {
        send(`${line}\r\n`);
        all += await rig.after(500);
      }
      return all;
    };
    const whole = await run((text) => rig.host.send(text));
    rig.close();
    const split = await run((text) => {
      for (const letter of text) rig.host.send(letter);
    });
    expect(split).toBe(whole);
    expect(whole).toContain('+CMD:0,"AT",0,0,0,1\r\n');
  });
});

describe('length', () => {
  test('256 bytes with CR LF are taken', async () => {
    rig = await Rig.ready('esp32-at4');
    await rig.ask('ATE0');
    await rig.ask('AT+SYSLOG=1');
    const line = 'AT+CWHOSTNAME="'.padEnd(253, 'x');
    expect(await rig.ask(`${line}"`)).toBe('ERR CODE:0x01040000\r\n\r\nERROR\r\n');
  });

  test('longer ones are cut, and the rest is a line of its own', async () => {
    rig = await Rig.ready('esp32-at4');
    await rig.ask('ATE0');
    await rig.ask('AT+SYSLOG=1');
    const line = 'AT+CWHOSTNAME="'.padEnd(299, 'x');
    expect(await rig.ask(`${line}"`)).toBe('ERR CODE:0x01020000\r\n\r\nERROR\r\nERR CODE:0x01030000\r\n\r\nERROR\r\n');
    expect(await rig.ask('AT')).toBe('\r\nOK\r\n');
  });

  test('an endless line costs no memory', async () => {
    rig = await Rig.ready('esp32-at4');
    await rig.ask('ATE0');
    rig.host.send('x'.repeat(100_000));
    expect((await rig.after(100)).match(/ERROR/g)).toHaveLength(Math.floor(100_000 / 256));
    await rig.ask('');
    expect(await rig.ask('AT')).toBe('\r\nOK\r\n');
  });
});

describe('while a command runs', () => {
  test('lines are answered with busy, not echoed, and forgotten', async () => {
    rig = await Rig.ready('esp32-at4');
    await rig.ask('AT+CWMODE=1');
    rig.host.send('AT+CWLAP\r\n');
    await rig.after(100);
    expect(rig.host.take()).toBe('');
    expect(await rig.ask('AT+CWMODE=0')).toBe('\r\nbusy p...\r\n');
    expect(await rig.after(5000)).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+CWMODE?')).toContain('+CWMODE:1');
    expect(rig.module.counters).toMatchObject({ busy: 1, commands: 3 });
    expect(rig.module.commandsSeen).toEqual(['AT+CWMODE=1', 'AT+CWLAP', 'AT+CWMODE?']);
  });

  test.each([
    ['esp32-at4', '\r\nWill force to restart!!!\r\n\r\nready\r\n'],
    ['esp32-at1', 'ERR CODE:0x010b0000\r\n\r\nbusy p...\r\n\r\nOK\r\n'],
    ['esp8266-nonos', '\r\nbusy p...\r\n\r\nOK\r\n'],
  ])('AT+RST breaks in on %s, or not', async (personality, answer) => {
    rig = await Rig.ready(personality);
    await rig.ask('AT+CWMODE=1');
    await rig.ask('AT+CWLAP');
    expect(await rig.ask('AT+RST', 5000)).toBe(answer);
  });
});

describe('letters and forms', () => {
  test('small letters are understood by ESP-AT alone', async () => {
    rig = await Rig.ready('esp32-at4');
    expect(await rig.ask('at+cwmode=1')).toBe('at+cwmode=1\r\n\r\nOK\r\n');
    expect(await rig.ask('aT+cwMode?')).toBe('aT+cwMode?\r\n+CWMODE:1\r\n\r\nOK\r\n');
    rig.close();
    rig = await Rig.ready('esp8266-nonos');
    expect(await rig.ask('at')).toBe('at\r\n\r\nERROR\r\n');
  });

  test.each([
    ['AT+CWMODE', '0x010c0000'],
    ['AT+CWQAP?', '0x010c0000'],
    ['AT+GMR=?', '0x010c0000'],
    ['AT+CWMODE=', '0x01050000'],
    ['AT+CWMODE="1"', '0x01050000'],
    ['AT+CWMODE=4', '0x01070000'],
    ['AT+CWMODE=1,0,0', '0x01060203'],
    ['AT+CWMODE=1,2', '0x01070001'],
    ['AT+CWJAP="a"', '0x01060201'],
    ['AT+CWJAP="a","b', '0x01080001'],
    ['AT+CWJAP="a"b,"c"', '0x01080000'],
    ['AT+CWJAP="a,b","c"', '0x01080000'],
    ['AT+CWJAP=a,"b"', '0x01050000'],
    ['AT+CWJAP="012345678901234567890123456789012",""', '0x01040000'],
    ['AT+CWJAP="a","b","nonsense"', '0x01070002'],
    ['AT+CWJAP="a","b",,,,,,2', '0x01070007'],
    ['ATX', '0x01090000'],
    ['AT+CWMODE_CUR=1', '0x01090000'],
    ['+++', '0x01030000'],
  ])('%s is refused with %s', async (line, code) => {
    rig = await Rig.ready('esp32-at4');
    await rig.ask('AT+CWMODE=1');
    await rig.ask('AT+SYSLOG=1');
    expect(await rig.ask(line)).toBe(`${line}\r\nERR CODE:${code}\r\n\r\nERROR\r\n`);
  });

  test('AT 1.2 tells codes without being asked', async () => {
    rig = await Rig.ready('esp32-at1');
    expect(await rig.ask('AT+CWSTATE?')).toBe('AT+CWSTATE?\r\nERR CODE:0x01090000\r\n\r\nERROR\r\n');
  });
});
