import { afterEach, expect, test } from '@jest/globals';
import { ManualNetwork, Rig } from './rig.test-support.ts';

let rig: Rig;

afterEach(() => rig.close());

test('values that change nothing are kept until the restart', async () => {
  rig = await Rig.ready('esp32-at4');
  await rig.ask('ATE0');
  expect(await rig.ask('AT+CWCOUNTRY?')).toBe('+CWCOUNTRY:0,"CN",1,13\r\n\r\nOK\r\n');
  expect(await rig.ask('AT+CWCOUNTRY=1,"DE",1,13')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CWCOUNTRY?')).toBe('+CWCOUNTRY:1,"DE",1,13\r\n\r\nOK\r\n');
  expect(await rig.ask('AT+RFPOWER=40')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+RFPOWER?')).toBe('+RFPOWER:40\r\n\r\nOK\r\n');
  expect(await rig.ask('AT+RFPOWER=1,2,3,4,5')).toBe('\r\nERROR\r\n');
  await rig.ask('AT+RST', 3000);
  await rig.ask('ATE0');
  expect(await rig.ask('AT+CWCOUNTRY?')).toBe('+CWCOUNTRY:0,"CN",1,13\r\n\r\nOK\r\n');
});

test('the access point of the module itself has settings and addresses', async () => {
  rig = await Rig.ready('esp32-at4', { mac: '24:0a:c4:01:02:03' });
  await rig.ask('ATE0');
  await rig.ask('AT+CWMODE=3');
  expect(await rig.ask('AT+CWSAP?')).toBe('+CWSAP:"ESP_010203","",1,0,10,0\r\n\r\nOK\r\n');
  expect(await rig.ask('AT+CWSAP="my, ap","pass1234",5,3')).toBe('\r\nERROR\r\n');
  expect(await rig.ask('AT+CWSAP="my\\, ap","pass1234",5,3')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CWSAP?')).toBe('+CWSAP:"my, ap","pass1234",5,3,10,0\r\n\r\nOK\r\n');
  expect(await rig.ask('AT+CIFSR')).toBe(
    '+CIFSR:APIP,"192.168.4.1"\r\n+CIFSR:APMAC,"26:0a:c4:01:02:03"\r\n' +
      '+CIFSR:STAIP,"0.0.0.0"\r\n+CIFSR:STAMAC,"24:0a:c4:01:02:03"\r\n\r\nOK\r\n',
  );
  expect(await rig.ask('AT+CIPAP?')).toContain('+CIPAP:ip:"192.168.4.1"\r\n');
  expect(await rig.ask('AT+CWLIF')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPSTAMAC="15:00:00:00:00:01"')).toBe('\r\nERROR\r\n');
});

test('transparent mode and several links exclude each other', async () => {
  rig = await Rig.ready('esp32-at4');
  await rig.ask('ATE0');
  expect(await rig.ask('AT+CIPMODE=1')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPMODE?')).toBe('+CIPMODE:1\r\n\r\nOK\r\n');
  expect(await rig.ask('AT+CIPMUX=1')).toBe('\r\nERROR\r\n');
  await rig.ask('AT+CIPMODE=0');
  await rig.ask('AT+CIPMUX=1');
  expect(await rig.ask('AT+CIPMODE=1')).toBe('\r\nERROR\r\n');
});

test('the kind of receiving is set for one link or for all', async () => {
  rig = await Rig.ready('esp32-c3');
  await rig.ask('ATE0');
  await rig.ask('AT+CIPMUX=1');
  expect(await rig.ask('AT+CIPRECVTYPE=3,1')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPRECVTYPE?')).toBe(
    '+CIPRECVTYPE:0,0\r\n+CIPRECVTYPE:1,0\r\n+CIPRECVTYPE:2,0\r\n+CIPRECVTYPE:3,1\r\n+CIPRECVTYPE:4,0\r\n\r\nOK\r\n',
  );
});

test('no server yet: starting one is refused, stopping none is done', async () => {
  rig = await Rig.ready('esp32-at4');
  await rig.ask('ATE0');
  await rig.ask('AT+CIPMUX=1');
  expect(await rig.ask('AT+CIPSERVER=1,80')).toBe('\r\nERROR\r\n');
  expect(await rig.ask('AT+CIPSERVER=0')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPSERVER?')).toBe('+CIPSERVER:0\r\n\r\nOK\r\n');
});

test('the number of a link is there with CIPMUX=1 alone', async () => {
  rig = await Rig.joined('esp8266-nonos', { network: new ManualNetwork() });
  await rig.ask('ATE0');
  expect(await rig.ask('AT+CIPSTART=0,"TCP","10.0.0.5",7')).toBe('Link type ERROR\r\n\r\nERROR\r\n');
  await rig.ask('AT+CIPMUX=1');
  expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7')).toBe('MUX=1\r\n\r\nERROR\r\n');
  expect(await rig.ask('AT+CIPSTART=5,"TCP","10.0.0.5",7')).toBe('\r\nERROR\r\n');
  await rig.ask('AT+CIPSTART=4,"TCP","10.0.0.5",7');
  expect(await rig.ask('AT+CIPMUX=0')).toBe('link is builded\r\n\r\nERROR\r\n');
  expect(await rig.ask('AT+CIPSEND=4,4096')).toBe('too long\r\n\r\nERROR\r\n');
});

test('CWINIT=0 leaves the network, CWRECONNCFG=0,0 stops what waits for its next attempt', async () => {
  rig = await Rig.joined('esp32-at4');
  await rig.ask('ATE0');
  await rig.ask('AT+CWRECONNCFG=30,0');
  rig.module.deauthenticate();
  expect(await rig.after(1000)).toBe('WIFI DISCONNECT\r\n');
  expect(await rig.ask('AT+CWSTATE?')).toContain('+CWSTATE:3');
  await rig.ask('AT+CWRECONNCFG=0,0');
  expect(await rig.ask('AT+CWSTATE?')).toContain('+CWSTATE:4');
  expect(await rig.ask('AT+CWJAP', 5000)).toContain('\r\nOK\r\n');
  expect(await rig.ask('AT+CWINIT=0')).toBe('WIFI DISCONNECT\r\n\r\nOK\r\n');
  expect(await rig.ask('AT+CWLAP')).toBe('\r\nERROR\r\n');
});

test('an access point that vanishes or comes during an attempt', async () => {
  rig = await Rig.ready('esp32-at4');
  await rig.ask('AT+CWMODE=1');
  await rig.ask('ATE0');
  const point = rig.air.add({ ssid: 'lab', passphrase: 'secret99' });
  await rig.ask('AT+CWJAP="lab","secret99",,,0', 500);
  rig.air.remove(point);
  expect(await rig.after(2000)).toBe('+CWJAP:4\r\n\r\nERROR\r\n');
  await rig.ask('AT+CWJAP="lab","secret99",,,0', 500);
  rig.air.add({ ssid: 'lab', passphrase: 'secret99' });
  expect(await rig.after(6000)).toBe('WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n');
  rig.air.add({ ssid: 'other', bssid: rig.air.points[0]?.bssid ?? '' });
  expect(await rig.after(6100)).toBe('WIFI DISCONNECT\r\n');
});
