import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { MemoryPeer } from '../../network/memory-link.ts';
import { ok, prompt, SocketRig, sendOk, text } from './rig.test-support.ts';

let rig: SocketRig;
let heard: string;

beforeEach(() => {
  heard = '';
  rig = new SocketRig({ servers: { '192.0.2.10:7': 'echo' } });
});

afterEach(() => {
  rig.close();
  expect(rig.clock.timerCount).toBe(0);
});

async function listen(more = ',0'): Promise<void> {
  expect(await rig.ask(`AT+QIOPEN=1,1,"TCP LISTENER","127.0.0.1",0,2020${more}`, 1000)).toBe(
    `${ok}\r\n+QIOPEN: 1,0\r\n`,
  );
}

async function dial(from = '192.0.2.99:5001'): Promise<MemoryPeer> {
  const peer = rig.network.dial(2020, () => ({ data: (bytes) => (heard += text(bytes)) }), from);
  await rig.clock.advance(200);
  return peer;
}

test('a peer comes and gets the highest id that is free', async () => {
  await rig.start();
  await listen();
  const address = rig.module.addressOf(1);
  expect(await rig.ask('AT+QISTATE=1,1')).toBe(
    `\r\n+QISTATE: 1,"TCP LISTENER","${address}",0,2020,3,1,1,0,"usbat"\r\n${ok}`,
  );
  const peer = await dial();
  expect(rig.host.take()).toBe('\r\n+QIURC: "incoming",11,1,"192.0.2.99",5001\r\n');
  expect(await rig.ask('AT+QISTATE=1,11')).toBe(
    `\r\n+QISTATE: 11,"TCP INCOMING","192.0.2.99",5001,2020,2,1,1,0,"usbat"\r\n${ok}`,
  );
  peer.send('hello');
  await rig.clock.advance(100);
  expect(rig.host.take()).toBe('\r\n+QIURC: "recv",11\r\n');
  expect(await rig.ask('AT+QIRD=11,1500')).toBe(`\r\n+QIRD: 5\r\nhello\r\n${ok}`);
  expect(await rig.ask('AT+QISEND=11,2')).toBe(prompt);
  expect(await rig.give('hi')).toBe(sendOk);
  expect(heard).toBe('hi');
  peer.end();
  await rig.clock.advance(100);
  expect(rig.host.take()).toBe('\r\n+QIURC: "closed",11\r\n');
  expect(await rig.ask('AT+QISEND=1,2')).toBe('\r\nERROR\r\n');
});

test('incoming full when no id is left', async () => {
  await rig.start();
  await listen();
  for (const id of [0, 2, 3, 4, 5, 6, 7, 8, 9, 10]) await rig.open(id);
  await dial();
  expect(rig.host.take()).toBe('\r\n+QIURC: "incoming",11,1,"192.0.2.99",5001\r\n');
  await dial('192.0.2.99:5002');
  expect(rig.host.take()).toBe('\r\n+QIURC: "incoming full"\r\n');
});

test('EC200U takes no more clients than it was told', async () => {
  await rig.start({ personality: 'quectel-ec200u' });
  await listen(',1,1,60');
  const peer = await dial();
  expect(rig.host.take()).toBe('\r\n+QIURC: "incoming",11,1,"192.0.2.99",5001\r\n');
  await dial('192.0.2.99:5002');
  expect(rig.host.take()).toBe('\r\n+QIURC: "incoming full"\r\n');
  peer.send('pushed');
  await rig.clock.advance(100);
  expect(rig.host.take()).toBe('\r\n+QIURC: "recv",11,6\r\npushed\r\n');
});

test('closing the listener leaves those who came', async () => {
  await rig.start();
  await listen();
  await dial();
  rig.host.take();
  expect(await rig.ask('AT+QICLOSE=1')).toBe(ok);
  expect(() => rig.network.dial(2020, () => ({}))).toThrow('does not listen');
  expect(await rig.ask('AT+QISTATE?')).toContain('+QISTATE: 11,"TCP INCOMING"');
  expect(await rig.ask('AT+QICLOSE=11')).toBe(ok);
});

test('a port that is taken', async () => {
  await rig.start();
  await listen();
  expect(await rig.ask('AT+QIOPEN=1,2,"TCP LISTENER","127.0.0.1",0,2020,0', 1000)).toContain('+QIOPEN: 2,556');
});
