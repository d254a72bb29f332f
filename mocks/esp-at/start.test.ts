import { afterEach, describe, expect, test } from '@jest/globals';
import { Rig } from './rig.test-support.ts';

let rig: Rig;

afterEach(() => rig.close());

const stored = { ssid: 'lab', passphrase: 'secret99' };

describe('power', () => {
  test.each(['esp32-at1', 'esp32-at2', 'esp32-at4', 'esp32-c3', 'esp8266-at2'])('%s says ready', async (name) => {
    rig = new Rig(name);
    rig.module.powerOn();
    expect(rig.module.state).toBe('starting');
    expect(await rig.after(500)).toBe('');
    expect(await rig.after(1500)).toBe('\r\nready\r\n');
    expect(rig.module.isRunning).toBe(true);
    rig.module.powerOff();
    expect(rig.module.state).toBe('off');
    expect(await rig.ask('AT')).toBe('');
    expect(rig.clock.timerCount).toBe(0);
  });

  test('the ROM of an ESP8266 at 74 880 baud is garbage at 115 200', async () => {
    rig = new Rig('esp8266-nonos');
    rig.module.powerOn();
    const said = await rig.after(2000);
    expect(said).toMatch(/\r\nready\r\n$/);
    const garbage = said.slice(0, -'\r\nready\r\n'.length);
    expect(garbage.length).toBeGreaterThan(50);
    expect(garbage).toMatch(/[\x80-\xff]/);
    expect(garbage).toContain('\0');
    expect(garbage).not.toContain('rst cause');
  });

  test('at 74 880 baud it can be read, and ready cannot', async () => {
    rig = new Rig('esp8266-nonos');
    rig.module.setHostBaudRate(74_880);
    rig.module.powerOn();
    const said = await rig.after(2000);
    expect(said).toContain(' ets Jan  8 2013,rst cause:1, boot mode:(3,7)\r\n');
    expect(said).toContain('jump to run user1\r\n');
    expect(said).not.toContain('ready');
  });

  test('some boards send it readable', async () => {
    rig = new Rig('esp8266-nonos', { romText: 'readable' });
    rig.module.powerOn();
    expect(await rig.after(2000)).toMatch(/rst cause:1.*jump to run user1\r\n\r\n\r\nready\r\n$/s);
    expect(await rig.ask('AT+RST', 3000)).toMatch(/^AT\+RST\r\n\r\nOK\r\n\r\n ets Jan {2}8 2013,rst cause:2, /);
  });

  test('a vendor names itself', async () => {
    rig = new Rig('esp8266-ai-thinker', { romText: 'none' });
    rig.module.powerOn();
    expect(await rig.after(2000)).toBe('\r\n[Vendor:www.ai-thinker.com Version:0.9.2.4]\r\n\r\nready\r\n');
  });

  test('nothing is heard before ready', async () => {
    rig = new Rig('esp32-at4');
    rig.module.powerOn();
    expect(await rig.ask('AT', 2000)).toBe('\r\nready\r\n');
    expect(rig.module.commandsSeen).toEqual([]);
  });
});

describe('a stored network', () => {
  test('is joined by itself', async () => {
    rig = new Rig('esp32-at4', { stored });
    rig.air.add({ ssid: 'lab', passphrase: 'secret99', pool: '10.0.0.2' });
    rig.module.powerOn();
    expect(await rig.after(7000)).toBe('\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n');
    expect(rig.module.address).toBe('10.0.0.2');
    expect(rig.module.isAssociated).toBe(true);
  });

  test('not with CWAUTOCONN=0, which is always kept', async () => {
    rig = await Rig.joined('esp32-at4');
    await rig.ask('AT+SYSSTORE=0');
    await rig.ask('AT+CWAUTOCONN=0');
    expect(await rig.ask('AT+RST', 8000)).toBe('AT+RST\r\n\r\nOK\r\nWIFI DISCONNECT\r\n\r\nready\r\n');
    expect(await rig.ask('AT+CWAUTOCONN?')).toContain('+CWAUTOCONN:0');
    expect(await rig.ask('AT+CWSTATE?')).toContain('+CWSTATE:0,""\r\n');
  });

  test('RESTORE forgets it', async () => {
    rig = await Rig.joined('esp32-at4');
    expect(await rig.ask('AT+RESTORE', 8000)).toBe('AT+RESTORE\r\n\r\nOK\r\nWIFI DISCONNECT\r\n\r\nready\r\n');
    expect(await rig.ask('AT+CWMODE?')).toContain('+CWMODE:0');
    expect(rig.module.isAssociated).toBe(false);
  });
});

