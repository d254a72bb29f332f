import { afterEach, describe, expect, test } from '@jest/globals';
import { ManualNetwork, Rig } from './rig.test-support.ts';

let rig: Rig;

afterEach(() => rig.close());

// Every firmware that counts as ESP-AT 2.2 or later says these to the byte.
const modern = ['esp32-at2', 'esp32-c3', 'esp32-at4', 'esp32-c6', 'esp32-c61'];

describe.each(modern)('%s', (personality) => {
  test('a join: CONNECTED after 1 to 3 s, GOT IP after 0.1 to 3 s, OK', async () => {
    rig = await Rig.ready(personality);
    rig.air.add({ ssid: 'lab', passphrase: 'secret99' });
    await rig.ask('AT+CWMODE=1');
    rig.host.send('AT+CWJAP="lab","secret99"\r\n');
    expect(rig.host.take()).toBe('AT+CWJAP="lab","secret99"\r\n');
    expect(await rig.after(1000)).toBe('');
    rig.host.send('AT\r\n');
    expect(rig.host.take()).toBe('\r\nbusy p...\r\n');
    expect(await rig.host.expect('CONNECTED\r\n', 2000)).toBe('WIFI CONNECTED\r\n');
    expect(await rig.after(99)).toBe('');
    expect(await rig.host.expect('OK\r\n', 3000)).toBe('WIFI GOT IP\r\n\r\nOK\r\n');
  });

  test('a wrong passphrase', async () => {
    rig = await Rig.ready(personality);
    rig.air.add({ ssid: 'lab', passphrase: 'secret99' });
    await rig.ask('AT+CWMODE=1');
    expect(await rig.ask('AT+CWJAP="lab","wrong999"', 10_000)).toBe(
      'AT+CWJAP="lab","wrong999"\r\n+CWJAP:2\r\n\r\nERROR\r\n',
    );
  });

  test('connect and send, active receive', async () => {
    const network = new ManualNetwork();
    rig = await Rig.joined(personality, { network });
    await rig.ask('AT+CIPMUX=1');
    expect(await rig.ask('AT+CIPSTART=0,"TCP","10.0.0.5",7')).toBe(
      'AT+CIPSTART=0,"TCP","10.0.0.5",7\r\n0,CONNECT\r\n\r\nOK\r\n',
    );
    expect(await rig.ask('AT+CIPSEND=0,4')).toBe('AT+CIPSEND=0,4\r\n\r\nOK\r\n\r\n>');
    rig.host.send('ping');
    expect(await rig.after(50)).toBe('\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n');
    expect(network.sent).toEqual(['ping']);
    network.say('ping');
    network.hangUp();
    expect(rig.host.take()).toBe('\r\n+IPD,0,4:ping0,CLOSED\r\n');
  });

  test('passive receive with the peer shown', async () => {
    const network = new ManualNetwork();
    rig = await Rig.joined(personality, { network });
    for (const line of ['AT+CIPMUX=1', 'AT+CIPDINFO=1', 'AT+CIPRECVMODE=1', 'AT+CIPSTART=0,"TCP","10.0.0.5",7']) {
      expect(await rig.ask(line)).toContain('\r\nOK\r\n');
    }
    network.say('ping');
    expect(rig.host.take()).toBe('\r\n+IPD,0,4\r\n');
    expect(await rig.ask('AT+CIPRECVDATA=0,2048')).toBe(
      'AT+CIPRECVDATA=0,2048\r\n+CIPRECVDATA:4,"10.0.0.5",7,ping\r\nOK\r\n',
    );
    expect(await rig.ask('AT+CIPRECVDATA=0,2048')).toBe('AT+CIPRECVDATA=0,2048\r\n\r\nERROR\r\n');
  });

  test('a refused link', async () => {
    rig = await Rig.joined(personality);
    await rig.ask('AT+CIPMUX=1');
    expect(await rig.ask('AT+CIPSTART=1,"TCP","10.0.0.5",9')).toBe(
      'AT+CIPSTART=1,"TCP","10.0.0.5",9\r\n\r\nERROR\r\n1,CLOSED\r\n',
    );
  });

  test('an unknown command and a busy module, with SYSLOG', async () => {
    rig = await Rig.ready(personality);
    expect(await rig.ask('AT+NOPE')).toBe('AT+NOPE\r\n\r\nERROR\r\n');
    await rig.ask('AT+SYSLOG=1');
    expect(await rig.ask('AT+NOPE')).toBe('AT+NOPE\r\nERR CODE:0x01090000\r\n\r\nERROR\r\n');
    rig.host.send('AT\r\nAT\r\n');
    expect(await rig.after(10)).toBe('AT\r\nERR CODE:0x010b0000\r\n\r\nbusy p...\r\n\r\nOK\r\n');
  });

  test('the state of two links', async () => {
    rig = await Rig.joined(personality, { network: new ManualNetwork() });
    await rig.ask('AT+CIPMUX=1');
    await rig.ask('AT+CIPSTART=0,"TCP","10.0.0.5",7');
    await rig.ask('AT+CIPSTART=1,"UDP","10.0.0.6",53,4000');
    expect(await rig.ask('AT+CIPSTATE?')).toBe(
      'AT+CIPSTATE?\r\n+CIPSTATE:0,"TCP","10.0.0.5",7,54321,0\r\n+CIPSTATE:1,"UDP","10.0.0.6",53,4000,0\r\n\r\nOK\r\n',
    );
  });

  test('a change of speed: all up to OK at the old one', async () => {
    rig = await Rig.ready(personality);
    rig.module.setHostBaudRate(115_200);
    expect(await rig.ask('AT+UART_CUR=460800,8,1,0,0')).toBe('AT+UART_CUR=460800,8,1,0,0\r\n\r\nOK\r\n');
    expect(rig.module.baudRate).toBe(460_800);
    expect(await rig.ask('AT')).not.toContain('OK');
    rig.module.setHostBaudRate(460_800);
    await rig.ask('');
    expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
  });

  test('a restart while associated, with a link', async () => {
    rig = await Rig.joined(personality, { network: new ManualNetwork() });
    await rig.ask('AT+CIPMUX=1');
    await rig.ask('AT+CIPSTART=0,"TCP","10.0.0.5",7');
    await rig.ask('AT+CWAUTOCONN=0');
    expect(await rig.ask('AT+RST', 250)).toBe('AT+RST\r\n\r\nOK\r\n0,CLOSED\r\nWIFI DISCONNECT\r\n');
    expect(await rig.after(1750)).toBe('\r\nready\r\n');
  });

  test('the access point goes away and comes back', async () => {
    rig = await Rig.joined(personality, { network: new ManualNetwork() });
    await rig.ask('AT+CIPMUX=1');
    await rig.ask('AT+CIPSTART=0,"TCP","10.0.0.5",7');
    const [point] = rig.air.points;
    rig.air.remove(point?.bssid ?? '');
    expect(await rig.after(5900)).toBe('');
    expect(await rig.after(200)).toBe('0,CLOSED\r\nWIFI DISCONNECT\r\n');
    expect(await rig.after(20_000)).toBe('');
    rig.air.add({ ssid: 'lab', passphrase: 'secret99' });
    expect(await rig.after(10_000)).toBe('WIFI CONNECTED\r\nWIFI GOT IP\r\n');
  });
});

