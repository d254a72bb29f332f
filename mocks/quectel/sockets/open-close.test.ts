import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MemoryPeer } from '../../network/memory-link.ts';
import { error, ok, SocketRig } from './rig.test-support.ts';

let rig: SocketRig;
let peers: MemoryPeer[];

beforeEach(() => {
  peers = [];
  rig = new SocketRig({
    hosts: { 'echo.example': ['192.0.2.10', '192.0.2.11'], 'six.example': '2001:db8::7' },
    servers: {
      '192.0.2.10:7': 'echo',
      '192.0.2.10:9': (peer) => {
        peers.push(peer);
        // Half open: it closes only when it is told to.
        return { ended: () => undefined };
      },
      '192.0.2.10:81': 'refused',
      '192.0.2.10:82': 'timeout',
      '192.0.2.10:83': 'unreachable',
    },
  });
});

afterEach(() => {
  rig.close();
  expect(rig.clock.timerCount).toBe(0);
});

const reason = (code: number, words: string): string => `\r\n+QIGETERROR: ${code},${words}\r\n${ok}`;

describe('AT+QIOPEN', () => {
  test('OK at once, the result later; then it is connected', async () => {
    await rig.start();
    expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",7,0,0', 10)).toBe(ok);
    expect(await rig.host.expect('0,0\r\n', 1000)).toBe('\r\n+QIOPEN: 0,0\r\n');
    expect(await rig.ask('AT+QISTATE=1,0')).toMatch(
      /^\r\n\+QISTATE: 0,"TCP","192\.0\.2\.10",7,\d+,2,1,0,0,"usbat"\r\n\r\nOK\r\n$/,
    );
    expect(await rig.ask('AT+QIGETERROR')).toBe(reason(0, 'operate successfully'));
  });

  test('a name is looked up', async () => {
    await rig.start();
    await rig.open(3, '"echo.example",7');
    expect(await rig.ask('AT+QISTATE?')).toContain('+QISTATE: 3,"TCP","192.0.2.10",7,');
  });

  test.each([
    ['a name nobody knows', '"none.example",7', 565],
    ['a name with IPv6 addresses alone, on an IPv4 context', '"six.example",7', 565],
    ['refused', '"192.0.2.10",81', 566],
    ['unreachable', '"192.0.2.10",83', 566],
    ['no answer', '"192.0.2.10",82', 569],
  ])('%s', async (_what, place, code) => {
    await rig.start();
    expect(await rig.ask(`AT+QIOPEN=1,0,"TCP",${place},0,0`, 30_000)).toBe(`${ok}\r\n+QIOPEN: 0,${code}\r\n`);
    // The id is taken until it is closed.
    expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",7,0,0', 1000)).toBe(`${ok}\r\n+QIOPEN: 0,563\r\n`);
    expect(await rig.ask('AT+QICLOSE=0')).toBe(ok);
    await rig.open(0);
  });

  test.each([550, 551, 553, 554, 557, 558, 559, 560, 562, 564, 568, 570, 571, 572, 573, 574])(
    'fails with %d when it is made to',
    async (code) => {
      await rig.start();
      rig.module.failNextOpen(code);
      expect(await rig.ask('AT+QIOPEN=1,5,"TCP","192.0.2.10",7,0,0', 1000)).toBe(`${ok}\r\n+QIOPEN: 5,${code}\r\n`);
      expect(await rig.ask('AT+QIGETERROR')).toMatch(new RegExp(`QIGETERROR: ${code},[a-zA-Z ]+\r\n`));
    },
  );

  test.each([
    'AT+QIOPEN=1,0,TCP,"192.0.2.10",7,0,0',
    'AT+QIOPEN=1,0,"TCP",192.0.2.10,7,0,0',
    'AT+QIOPEN=1,12,"TCP","192.0.2.10",7,0,0',
    'AT+QIOPEN=17,0,"TCP","192.0.2.10",7,0,0',
    'AT+QIOPEN=1,0,"SCTP","192.0.2.10",7,0,0',
    'AT+QIOPEN=1,0,"TCP","192.0.2.10",70000,0,0',
    'AT+QIOPEN=1,0,"TCP","192.0.2.10",7,0,3',
    'AT+QIOPEN=1,0,"TCP","",7,0,0',
    'AT+QIOPEN=1,0,"TCP LISTENER","127.0.0.1",0,0,0',
    'AT+QIOPEN=1,0,"UDP SERVICE","192.0.2.10",0,3000,0',
    'AT+QIOPEN=1,0',
    'AT+QIOPEN=1,0,"TCP","192.0.2.10",7,0,0,4,60',
  ])('%s is an error at once', async (command) => {
    await rig.start();
    expect(await rig.ask(command, 2000)).toBe(error);
    expect(await rig.ask('AT+QIGETERROR')).toBe(reason(552, 'invalid parameters'));
    expect(await rig.ask('AT+QISTATE?')).toBe(ok);
  });

  test('needs an active context', async () => {
    await rig.start({ bare: true });
    expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",7', 1000)).toBe(`${ok}\r\n+QIOPEN: 0,561\r\n`);
  });

  test('the local port is kept, and is taken once only', async () => {
    await rig.start();
    expect(await rig.ask('AT+QIOPEN=1,0,"UDP","192.0.2.10",7,4000,0', 1000)).toContain('+QIOPEN: 0,0');
    expect(await rig.ask('AT+QIOPEN=1,1,"UDP","192.0.2.10",7,4000,0', 1000)).toContain('+QIOPEN: 1,556');
    expect(await rig.ask('AT+QISTATE=1,0')).toContain('+QISTATE: 0,"UDP","192.0.2.10",7,4000,2,1,0,0,"usbat"');
  });

  test('EC200U takes the number of clients and a timeout', async () => {
    await rig.start({ personality: 'quectel-ec200u' });
    expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",82,0,0,1,10', 9900)).toBe(ok);
    expect(await rig.give('', 300)).toBe('\r\n+QIOPEN: 0,569\r\n');
    expect(await rig.ask('AT+QIOPEN=1,1,"TCP","192.0.2.10",7,0,0,1,9', 1000)).toBe(error);
  });

  test('closing while it opens says no more of it', async () => {
    await rig.start();
    expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",82,0,0', 500)).toBe(ok);
    expect(await rig.ask('AT+QISTATE=1,0')).toContain('"TCP","192.0.2.10",82,0,1,1,0,0');
    expect(await rig.ask('AT+QICLOSE=0', 200_000)).toBe(ok);
  });

  test('a 5G model has no sockets', async () => {
    await rig.start({ personality: 'quectel-rm520n', bare: true });
    expect(await rig.ask('AT+QIOPEN=?')).toBe(error);
    expect(await rig.ask('AT+QISTATE?')).toBe(error);
  });
});

