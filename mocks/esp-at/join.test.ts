import { afterEach, describe, expect, test } from '@jest/globals';
import { Rig } from './rig.test-support.ts';

let rig: Rig;

afterEach(() => rig.close());

const modeOf = (personality: string): string => (personality.includes('nonos') ? 'AT+CWMODE_CUR=1' : 'AT+CWMODE=1');

async function station(personality: string): Promise<void> {
  rig = await Rig.ready(personality);
  await rig.ask(modeOf(personality));
  await rig.ask('ATE0');
}

describe('a join that fails', () => {
  test.each([
    ['esp32-at4', 'ERROR'],
    ['esp32-c3', 'ERROR'],
    ['esp32-at2', 'ERROR'],
    ['esp8266-at2', 'ERROR'],
    ['esp32-at1', 'ERROR'],
    ['esp8266-nonos', 'FAIL'],
  ])('no access point, %s', async (personality, final) => {
    await station(personality);
    const code = personality === 'esp32-at1' ? 'ERR CODE:0x010a0000\r\n' : '';
    expect(await rig.ask('AT+CWJAP="lab","secret99"', 1900)).toBe('');
    expect(await rig.after(2200)).toBe(`+CWJAP:3\r\n${code}\r\n${final}\r\n`);
    expect(rig.module.isAssociated).toBe(false);
  });

  test.each([
    ['esp32-at4', { security: 'wpa2-enterprise' }, 4],
    ['esp8266-nonos', { security: 'wpa3' }, 4],
    ['esp8266-at2', { security: 'wpa2/wpa3', pmf: 'required' }, 4],
  ] as const)('%s does not fit the access point', async (personality, options, code) => {
    await station(personality);
    rig.air.add({ ssid: 'lab', passphrase: 'secret99', ...options });
    expect(await rig.ask('AT+CWJAP="lab","secret99"', 5000)).toMatch(
      new RegExp(`^\\+CWJAP:${code}\r\n\r\n[A-Z]+\r\n$`),
    );
  });

  test('protected management frames: required by one side, refused by the other', async () => {
    await station('esp32-at4');
    rig.air.add({ ssid: 'strict', passphrase: 'secret99', security: 'wpa3' });
    rig.air.add({ ssid: 'old', passphrase: 'secret99', pmf: 'none' });
    expect(await rig.ask('AT+CWJAP="strict","secret99",,,0,,,,0', 5000)).toContain('+CWJAP:4\r\n');
    expect(await rig.ask('AT+CWJAP="old","secret99",,,0,,,,3', 5000)).toContain('+CWJAP:4\r\n');
    expect(await rig.ask('AT+CWJAP="strict","secret99"', 5000)).toContain('\r\nOK\r\n');
  });

  test('pci_en forbids open networks', async () => {
    await station('esp32-at4');
    rig.air.add({ ssid: 'cafe' });
    expect(await rig.ask('AT+CWJAP="cafe","",,1,0', 5000)).toBe('+CWJAP:3\r\n\r\nERROR\r\n');
    expect(await rig.ask('AT+CWJAP="cafe",""', 5000)).toContain('\r\nOK\r\n');
  });

  test('ESP-AT goes on in the background, unless the interval is 0 or CWQAP stops it', async () => {
    await station('esp32-at4');
    await rig.ask('AT+CWJAP="lab","secret99"', 5000);
    expect(await rig.ask('AT+CWSTATE?')).toBe('+CWSTATE:3,"lab"\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CWQAP')).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+CWSTATE?')).toBe('+CWSTATE:4,"lab"\r\n\r\nOK\r\n');
    await rig.ask('AT+CWJAP="lab","secret99",,,0', 5000);
    expect(await rig.ask('AT+CWSTATE?')).toContain('+CWSTATE:4,');
    await rig.ask('AT+CWJAP="lab","secret99"', 5000);
    rig.air.add({ ssid: 'lab', passphrase: 'secret99' });
    expect(await rig.after(10_000)).toBe('WIFI CONNECTED\r\nWIFI GOT IP\r\n');
  });

  test('it needs the station', async () => {
    rig = await Rig.ready('esp32-at4');
    await rig.ask('ATE0');
    expect(await rig.ask('AT+CWJAP="lab","x"')).toBe('\r\nERROR\r\n');
    expect(await rig.ask('AT+CWJAP')).toBe('\r\nERROR\r\n');
    await rig.ask('AT+CWMODE=1');
    expect(await rig.ask('AT+CWINIT=0')).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+CWMODE?')).toBe('\r\nERROR\r\n');
    expect(await rig.ask('AT+CWJAP="lab","x"')).toBe('\r\nERROR\r\n');
  });
});

