import { afterEach, describe, expect, test } from '@jest/globals';
import { address, ManualNetwork, Rig } from './rig.test-support.ts';

let rig: Rig;
let network: ManualNetwork;

afterEach(() => rig.close());

async function joined(personality = 'esp32-at4'): Promise<void> {
  network = new ManualNetwork();
  rig = await Rig.joined(personality, { network });
  await rig.ask('ATE0');
}

describe('one link', () => {
  test('has no number', async () => {
    await joined();
    expect(await rig.ask('AT+CIPSTART="TCP","broker.lab",1883')).toBe('CONNECT\r\n\r\nOK\r\n');
    expect(network.requests).toEqual([{ address: '10.0.0.5', port: 1883 }]);
    network.say('ping');
    expect(rig.host.take()).toBe('\r\n+IPD,4:ping');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7')).toBe('\r\nERROR\r\n');
    expect(await rig.ask('AT+CIPMUX=1')).toBe('\r\nERROR\r\n');
    expect(await rig.ask('AT+CIPCLOSE')).toBe('CLOSED\r\n\r\nOK\r\n');
    expect(network.closed).toBe(1);
    expect(await rig.ask('AT+CIPCLOSE')).toBe('\r\nERROR\r\n');
    expect(await rig.ask('AT+CIPSEND=4')).toBe('\r\nERROR\r\n');
    expect(await rig.ask('AT+CIPSTATUS')).toBe('STATUS:4\r\n\r\nOK\r\n');
  });

  test('needs an address', async () => {
    await joined();
    await rig.ask('AT+CWQAP');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7')).toBe('\r\nERROR\r\n');
  });
});

describe('sending', () => {
  test('bytes are counted: no echo, no line, whatever they are', async () => {
    await joined();
    await rig.ask('ATE1');
    await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
    await rig.ask('AT+CIPSEND=14');
    for (const piece of ['AT+', 'RST\r\n', '\r\n', '+++', '\x00']) {
      rig.host.send(piece);
      expect(await rig.after(1000)).toBe(piece === '\x00' ? '\r\nRecv 14 bytes\r\n\r\nSEND OK\r\n' : '');
    }
    expect(network.sent).toEqual(['AT+RST\r\n\r\n+++\x00']);
    expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
  });

  test('CR LF behind the bytes is a line that finds it busy', async () => {
    await joined();
    await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
    await rig.ask('AT+CIPSEND=4');
    rig.host.send('ping\r\n');
    expect(await rig.after(50)).toBe('\r\nbusy p...\r\n\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n');
  });

  test('a link that closes meanwhile still takes its bytes', async () => {
    await joined();
    await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
    await rig.ask('AT+CIPSEND=4');
    network.hangUp();
    expect(rig.host.take()).toBe('CLOSED\r\n');
    rig.host.send('ping');
    expect(await rig.after(50)).toBe('\r\nRecv 4 bytes\r\n\r\nSEND FAIL\r\n');
  });

  test.each([
    ['esp32-at4', 8192],
    ['esp8266-at2', 2048],
    ['esp8266-nonos', 2048],
  ])('%s takes at most %d bytes', async (personality, most) => {
    await joined(personality);
    await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
    expect(await rig.ask(`AT+CIPSEND=${most + 1}`)).toContain('\r\nERROR\r\n');
    expect(await rig.ask('AT+CIPSEND=0')).toContain('\r\nERROR\r\n');
    expect(await rig.ask(`AT+CIPSEND=${most}`)).toContain('\r\nOK\r\n');
    rig.host.send('x'.repeat(most));
    expect(await rig.after(100)).toContain(`\r\nRecv ${most} bytes\r\n`);
  });
});