describe('esp8266-nonos', () => {
  test('the same exchanges in the older dialect', async () => {
    const network = new ManualNetwork();
    rig = await Rig.joined('esp8266-nonos', { network });
    await rig.ask('AT+CIPMUX=1');
    expect(await rig.ask('AT+CIPSTART=0,"TCP","10.0.0.5",7')).toBe(
      'AT+CIPSTART=0,"TCP","10.0.0.5",7\r\n0,CONNECT\r\n\r\nOK\r\n',
    );
    expect(await rig.ask('AT+CIPSTART=0,"TCP","10.0.0.5",7')).toContain('\r\nALREADY CONNECTED\r\n\r\nERROR\r\n');
    expect(await rig.ask('AT+CIPSEND=0,4')).toBe('AT+CIPSEND=0,4\r\n\r\nOK\r\n> ');
    rig.host.send('pingAT\r\n');
    expect(await rig.after(50)).toBe('\r\nbusy s...\r\n\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n');
    await rig.ask('AT+CIPDINFO=1');
    network.say('ping');
    expect(rig.host.take()).toBe('\r\n+IPD,0,4,10.0.0.5,7:ping');
    await rig.ask('AT+CIPRECVMODE=1');
    network.say('pong');
    expect(rig.host.take()).toBe('\r\n+IPD,0,4\r\n');
    expect(await rig.ask('AT+CIPRECVLEN?')).toContain('+CIPRECVLEN:4,0,0,0,0\r\n');
    expect(await rig.ask('AT+CIPRECVDATA=0,64')).toBe('AT+CIPRECVDATA=0,64\r\n+CIPRECVDATA,4:pong\r\nOK\r\n');
    expect(await rig.ask('AT+CIPCLOSE=0')).toBe('AT+CIPCLOSE=0\r\r\n0,CLOSED\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPCLOSE=0')).toBe('AT+CIPCLOSE=0\r\r\nUNLINK\r\n\r\nERROR\r\n');
    expect(await rig.ask('AT+CIPSEND=0,4')).toContain('link is not valid\r\n\r\nERROR\r\n');
    expect(await rig.ask('AT+CWQAP')).toBe('AT+CWQAP\r\n\r\nOK\r\nWIFI DISCONNECT\r\n');
    expect(await rig.ask('AT+CIPSTART=0,"TCP","10.0.0.5",7')).toContain('\r\nno ip\r\n\r\nERROR\r\n');
  });

  test('a wrong passphrase ends with FAIL, and it is not tried again', async () => {
    rig = await Rig.ready('esp8266-nonos');
    rig.air.add({ ssid: 'lab', passphrase: 'secret99' });
    await rig.ask('AT+CWMODE_CUR=1');
    expect(await rig.ask('AT+CWJAP_CUR="lab","wrong999"', 10_000)).toBe(
      'AT+CWJAP_CUR="lab","wrong999"\r\n+CWJAP:2\r\n\r\nFAIL\r\n',
    );
    expect(await rig.ask('AT+CWJAP_CUR?')).toBe('AT+CWJAP_CUR?\r\nNo AP\r\n\r\nOK\r\n');
  });
});

test('ESP-AT 2.1 quotes the peer of +IPD, and calls a free link -1', async () => {
  const network = new ManualNetwork();
  rig = await Rig.joined('esp8266-at2', { network });
  await rig.ask('AT+CIPDINFO=1');
  await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
  network.say('ping');
  expect(rig.host.take()).toBe('\r\n+IPD,4,"10.0.0.5",7:ping');
  expect(await rig.ask('AT+CIPRECVLEN?')).toContain('+CIPRECVLEN:0,-1,-1,-1,-1\r\n');
  expect(await rig.ask('AT+CIPSTATE?')).toContain('\r\nERROR\r\n');
  expect(await rig.ask('AT+CIPSTATUS')).toContain('STATUS:3\r\n+CIPSTATUS:0,"TCP","10.0.0.5",7,54321,0\r\n\r\nOK\r\n');
});