describe('DHCP', () => {
  test('no lease: CONNECTED, and code 1 when the time is up; the lease may still come', async () => {
    await station('esp32-at4');
    const point = rig.air.add({ ssid: 'lab', passphrase: 'secret99', dhcp: 'none' });
    expect(await rig.ask('AT+CWJAP="lab","secret99"', 14_900)).toBe('WIFI CONNECTED\r\n');
    expect(await rig.after(200)).toBe('+CWJAP:1\r\n\r\nERROR\r\n');
    expect(await rig.ask('AT+CWSTATE?')).toBe('+CWSTATE:1,"lab"\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPSTA?')).toContain('+CIPSTA:ip:"0.0.0.0"\r\n');
    point.dhcp = 20_000;
    expect(await rig.ask('AT+CWJAP="lab","secret99",,,,,,4', 4100)).toBe(
      'WIFI DISCONNECT\r\nWIFI CONNECTED\r\n+CWJAP:1\r\n\r\nERROR\r\n',
    );
    expect(await rig.after(20_000)).toBe('WIFI GOT IP\r\n');
    expect(rig.module.address).toBe('192.168.77.100');
  });

  test('an address set by hand comes at once, and DHCP again when it is asked for', async () => {
    await station('esp32-at4');
    rig.air.add({ ssid: 'lab', passphrase: 'secret99', dhcp: 'none' });
    expect(await rig.ask('AT+CIPSTA="10.9.8.7","10.9.8.1","255.255.255.0"')).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+CWDHCP?')).toBe('+CWDHCP:2\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CWJAP="lab","secret99"', 3000)).toBe('WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPSTA?')).toBe(
      '+CIPSTA:ip:"10.9.8.7"\r\n+CIPSTA:gateway:"10.9.8.1"\r\n+CIPSTA:netmask:"255.255.255.0"\r\n\r\nOK\r\n',
    );
    expect(await rig.ask('AT+CWDHCP=1,1')).toBe('\r\nOK\r\n');
    expect(await rig.ask('AT+CIPSTA?')).toContain('"0.0.0.0"');
    expect(await rig.ask('AT+CIPSTA="300.0.0.1"')).toBe('\r\nERROR\r\n');
  });

  test('NONOS AT counts the other way round', async () => {
    await station('esp8266-nonos');
    expect(await rig.ask('AT+CWDHCP_CUR?')).toBe('+CWDHCP_CUR:3\r\n\r\nOK\r\n');
    await rig.ask('AT+CWDHCP_CUR=0,0');
    expect(await rig.ask('AT+CWDHCP_CUR?')).toBe('+CWDHCP_CUR:2\r\n\r\nOK\r\n');
    await rig.ask('AT+CWDHCP_CUR=1,0');
    expect(await rig.ask('AT+CWDHCP_CUR?')).toBe('+CWDHCP_CUR:0\r\n\r\nOK\r\n');
    await rig.ask('AT+CWDHCP_CUR=2,1');
    expect(await rig.ask('AT+CWDHCP_CUR?')).toBe('+CWDHCP_CUR:3\r\n\r\nOK\r\n');
  });
});