describe('receiving', () => {
  test('more than two segments come in several reports', async () => {
    await joined();
    await rig.ask('AT+CIPMUX=1');
    await rig.ask('AT+CIPSTARTEX="TCP","10.0.0.5",7');
    network.say('x'.repeat(3000));
    expect(await rig.after(10)).toBe(`\r\n+IPD,0,2920:${'x'.repeat(2920)}\r\n+IPD,0,80:${'x'.repeat(80)}`);
  });

  test('data that waits is told of once, until it is read; the end of the link waits for that', async () => {
    await joined();
    for (const line of ['AT+CIPMUX=1', 'AT+CIPRECVTYPE=5,1', 'AT+CIPSTART=2,"TCP","10.0.0.5",7']) await rig.ask(line);
    network.say('one');
    network.say('two');
    network.hangUp();
    expect(rig.host.take()).toBe('\r\n+IPD,2,3\r\n');
    expect(await rig.ask('AT+CIPRECVLEN?')).toBe('+CIPRECVLEN:-1,-1,6,-1,-1\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPRECVDATA=2,4')).toBe('+CIPRECVDATA:4,onet\r\nOK\r\n');
    expect(await rig.ask('AT+CIPRECVDATA=2,2048')).toBe('+CIPRECVDATA:2,wo\r\nOK\r\n2,CLOSED\r\n');
    expect(await rig.ask('AT+CIPRECVDATA=2,2048')).toBe('\r\nERROR\r\n');
  });

  test('what nobody reads is bounded', async () => {
    await joined();
    await rig.ask('AT+CIPRECVMODE=1');
    await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
    for (let count = 0; count < 100; count++) network.say('x'.repeat(10_000));
    expect(await rig.ask('AT+CIPRECVLEN?')).toBe('+CIPRECVLEN:5760,-1,-1,-1,-1\r\n\r\nOK\r\n');
  });
});

test('several links: the lowest free number, all closed at once, and their detailed line', async () => {
  await joined();
  await rig.ask('AT+CIPMUX=1');
  await rig.ask('AT+SYSMSG=2');
  expect(await rig.ask('AT+CIPSTARTEX="TCP","10.0.0.5",7')).toBe(
    '+LINK_CONN:0,0,"TCP",0,"10.0.0.5",7,54321\r\n\r\nOK\r\n',
  );
  await rig.ask('AT+SYSMSG=0');
  expect(await rig.ask('AT+CIPSTARTEX="SSL","10.0.0.5",443', 1500)).toBe('1,CONNECT\r\n\r\nOK\r\n');
  expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7')).toBe('\r\nERROR\r\n');
  expect(await rig.ask('AT+CIPCLOSE=5')).toBe('0,CLOSED\r\n1,CLOSED\r\n\r\nOK\r\n');
});

test('UDP links go without a word when the network does; before 2.3 all stay', async () => {
  await joined();
  await rig.ask('AT+CIPMUX=1');
  await rig.ask('AT+CIPSTART=0,"UDP","10.0.0.5",53,4000,2');
  await rig.ask('AT+CIPSTART=1,"TCP","10.0.0.5",7');
  rig.module.deauthenticate();
  expect(await rig.after(100)).toBe('1,CLOSED\r\nWIFI DISCONNECT\r\n');
  expect(await rig.ask('AT+CIPSTATE?')).toBe('\r\nOK\r\n');
  rig.close();
  await joined('esp8266-at2');
  await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
  rig.module.deauthenticate();
  expect(await rig.after(100)).toBe('WIFI DISCONNECT\r\n');
});

test('a start that takes its time keeps the module busy', async () => {
  await joined();
  rig.host.send('AT+CIPSTART="TCP","10.0.0.5",7\r\nAT\r\n');
  expect(await rig.after(100)).toBe('\r\nbusy p...\r\nCONNECT\r\n\r\nOK\r\n');
});

test('5.0 tells the error of a socket, when codes are asked for', async () => {
  await joined('esp32-c61');
  await rig.ask('AT+SYSLOG=1');
  expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",9')).toBe(
    '+ERRNO:0x6f\r\nERR CODE:0x010a0000\r\n\r\nERROR\r\nCLOSED\r\n',
  );
});

