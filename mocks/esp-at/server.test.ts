import { afterEach, expect, test } from '@jest/globals';
import type { MemoryNetwork } from '../network/memory-network.ts';
import { closeBoth, joinedBefore } from './memory-rig.test-support.ts';
import type { Rig } from './rig.test-support.ts';

let rig: Rig;
let network: MemoryNetwork;

afterEach(() => closeBoth(rig, network));

async function serving(personality = 'esp32-at4'): Promise<void> {
  ({ rig, network } = await joinedBefore({}, { personality }));
  await rig.ask('AT+CIPMUX=1');
  await rig.ask('AT+CIPSERVERMAXCONN=2');
  expect(await rig.ask('AT+CIPSERVER=1,8080')).toBe('\r\nOK\r\n');
}

test('peers take links, send and are sent to', async () => {
  await serving();
  let got = '';
  const peer = network.dial(
    8080,
    () => ({
      data: (bytes) => {
        got += Buffer.from(bytes).toString();
      },
    }),
    '10.0.0.9:4711',
  );
  expect(await rig.after(50)).toBe('0,CONNECT\r\n');
  peer.send('GET /');
  expect(await rig.after(50)).toBe('\r\n+IPD,0,5:GET /');
  await rig.ask('AT+CIPSEND=0,2');
  rig.host.send('hi');
  expect(await rig.after(50)).toContain('SEND OK');
  expect(got).toBe('hi');
  expect(await rig.ask('AT+CIPSTATE?')).toBe('+CIPSTATE:0,"TCP","10.0.0.9",4711,8080,1\r\n\r\nOK\r\n');
  expect(await rig.ask('AT+CIPSERVER?')).toBe('+CIPSERVER:1,8080,"TCP",0,0\r\n\r\nOK\r\n');
  peer.end();
  expect(await rig.after(50)).toBe('0,CLOSED\r\n');
});

test('no more than were allowed', async () => {
  await serving();
  for (let count = 0; count < 3; count += 1) network.dial(8080, () => ({}));
  expect(await rig.after(50)).toBe('0,CONNECT\r\n1,CONNECT\r\nHave 2 Connections\r\n');
  expect(await rig.ask('AT+CIPSERVER=0,1')).toBe('\r\nOK\r\n0,CLOSED\r\n1,CLOSED\r\n');
  expect(() => network.dial(8080, () => ({}))).toThrow('does not listen');
});

test('peers that say nothing for long are closed', async () => {
  await serving();
  await rig.ask('AT+CIPSTO=10');
  const peer = network.dial(8080, () => ({}));
  expect(await rig.after(8000)).toBe('0,CONNECT\r\n');
  peer.send('x');
  expect(await rig.after(8000)).toBe('\r\n+IPD,0,1:x');
  expect(await rig.after(5000)).toBe('0,CLOSED\r\n');
});

test('needs several links, and keeps them', async () => {
  ({ rig, network } = await joinedBefore());
  expect(await rig.ask('AT+CIPSERVER=1')).toBe('\r\nERROR\r\n');
  await rig.ask('AT+CIPMUX=1');
  expect(await rig.ask('AT+CIPSERVER=1')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPSERVER?')).toContain('+CIPSERVER:1,333,');
  expect(await rig.ask('AT+CIPMUX=0')).toBe('\r\nERROR\r\n');
  expect(await rig.ask('AT+CIPSERVERMAXCONN=1')).toBe('\r\nERROR\r\n');
  expect(await rig.ask('AT+CIPSERVER=0')).toBe('\r\nOK\r\n');
  expect(await rig.ask('AT+CIPMUX=0')).toBe('\r\nOK\r\n');
});

test('NONOS AT says that nothing changed', async () => {
  await serving('esp8266-nonos');
  expect(await rig.ask('AT+CIPSERVER=1,8080')).toBe('no change\r\n\r\nOK\r\n');
});