describe('what is told of the network', () => {
  test.each([
    ['esp32-at4', ',-50,0,1,3,0,1'],
    ['esp32-at2', ',-50,0,1,3,0,1'],
    ['esp8266-at2', ',-50,0,1,3,0'],
    ['esp32-at1', ',-50'],
    ['esp8266-nonos', ',-50'],
  ])('AT+CWJAP? of %s', async (personality, end) => {
    rig = await Rig.joined(personality);
    await rig.ask('ATE0');
    const bssid = rig.air.points[0]?.bssid;
    expect(await rig.ask('AT+CWJAP?')).toBe(`+CWJAP:"lab","${bssid}",6${end}\r\n\r\nOK\r\n`);
  });

  test.each([
    ['esp32-at4', '\r\nOK\r\n'],
    ['esp8266-at2', '\r\nOK\r\n'],
    ['esp8266-nonos', 'No AP\r\n\r\nOK\r\n'],
  ])('AT+CWJAP? of %s without one', async (personality, answer) => {
    await station(personality);
    expect(await rig.ask('AT+CWJAP?')).toBe(answer);
  });

  test('the spelling of NONOS AT is in its answers', async () => {
    rig = await Rig.joined('esp8266-nonos');
    await rig.ask('ATE0');
    expect(await rig.ask('AT+CWJAP_CUR?')).toMatch(/^\+CWJAP_CUR:"lab","[0-9a-f:]{17}",6,-50\r\n\r\nOK\r\n$/);
    expect(await rig.ask('AT+CIPSTA_CUR?')).toBe(
      '+CIPSTA_CUR:ip:"10.0.0.2"\r\n+CIPSTA_CUR:gateway:"10.0.0.1"\r\n+CIPSTA_CUR:netmask:"255.255.255.0"\r\n\r\nOK\r\n',
    );
    expect(await rig.ask('AT+CIPDNS_CUR?')).toBe('+CIPDNS_CUR:10.0.0.1\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPSTATUS')).toBe('STATUS:2\r\n\r\nOK\r\n');
  });

  test('addresses, servers and states', async () => {
    rig = await Rig.joined('esp32-at4', { mac: '24:0a:c4:01:02:03' });
    await rig.ask('ATE0');
    expect(await rig.ask('AT+CIFSR')).toBe(
      '+CIFSR:STAIP,"10.0.0.2"\r\n+CIFSR:STAMAC,"24:0a:c4:01:02:03"\r\n\r\nOK\r\n',
    );
    expect(await rig.ask('AT+CIPSTAMAC?')).toBe('+CIPSTAMAC:"24:0a:c4:01:02:03"\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPDNS?')).toBe('+CIPDNS:0,"10.0.0.1"\r\n\r\nOK\r\n');
    await rig.ask('AT+CIPDNS=1,"9.9.9.9","1.1.1.1"');
    expect(await rig.ask('AT+CIPDNS?')).toBe('+CIPDNS:1,"9.9.9.9","1.1.1.1"\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CWSTATE?')).toBe('+CWSTATE:2,"lab"\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPSTATUS')).toBe('STATUS:2\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CWMODE=0')).toBe('WIFI DISCONNECT\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPDNS?')).toContain('+CIPDNS:1,');
    expect(await rig.ask('AT+CIFSR')).toBe('\r\nOK\r\n');
  });

  test('IPv6 has its own lines', async () => {
    await station('esp32-at4');
    rig.air.add({ ssid: 'lab', passphrase: 'secret99', ipv6Prefix: '2001:db8:0:1' });
    await rig.ask('AT+CIPSTAMAC="1a:fe:35:98:d3:7b"');
    await rig.ask('AT+CIPV6=1');
    expect(await rig.ask('AT+CWJAP="lab","secret99"', 9000)).toBe(
      'WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\nWIFI GOT IPv6 LL\r\nWIFI GOT IPv6 GL\r\n',
    );
    const answer = await rig.ask('AT+CIPSTA?');
    expect(answer).toContain('+CIPSTA:ip6ll:"fe80::18fe:35ff:fe98:d37b"\r\n');
    expect(answer).toContain('+CIPSTA:ip6gl:"2001:db8:0:1:18fe:35ff:fe98:d37b"\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIFSR')).toContain('+CIFSR:STAIP6LL,"fe80::');
  });
});

describe('names', () => {
  test.each([
    ['spaces', 'my own lab', 'my own lab'],
    ['a comma', 'a,b', 'a\\,b'],
    ['quotes', 'the "lab"', 'the \\"lab\\"'],
    ['backslashes', 'a\\b\\', 'a\\\\b\\\\'],
    ['32 bytes', 'x'.repeat(32), 'x'.repeat(32)],
    ['everything', '1\\1"1,2\\2""2,,', '1\\\\1\\"1\\,2\\\\2\\"\\"2\\,\\,'],
  ])('with %s', async (_what, ssid, typed) => {
    await station('esp32-at4');
    rig.air.add({ ssid, passphrase: 'secret,"9\\' });
    expect(await rig.ask(`AT+CWJAP="${typed}","secret\\,\\"9\\\\"`, 5000)).toContain('\r\nOK\r\n');
    expect(await rig.ask('AT+CWJAP?')).toContain(`+CWJAP:"${ssid}","`);
  });

  test('bytes are bytes', async () => {
    await station('esp8266-nonos');
    const ssid = Buffer.from('Café \u{1f4f6}');
    rig.air.add({ ssid });
    expect(await rig.ask(`AT+CWJAP_CUR="${ssid.toString('latin1')}",""`, 5000)).toContain('\r\nOK\r\n');
    expect(await rig.ask('AT+CWJAP_CUR?')).toContain(`+CWJAP_CUR:"${ssid.toString('latin1')}","`);
  });

  test('a BSSID picks one of several', async () => {
    await station('esp32-at4');
    rig.air.add({ ssid: 'lab', passphrase: 'secret99', rssi: -30, bssid: '02:00:00:00:00:01' });
    rig.air.add({ ssid: 'lab', passphrase: 'secret99', rssi: -70, bssid: '02:00:00:00:00:02', hidden: true });
    await rig.ask('AT+CWJAP="lab","secret99"', 5000);
    expect(await rig.ask('AT+CWJAP?')).toContain('"02:00:00:00:00:01"');
    await rig.ask('AT+CWJAP="lab","secret99","02:00:00:00:00:02"', 5000);
    expect(await rig.ask('AT+CWJAP?')).toContain('"02:00:00:00:00:02"');
  });
});