describe('what is kept', () => {
  test('SYSSTORE decides about set commands', async () => {
    rig = await Rig.ready('esp32-c3');
    await rig.ask('AT+CWMODE=3');
    await rig.ask('AT+SYSSTORE=0');
    await rig.ask('AT+CWMODE=1');
    await rig.ask('AT+SYSMSG=4');
    await rig.ask('AT+CWRECONNCFG=5,6');
    expect(await rig.ask('AT+CWRECONNCFG?')).toContain('+CWRECONNCFG:5,6\r\n');
    await rig.ask('AT+RST', 3000);
    expect(await rig.ask('AT+CWMODE?')).toContain('+CWMODE:3');
    expect(await rig.ask('AT+SYSMSG?')).toContain('+SYSMSG:0');
    expect(await rig.ask('AT+CWRECONNCFG?')).toContain('+CWRECONNCFG:0,0\r\n');
    expect(await rig.ask('AT+SYSSTORE?')).toContain('+SYSSTORE:1');
  });

  test('NONOS AT has three spellings', async () => {
    rig = await Rig.ready('esp8266-nonos');
    expect(await rig.ask('AT+CWMODE_DEF=1')).toBe('AT+CWMODE_DEF=1\r\n\r\nOK\r\n');
    await rig.ask('AT+CWMODE_CUR=3');
    expect(await rig.ask('AT+CWMODE_CUR?')).toBe('AT+CWMODE_CUR?\r\n+CWMODE_CUR:3\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CWMODE_DEF?')).toBe('AT+CWMODE_DEF?\r\n+CWMODE_DEF:1\r\n\r\nOK\r\n');
    await rig.ask('AT+RST', 3000);
    expect(await rig.ask('AT+CWMODE?')).toContain('+CWMODE:1\r\n');
    expect(await rig.ask('AT+CWMODE=0')).toContain('ERROR');
    expect(await rig.ask('AT+CWMODE=1,0')).toContain('ERROR');
  });

  test('links, receive modes and names are forgotten', async () => {
    rig = await Rig.ready('esp32-at4');
    for (const line of ['AT+CWMODE=1', 'AT+CIPMUX=1', 'AT+CIPRECVMODE=1', 'AT+CIPDINFO=1', 'AT+CWHOSTNAME="me"']) {
      expect(await rig.ask(line)).toBe(`${line}\r\n\r\nOK\r\n`);
    }
    expect(await rig.ask('AT+CWHOSTNAME?')).toContain('+CWHOSTNAME:me\r\n');
    rig.module.reboot('watchdog');
    expect(await rig.after(3000)).toBe('\r\nready\r\n');
    expect(await rig.ask('AT+CIPMUX?')).toContain('+CIPMUX:0\r\n');
    expect(await rig.ask('AT+CIPRECVMODE?')).toContain('+CIPRECVMODE:0\r\n');
    expect(await rig.ask('AT+CIPDINFO?')).toContain('+CIPDINFO:false\r\n');
    expect(await rig.ask('AT+CWHOSTNAME?')).not.toContain('me\r\n');
    expect(rig.module.counters.starts).toBe(2);
  });
});

describe('the speed', () => {
  test('UART_CUR ends with the session, UART_DEF does not, and queries tell what the divider makes', async () => {
    rig = await Rig.ready('esp32-c3');
    expect(await rig.ask('AT+UART_CUR?')).toBe('AT+UART_CUR?\r\n+UART_CUR:115273,8,1,0,0\r\n\r\nOK\r\n');
    await rig.ask('AT+UART_CUR=2000000,8,1,0,3');
    expect(await rig.ask('AT+UART_CUR?')).toContain('+UART_CUR:2000000,8,1,0,3\r\n');
    rig.module.reboot('brownout');
    await rig.after(3000);
    expect(rig.module.baudRate).toBe(115_200);
    await rig.ask('AT+UART_DEF=921600,8,1,0,0');
    expect(rig.module.baudRate).toBe(921_600);
    expect(await rig.ask('AT+UART_DEF?')).toContain('+UART_DEF:921600,8,1,0,0\r\n');
    await rig.ask('AT+RST', 3000);
    expect(rig.module.baudRate).toBe(921_600);
    await rig.ask('AT+RESTORE', 5000);
    expect(rig.module.baudRate).toBe(115_200);
  });

  test.each(['AT+UART_CUR=79,8,1,0,0', 'AT+UART_CUR=115200,8,1,0', 'AT+UART_CUR=115200,8,1,3,0'])(
    '%s is refused',
    async (line) => {
      rig = await Rig.ready('esp32-at4');
      expect(await rig.ask(line)).toBe(`${line}\r\n\r\nERROR\r\n`);
      expect(rig.module.baudRate).toBe(115_200);
    },
  );

  test('NONOS AT reports the speed that was set', async () => {
    rig = await Rig.ready('esp8266-nonos');
    expect(await rig.ask('AT+UART_CUR?')).toContain('+UART_CUR:115200,8,1,0,0\r\n');
  });
});

describe('sleep', () => {
  test('deep sleep ends with a start', async () => {
    rig = await Rig.ready('esp32-at4');
    expect(await rig.ask('AT+GSLP=5000', 4000)).toBe('AT+GSLP=5000\r\n5000\r\n\r\nOK\r\n');
    expect(await rig.ask('AT', 4000)).toBe('\r\nready\r\n');
  });

  test('light sleep is deaf until a pin wakes it', async () => {
    rig = await Rig.ready('esp32-at4');
    expect(await rig.ask('AT+SLEEP=1')).toContain('OK');
    expect(await rig.ask('AT+SLEEP=2')).toBe('AT+SLEEP=2\r\n\r\nOK\r\n');
    expect(await rig.ask('AT')).toBe('');
    rig.module.wake();
    expect(await rig.ask('AT+SLEEP?')).toBe('AT+SLEEP?\r\n+SLEEP:2\r\n\r\nOK\r\n');
  });
});

test('a hung module neither hears nor speaks', async () => {
  rig = await Rig.joined('esp32-at4');
  rig.module.hang();
  expect(await rig.ask('AT', 1000)).toBe('');
  rig.module.deauthenticate();
  expect(await rig.after(10_000)).toBe('');
  rig.module.unhang();
  expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
});
