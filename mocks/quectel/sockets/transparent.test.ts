import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BareHost } from '../../line/bare-host.ts';
import type { MemoryPeer } from '../../network/memory-link.ts';
import { carrierLost, error, ok, prompt, SocketRig, sendOk, text } from './rig.test-support.ts';

let rig: SocketRig;
let peer: MemoryPeer | undefined;
let heard: string;

beforeEach(() => {
  heard = '';
  rig = new SocketRig({
    servers: {
      '192.0.2.10:7': 'echo',
      '192.0.2.10:9': (came) => {
        peer = came;
        return { data: (bytes) => (heard += text(bytes)) };
      },
      '192.0.2.10:81': 'refused',
    },
  });
});

afterEach(() => {
  rig.close();
  expect(rig.clock.timerCount).toBe(0);
});

async function connect(): Promise<void> {
  await rig.start();
  expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",9,0,2', 1000)).toBe('\r\nCONNECT\r\n');
}

async function leave(): Promise<string> {
  await rig.clock.advance(1000);
  return rig.give('+++', 1001);
}

test('CONNECT, and bytes go both ways as they are', async () => {
  await connect();
  expect(await rig.give('AT\r\n+++\0', 500)).toBe('');
  expect(heard).toBe('AT\r\n+++\0');
  peer?.send('OK\r\n');
  await rig.clock.advance(100);
  expect(rig.host.take()).toBe('OK\r\n');
});

test('what the line cannot take yet waits in the network, and none of it is lost', async () => {
  await connect();
  rig.host.detach();
  const host = new BareHost(rig.module, rig.clock, 115_200);
  let taken = 0;
  for (let count = 0; count < 2000; count++) peer?.send('x'.repeat(1000), () => (taken += 1000));
  await rig.clock.advance(1000);
  expect(host.received.length).toBeGreaterThan(11_000);
  expect(host.received.length).toBeLessThanOrEqual(11_520);
  expect(taken).toBeLessThan(200_000);
  await rig.clock.advance(190_000);
  expect(host.take() === 'x'.repeat(2_000_000)).toBe(true);
  host.detach();
});

test('a failed open answers ERROR', async () => {
  await rig.start();
  expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",81,0,2', 1000)).toBe(error);
  expect(await rig.ask('AT+QIGETERROR')).toBe(`\r\n+QIGETERROR: 566,socket connect failed\r\n${ok}`);
  expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",9,0,2', 1000)).toBe(error);
  expect(await rig.ask('AT+QIGETERROR')).toContain('563');
});

test('+++ between seconds of silence leaves it for buffer mode, ATO and AT+QISWTMD return', async () => {
  await connect();
  await rig.give('data', 10);
  expect(await leave()).toBe(ok);
  expect(heard).toBe('data');
  peer?.send('meanwhile');
  await rig.clock.advance(100);
  expect(rig.host.take()).toBe('\r\n+QIURC: "recv",0\r\n');
  expect(await rig.ask('AT+QISEND=0,3')).toBe(prompt);
  expect(await rig.give('abc')).toBe(sendOk);
  expect(await rig.ask('ATO')).toBe('\r\nCONNECT\r\nmeanwhile');
  expect(await leave()).toBe(ok);
  expect(await rig.ask('AT+QISWTMD=0,2')).toBe('\r\nCONNECT\r\n');
  expect(await rig.give('more', 500)).toBe('');
  expect(heard).toBe('dataabcmore');
  expect(await leave()).toBe(ok);
  expect(await rig.ask('AT+QICLOSE=0')).toBe(ok);
  expect(await rig.ask('ATO')).toBe(carrierLost);
});

test('plus signs without silence around them are data', async () => {
  await connect();
  await rig.clock.advance(1500);
  await rig.give('+', 500);
  await rig.give('++', 500);
  await rig.give('x', 1500);
  await rig.give('++', 2500);
  await rig.give('++++', 2500);
  expect(heard).toBe('+++x++++++');
});

test('the peer ends it with NO CARRIER', async () => {
  await connect();
  peer?.send('last');
  peer?.end();
  await rig.clock.advance(100);
  expect(rig.host.take()).toBe(`last${carrierLost}`);
  expect(await rig.ask('AT+QISTATE=1,0')).toContain(',4,1,0,0,');
});

test('DTR leaves it, or ends it, as AT&D has it', async () => {
  await rig.start();
  await rig.ask('AT&D1');
  await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",9,0,2', 1000);
  rig.module.setDtr(false);
  expect(rig.host.take()).toBe(ok);
  rig.module.setDtr(true);
  await rig.ask('AT&D2');
  expect(await rig.ask('ATO')).toBe('\r\nCONNECT\r\n');
  rig.module.setDtr(false);
  expect(rig.host.take()).toBe(carrierLost);
  expect(await rig.ask('ATO')).toBe(carrierLost);
});

test('URCs wait for command mode, and so does what is pushed', async () => {
  await rig.start();
  await rig.ask('AT+QIOPEN=1,1,"TCP","192.0.2.10",9,0,1', 1000);
  const pushing = peer;
  expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",7,0,2', 1000)).toBe('\r\nCONNECT\r\n');
  rig.module.injectUrc('+CEREG: 2');
  pushing?.send('pushed');
  expect(await rig.give('echo', 500)).toBe('echo');
  expect(await leave()).toBe(`${ok}\r\n+CEREG: 2\r\n\r\n+QIURC: "recv",1,6\r\npushed\r\n`);
});

test('bytes are sent in packets: when enough came, or nothing for a while', async () => {
  await connect();
  const moments: number[] = [];
  rig.network.serve('192.0.2.10:9', () => ({ data: () => moments.push(rig.clock.now()) }));
  await leave();
  await rig.ask('AT+QICLOSE=0');
  await rig.ask('AT+QICFG="transpktsize",8');
  await rig.ask('AT+QICFG="transwaittm",10');
  await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",9,0,2', 1000);
  const begin = rig.clock.now();
  await rig.give('1234', 500);
  expect(moments).toEqual([]);
  await rig.give('5678', 500);
  await rig.give('9', 2000);
  expect(moments.map((moment) => moment - begin)).toEqual([510, 2010]);
});