describe('closing', () => {
  test('an id that was never opened is closed already', async () => {
    await rig.start();
    expect(await rig.ask('AT+QICLOSE=7')).toBe(ok);
    expect(await rig.ask('AT+QICLOSE=12')).toBe(error);
  });

  test('waits for the peer, up to its argument', async () => {
    await rig.start();
    await rig.open(0, '"192.0.2.10",9');
    expect(await rig.ask('AT+QICLOSE=0,3', 2900)).toBe('');
    expect(await rig.give('', 200)).toBe(ok);
    await rig.open(0, '"192.0.2.10",9');
    expect(await rig.ask('AT+QICLOSE=0', 9900)).toBe('');
    expect(await rig.give('', 200)).toBe(ok);
    await rig.open(0, '"192.0.2.10",9');
    expect(await rig.ask('AT+QICLOSE=0,0')).toBe(ok);
    await rig.open(0);
    expect(await rig.ask('AT+QICLOSE=0')).toBe(ok);
    expect(await rig.ask('AT+QISTATE?')).toBe(ok);
  });

  test('no URC follows a local close; the peer hears of it', async () => {
    await rig.start();
    await rig.open(0);
    expect(await rig.ask('AT+QICLOSE=0', 5000)).toBe(ok);
    expect(await rig.ask('AT+QISEND=0,1')).toBe(error);
  });

  test('the peer closes: what came can still be read, and the id is taken until it is closed', async () => {
    await rig.start();
    await rig.open(0, '"192.0.2.10",9');
    peers[0]?.send('bye');
    peers[0]?.end();
    await rig.clock.advance(1000);
    expect(rig.host.take()).toBe('\r\n+QIURC: "recv",0\r\n\r\n+QIURC: "closed",0\r\n');
    expect(await rig.ask('AT+QISTATE=1,0')).toMatch(/"192\.0\.2\.10",9,\d+,4,1,0,0/);
    expect(await rig.ask('AT+QISEND=0,1')).toBe(error);
    expect(await rig.ask('AT+QIGETERROR')).toBe(reason(567, 'socket has been closed'));
    expect(await rig.ask('AT+QIRD=0,1500')).toBe(`\r\n+QIRD: 3\r\nbye\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=0,1500')).toBe(`\r\n+QIRD: 0\r\n${ok}`);
    expect(await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",7,0,0', 1000)).toContain('+QIOPEN: 0,563');
    expect(await rig.ask('AT+QICLOSE=0')).toBe(ok);
    expect(await rig.ask('AT+QIRD=0,1500')).toBe(error);
  });

  test('what the peer closed is closed by itself when that is asked for', async () => {
    await rig.start();
    await rig.ask('AT+QICFG="passiveclosed",1');
    await rig.open(0, '"192.0.2.10",9');
    peers[0]?.end();
    await rig.clock.advance(1000);
    expect(rig.host.take()).toBe('\r\n+QIURC: "closed",0\r\n');
    expect(await rig.ask('AT+QISTATE?')).toBe(ok);
  });

  test('a reset is told once', async () => {
    await rig.start();
    await rig.open(0, '"192.0.2.10",9');
    peers[0]?.reset();
    await rig.clock.advance(1000);
    expect(rig.host.take()).toBe('\r\n+QIURC: "closed",0\r\n');
  });

  test('EC200U closes in the background when it is asked to', async () => {
    await rig.start({ personality: 'quectel-ec200u' });
    expect(await rig.ask('AT+QICFG="close/mode",1')).toBe(ok);
    await rig.open(0, '"192.0.2.10",9');
    expect(await rig.ask('AT+QICLOSE=0,2', 1500)).toBe(ok);
    expect(await rig.give('', 1000)).toBe('\r\n+QIURC: "closed",0\r\n');
  });
});

describe('AT+QISTATE', () => {
  test('lists all, those of a context, or one', async () => {
    await rig.start();
    for (let id = 0; id < 12; id++) await rig.open(id);
    const all = await rig.ask('AT+QISTATE?');
    expect(all.match(/\+QISTATE: \d+,"TCP"/g)).toHaveLength(12);
    expect(all.length).toBeGreaterThan(650);
    expect(await rig.ask('AT+QISTATE')).toBe(all);
    expect(await rig.ask('AT+QISTATE=0,1')).toBe(all);
    expect(await rig.ask('AT+QISTATE=0,2')).toBe(ok);
    expect(await rig.ask('AT+QISTATE=1,11')).toMatch(/^\r\n\+QISTATE: 11,[^\r\n]*\r\n\r\nOK\r\n$/);
    expect(await rig.ask('AT+QISTATE=2,1')).toBe(error);
  });

  test('BG96 calls a connected client 3', async () => {
    await rig.start({ personality: 'quectel-bg96' });
    await rig.open(0);
    expect(await rig.ask('AT+QISTATE=1,0')).toMatch(/"192\.0\.2\.10",7,\d+,3,1,0,0,"usbat"/);
  });
});