describe('leaving and losing', () => {
  test('CWQAP says what it does', async () => {
    rig = await Rig.joined('esp32-at4');
    expect(await rig.ask('AT+CWQAP')).toBe('AT+CWQAP\r\nWIFI DISCONNECT\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CWQAP')).toBe('AT+CWQAP\r\n\r\nOK\r\n');
    expect(await rig.after(20_000)).toBe('');
    expect(await rig.ask('AT+CWJAP', 5000)).toBe('AT+CWJAP\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n');
  });

  test('CWMODE brings the stored network back, unless it is told not to', async () => {
    rig = await Rig.joined('esp32-at4');
    await rig.ask('ATE0');
    await rig.ask('AT+CWMODE=0');
    expect(await rig.ask('AT+CWMODE=1,0', 8000)).toBe('\r\nOK\r\n');
    await rig.ask('AT+CWMODE=0');
    expect(await rig.ask('AT+CWMODE=1', 8000)).toBe('\r\nOK\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n');
  });

  test('a deauthentication is told at once, and a new attempt follows after the interval', async () => {
    rig = await Rig.joined('esp32-c3');
    rig.module.deauthenticate();
    expect(await rig.after(10)).toBe('WIFI DISCONNECT\r\n');
    expect(rig.module.address).toBeUndefined();
    expect(await rig.after(1000)).toBe('');
    expect(await rig.after(5000)).toBe('WIFI CONNECTED\r\nWIFI GOT IP\r\n');
    expect(rig.module.counters).toMatchObject({ joins: 2, disconnects: 1 });
  });

  test('CWRECONNCFG bounds the attempts', async () => {
    rig = await Rig.joined('esp32-at4');
    await rig.ask('AT+CWRECONNCFG=2,3');
    const [point] = rig.air.points;
    if (point !== undefined) rig.air.remove(point);
    expect(await rig.after(9000)).toBe('WIFI DISCONNECT\r\n');
    expect(await rig.ask('AT+CWSTATE?')).toContain('+CWSTATE:3,"lab"');
    await rig.after(15_000);
    expect(await rig.ask('AT+CWSTATE?')).toContain('+CWSTATE:4,"lab"');
  });

  test('CWRECONNCFG=0,0 leaves it lost', async () => {
    rig = await Rig.joined('esp32-at4');
    await rig.ask('AT+CWRECONNCFG=0,0');
    rig.module.deauthenticate();
    expect(await rig.after(60_000)).toBe('WIFI DISCONNECT\r\n');
  });

  test('a short absence is not noticed', async () => {
    rig = await Rig.joined('esp32-at4');
    const [point] = rig.air.points;
    if (point === undefined) throw new Error('no access point');
    rig.air.remove(point);
    await rig.after(3000);
    rig.air.add({ ssid: 'lab', passphrase: 'secret99', bssid: point.bssid });
    expect(await rig.after(10_000)).toBe('');
    expect(rig.module.isAssociated).toBe(true);
  });

  test('NONOS AT always comes back', async () => {
    rig = await Rig.joined('esp8266-nonos');
    const [point] = rig.air.points;
    if (point !== undefined) rig.air.remove(point);
    expect(await rig.after(60_000)).toBe('WIFI DISCONNECT\r\n');
    rig.air.add({ ssid: 'lab', passphrase: 'secret99' });
    expect(await rig.after(8000)).toBe('WIFI CONNECTED\r\nWIFI GOT IP\r\n');
  });
});