describe('names and time', () => {
  test.each([
    ['esp32-at4', 'AT+CIPDOMAIN="broker.lab"', '+CIPDOMAIN:"10.0.0.5"\r\n\r\nOK\r\n'],
    ['esp8266-at2', 'AT+CIPDOMAIN="broker.lab"', '+CIPDOMAIN:10.0.0.5\r\n\r\nOK\r\n'],
    ['esp32-at4', 'AT+CIPDOMAIN="nobody.lab"', '\r\nERROR\r\n'],
    ['esp8266-nonos', 'AT+CIPDOMAIN="nobody.lab"', 'DNS Fail\r\n\r\nERROR\r\n'],
    ['esp32-at4', 'AT+PING="10.0.0.1"', '+PING:12\r\n\r\nOK\r\n'],
    ['esp32-at4', 'AT+PING="nobody.lab"', '+PING:TIMEOUT\r\n\r\nERROR\r\n'],
    ['esp8266-nonos', 'AT+PING="10.0.0.1"', '+12\r\n\r\nOK\r\n'],
    ['esp8266-nonos', 'AT+PING="nobody.lab"', '+timeout\r\n\r\nERROR\r\n'],
  ])('%s: %s', async (personality, line, answer) => {
    await joined(personality);
    expect(await rig.ask(line, 12_000)).toBe(answer);
  });

  test.each([
    ['esp32-at4', '+TIME_UPDATED\r\n', 'Thu Jan  1', 'Tue Oct 19 19:'],
    ['esp32-at2', '', 'Thu Jan  1', 'Tue Oct 19 19:'],
    ['esp8266-nonos', '', 'Thu Jan 01', 'Tue Oct 19 19:'],
  ])('SNTP of %s is in 1970 until a server answers', async (personality, told, before, after) => {
    await joined(personality);
    expect(await rig.ask('AT+CIPSNTPCFG?')).toBe('+CIPSNTPCFG:0\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPSNTPCFG=1,2,"pool.ntp.org"')).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+CIPSNTPTIME?')).toBe(`+CIPSNTPTIME:${before} 00:00:00 1970\r\n\r\nOK\r\n`);
    expect(await rig.after(2000)).toBe(told);
    expect(await rig.ask('AT+CIPSNTPTIME?')).toContain(`+CIPSNTPTIME:${after}`);
    expect(await rig.ask('AT+CIPSNTPCFG?')).toBe('+CIPSNTPCFG:1,2,"pool.ntp.org"\r\n\r\nOK\r\n');
  });
});

test('a datagram has its own sender and its own receiver', async () => {
  await joined();
  await rig.ask('AT+CIPDINFO=1');
  expect(await rig.ask('AT+CIPSTART="UDP","0.0.0.0",2390,2390,2')).toBe('CONNECT\r\n\r\nOK\r\n');
  network.say('hello', 0, address('10.0.0.9', 40_406));
  expect(rig.host.take()).toBe('\r\n+IPD,5,"10.0.0.9",40406:hello');
  await rig.ask('AT+CIPSEND=2,"10.0.0.8",53');
  rig.host.send('hi');
  await rig.after(50);
  expect(network.sent).toEqual(['10.0.0.8:53 hi']);
  await rig.ask('AT+CIPRECVMODE=1');
  network.say('one', 0, address('10.0.0.9', 1));
  network.say('two', 0, address('10.0.0.7', 2));
  expect(rig.host.take()).toBe('\r\n+IPD,3\r\n');
  expect(await rig.ask('AT+CIPRECVDATA=2048')).toBe('+CIPRECVDATA:6,"10.0.0.7",2,onetwo\r\nOK\r\n');
});

test('options of a connection may be left out', async () => {
  await joined();
  expect(await rig.ask('AT+CIPTCPOPT=,,8000')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPTCPOPT?')).toBe('+CIPTCPOPT:0,-1,0,8000,0\r\n\r\nOK\r\n');
  await rig.ask('AT+CIPMUX=1');
  expect(await rig.ask('AT+CIPTCPOPT=5,,,9000')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPTCPOPT?')).toContain('+CIPTCPOPT:4,-1,0,9000,0\r\n');
});
