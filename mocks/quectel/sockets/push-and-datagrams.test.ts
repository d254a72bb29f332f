import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BareHost } from '../../line/bare-host.ts';
import type { MemoryPeer } from '../../network/memory-link.ts';
import { error, ok, prompt, SocketRig, sendOk } from './rig.test-support.ts';

let rig: SocketRig;
let peer: MemoryPeer | undefined;

beforeEach(() => {
  rig = new SocketRig({
    servers: {
      '192.0.2.10:7': 'echo',
      '192.0.2.10:9': (came) => {
        peer = came;
        return {};
      },
    },
    datagrams: { '192.0.2.10:7': 'echo' },
  });
});

afterEach(() => {
  rig.close();
  expect(rig.clock.timerCount).toBe(0);
});

const quiet = '"192.0.2.10",9';

describe('direct push', () => {
  test('data come behind the URC that counts them, closed by CR LF', async () => {
    await rig.start();
    await rig.open(2, quiet, 1);
    peer?.send('hello\r\n');
    await rig.clock.advance(100);
    expect(rig.host.take()).toBe('\r\n+QIURC: "recv",2,7\r\nhello\r\n\r\n');
    peer?.send('x'.repeat(2000));
    await rig.clock.advance(100);
    expect(rig.host.take()).toBe(
      `\r\n+QIURC: "recv",2,1500\r\n${'x'.repeat(1500)}\r\n\r\n+QIURC: "recv",2,500\r\n${'x'.repeat(500)}\r\n`,
    );
    peer?.end();
    await rig.clock.advance(100);
    expect(rig.host.take()).toBe('\r\n+QIURC: "closed",2\r\n');
  });

  test('what the line cannot take yet waits in the network', async () => {
    await rig.start();
    await rig.open(2, quiet, 1);
    rig.host.detach();
    const host = new BareHost(rig.module, rig.clock, 115_200);
    let taken = 0;
    for (let count = 0; count < 2000; count++) peer?.send('x'.repeat(1000), () => (taken += 1000));
    await rig.clock.advance(1000);
    expect(host.received.length).toBeGreaterThan(11_000);
    expect(host.received.length).toBeLessThanOrEqual(11_520);
    expect(taken).toBeLessThan(200_000);
    await rig.clock.advance(190_000);
    const pushed = host.take().replaceAll(/\r\n\+QIURC: "recv",2,\d+\r\n(x+)\r\n/g, '$1');
    expect(pushed === 'x'.repeat(2_000_000)).toBe(true);
    host.detach();
  });

  test('also behind the prompt of another socket', async () => {
    await rig.start();
    await rig.open(1, '"192.0.2.10",7');
    await rig.open(2, quiet, 1);
    expect(await rig.ask('AT+QISEND=1,2')).toBe(prompt);
    peer?.send('push');
    await rig.clock.advance(100);
    expect(rig.host.take()).toBe('\r\n+QIURC: "recv",2,4\r\npush\r\n');
    expect(await rig.give('ab')).toBe(`${sendOk}\r\n+QIURC: "recv",1\r\n`);
  });

  test('waits while URCs are parked', async () => {
    await rig.start({ personality: 'quectel-eg916q' });
    await rig.open(2, quiet, 1);
    await rig.ask('AT+QCFG="urc/cache",1');
    peer?.send('parked');
    await rig.clock.advance(100);
    expect(rig.host.take()).toBe('');
    expect(await rig.ask('AT+QCFG="urc/cache",0')).toBe(`${ok}\r\n+QIURC: "recv",2,6\r\nparked\r\n`);
  });

  test('AT+QISWTMD changes the way of the data', async () => {
    await rig.start();
    await rig.open(0, quiet);
    peer?.send('one');
    await rig.clock.advance(100);
    rig.host.take();
    expect(await rig.ask('AT+QISWTMD=0,1')).toBe(`${ok}\r\n+QIURC: "recv",0,3\r\none\r\n`);
    expect(await rig.ask('AT+QISWTMD=0,0')).toBe(ok);
    expect(await rig.ask('AT+QISWTMD=5,0')).toBe(error);
  });
});

describe('datagrams', () => {
  test('a UDP client gets one datagram a read', async () => {
    await rig.start();
    expect(await rig.ask('AT+QIOPEN=1,1,"UDP","192.0.2.10",7,0,0', 1000)).toBe(`${ok}\r\n+QIOPEN: 1,0\r\n`);
    expect(await rig.send('first', 1)).toBe(`${sendOk}\r\n+QIURC: "recv",1\r\n`);
    expect(await rig.send('second', 1)).toBe(sendOk);
    expect(await rig.ask('AT+QIRD=1,1500')).toBe(`\r\n+QIRD: 5\r\nfirst\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=1,1500')).toBe(`\r\n+QIRD: 6\r\nsecond\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=1,1500')).toBe(`\r\n+QIRD: 0\r\n${ok}`);
  });

  test('or a stream of them', async () => {
    await rig.start();
    await rig.ask('AT+QICFG="udp/readmode",1');
    await rig.ask('AT+QIOPEN=1,1,"UDP","192.0.2.10",7,0,0', 1000);
    await rig.send('first', 1);
    await rig.send('second', 1);
    expect(await rig.ask('AT+QIRD=1,8')).toBe(`\r\n+QIRD: 8\r\nfirstsec\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=1,1500')).toBe(`\r\n+QIRD: 3\r\nond\r\n${ok}`);
  });

  test('a UDP service names the sender, and is told where to send', async () => {
    await rig.start();
    expect(await rig.ask('AT+QIOPEN=1,2,"UDP SERVICE","127.0.0.1",0,3030,0', 1000)).toBe(`${ok}\r\n+QIOPEN: 2,0\r\n`);
    const address = rig.module.addressOf(1);
    expect(await rig.ask('AT+QISTATE=1,2')).toBe(
      `\r\n+QISTATE: 2,"UDP SERVICE","${address}",0,3030,2,1,2,0,"usbat"\r\n${ok}`,
    );
    expect(await rig.ask('AT+QISEND=2,4,"192.0.2.10",7')).toBe(prompt);
    expect(await rig.give('ping')).toBe(`${sendOk}\r\n+QIURC: "recv",2\r\n`);
    rig.network.sendDatagram(3030, 'other', '192.0.2.44:5000');
    await rig.clock.advance(100);
    expect(await rig.ask('AT+QIRD=2')).toBe(`\r\n+QIRD: 4,"192.0.2.10",7\r\nping\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=2')).toBe(`\r\n+QIRD: 5,"192.0.2.44",5000\r\nother\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=2')).toBe(`\r\n+QIRD: 0\r\n${ok}`);
    expect(await rig.ask('AT+QISEND=2,4')).toBe(error);
    expect(await rig.ask('AT+QISEND=2,4,"echo.example",7')).toBe(error);
    rig.host.take();
    await rig.ask('AT+QICLOSE=2');
    await rig.ask('AT+QIOPEN=1,2,"UDP SERVICE","127.0.0.1",0,3031,1', 1000);
    rig.network.sendDatagram(3031, 'pushed', '192.0.2.44:5000');
    await rig.clock.advance(100);
    expect(rig.host.take()).toBe('\r\n+QIURC: "recv",2,6,"192.0.2.44",5000\r\npushed\r\n');
  });
});
