import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { QuectelOptions } from '../options.ts';
import { error, ok, prompt, SocketRig, sendOk } from './rig.test-support.ts';

let rig: SocketRig;

beforeEach(() => {
  rig = new SocketRig({
    hosts: { 'good.example': '192.0.2.20', 'other.example': '192.0.2.20' },
    servers: {
      '192.0.2.20:443': { tls: { ca: 'AUTHORITY', names: ['good.example'] }, serve: 'echo' },
      '192.0.2.20:444': { tls: { ca: 'AUTHORITY', names: ['good.example'], expired: true }, serve: 'echo' },
      '192.0.2.20:445': { tls: { ca: 'AUTHORITY', names: ['good.example'], clientCert: 'MINE' }, serve: 'echo' },
      '192.0.2.20:80': 'echo',
    },
  });
});

afterEach(() => {
  rig.close();
  expect(rig.clock.timerCount).toBe(0);
});

async function upload(name: string, content: string): Promise<void> {
  expect(await rig.ask(`AT+QFUPL="${name}",${content.length}`)).toBe('\r\nCONNECT\r\n');
  expect(await rig.give(content)).toContain(ok);
}

async function start(options: Partial<QuectelOptions> = {}): Promise<void> {
  await rig.start(options);
  await upload('ca.pem', 'AUTHORITY');
  await upload('other.pem', 'NOBODY');
}

async function configure(...items: readonly string[]): Promise<void> {
  for (const item of items) expect(await rig.ask(`AT+QSSLCFG=${item}`)).toBe(ok);
}

const open = (port = 443): Promise<string> => rig.ask(`AT+QSSLOPEN=1,1,4,"good.example",${port},0`, 3000);
const opened = `${ok}\r\n+QSSLOPEN: 4,0\r\n`;
const refused = `${ok}\r\n+QSSLOPEN: 4,566\r\n`;
const verify = ['"seclevel",1,1', '"cacert",1,"ca.pem"'];

describe('a TLS socket', () => {
  test('opens, sends, receives, shows its state and closes', async () => {
    await start();
    await configure('"sslversion",1,4', '"ciphersuite",1,0XFFFF', '"sni",1,1', ...verify);
    expect(await open()).toBe(opened);
    expect(await rig.ask('AT+QSSLSEND=4,5')).toBe(prompt);
    expect(await rig.give('hello')).toBe(`${sendOk}\r\n+QSSLURC: "recv",4\r\n`);
    expect(await rig.ask('AT+QSSLRECV=4,1500')).toBe(`\r\n+QSSLRECV: 5\r\nhello\r\n${ok}`);
    expect(await rig.ask('AT+QSSLRECV=4,1500')).toBe(`\r\n+QSSLRECV: 0\r\n${ok}`);
    expect(await rig.ask('AT+QSSLSTATE')).toMatch(
      /^\r\n\+QSSLSTATE: 4,"SSLClient","192\.0\.2\.20",443,\d+,2,1,4,0,"usbat",1\r\n\r\nOK\r\n$/,
    );
    expect(await rig.ask('AT+QSSLSTATE=4')).toContain('+QSSLSTATE: 4');
    expect(await rig.ask('AT+QISTATE?')).toBe(ok);
    expect(await rig.ask('AT+QSSLCLOSE=4')).toBe(ok);
    expect(await rig.ask('AT+QSSLSTATE')).toBe(ok);
  });

  test('never says a length in buffer mode; pushes with one', async () => {
    await start();
    await rig.ask('AT+QICFG="recvind",1');
    expect(await rig.ask('AT+QSSLOPEN=1,1,0,"192.0.2.20",443,1', 3000)).toBe(`${ok}\r\n+QSSLOPEN: 0,0\r\n`);
    expect(await rig.ask('AT+QSSLSEND=0,2')).toBe(prompt);
    expect(await rig.give('ab')).toBe(`${sendOk}\r\n+QSSLURC: "recv",0,2\r\nab\r\n`);
    await open();
    expect(await rig.ask('AT+QSSLSEND=4,2')).toBe(prompt);
    expect(await rig.give('ab')).toBe(`${sendOk}\r\n+QSSLURC: "recv",4\r\n`);
  });

  test('in transparent mode', async () => {
    await start();
    expect(await rig.ask('AT+QSSLOPEN=1,1,0,"192.0.2.20",443,2', 3000)).toBe('\r\nCONNECT\r\n');
    expect(await rig.give('as it is', 500)).toBe('as it is');
  });

  test('counters of received data are shown by some firmware only', async () => {
    await start();
    await open();
    expect(await rig.ask('AT+QSSLRECV=4,0')).toBe(`\r\n+QSSLRECV: 0,0,0\r\n${ok}`);
    await start({ personality: 'quectel-bg95' });
    await open();
    expect(await rig.ask('AT+QSSLRECV=4,0')).toBe(error);
  });

  test('a context in use cannot be changed', async () => {
    await start();
    await open();
    expect(await rig.ask('AT+QSSLCFG="seclevel",1,1')).toBe(error);
    expect(await rig.ask('AT+QSSLCFG="seclevel",1')).toBe(`\r\n+QSSLCFG: "seclevel",1,0\r\n${ok}`);
    await configure('"seclevel",2,1');
    await rig.ask('AT+QSSLCLOSE=4');
    await configure('"seclevel",1,1');
  });

  test.each(['"ciphersuite",1,"0XFFFF"', '"seclevel",1,3', '"seclevel",6,1', '"nosuch",1,1', '"cacert",1,ca.pem'])(
    'AT+QSSLCFG=%s is an error',
    async (item) => {
      await rig.start();
      expect(await rig.ask(`AT+QSSLCFG=${item}`)).toBe(error);
    },
  );

  test('needs an active context', async () => {
    await rig.start({ bare: true });
    expect(await open()).toBe(`${ok}\r\n+QSSLOPEN: 4,561\r\n`);
    await rig.start({ bare: true, misbehaviours: { tlsOpenMinusOne: true } });
    expect(await open()).toBe(`${ok}\r\n+QSSLOPEN: 4,-1\r\n`);
  });
});

describe('verification', () => {
  test('level 0 looks at nothing', async () => {
    await start();
    expect(await open(444)).toBe(opened);
  });

  test('level 1 wants a chain to the authority in the file', async () => {
    await start();
    await configure(...verify);
    expect(await open()).toBe(opened);
    await rig.ask('AT+QSSLCLOSE=4');
    await configure('"cacert",1,"other.pem"');
    expect(await open()).toBe(refused);
    await rig.ask('AT+QSSLCLOSE=4');
    await configure('"cacert",1,"missing.pem"');
    expect(await open()).toBe(refused);
  });

  test('a module that ignores what it was told connects all the same', async () => {
    await start({ tlsVerification: 'ignores' });
    await configure('"seclevel",1,1', '"cacert",1,"other.pem"');
    expect(await open()).toBe(opened);
  });

  test('the name is compared with checkhost 1 alone, with or without SNI', async () => {
    await start();
    const other = (): Promise<string> => rig.ask('AT+QSSLOPEN=1,1,4,"other.example",443,0', 3000);
    expect(await rig.ask('AT+QSSLCFG="checkhost",1')).toBe(`\r\n+QSSLCFG: "checkhost",1,0\r\n${ok}`);
    await configure(...verify);
    expect(await other()).toBe(opened);
    await rig.ask('AT+QSSLCLOSE=4');
    await configure('"checkhost",1,1');
    expect(await other()).toBe(refused);
    await rig.ask('AT+QSSLCLOSE=4');
    expect(await open()).toBe(opened);
    await rig.ask('AT+QSSLCLOSE=4');
    await configure('"sni",1,1');
    expect(await other()).toBe(refused);
    await rig.ask('AT+QSSLCLOSE=4');
    await configure('"seclevel",1,0');
    expect(await other()).toBe(opened);
    expect(await rig.ask('AT+QSSLCFG="checkhost",1,2')).toBe(error);
  });

  test('one that ignores what it was told takes checkhost, and any name', async () => {
    await start({ tlsVerification: 'ignores' });
    await configure(...verify, '"checkhost",1,1');
    expect(await rig.ask('AT+QSSLOPEN=1,1,4,"other.example",443,0', 3000)).toBe(opened);
  });

  test('a BG96 has no checkhost', async () => {
    await start({ personality: 'quectel-bg96' });
    expect(await rig.ask('AT+QSSLCFG="checkhost",1,1')).toBe(error);
    expect(await rig.ask('AT+QSSLCFG=?')).not.toContain('checkhost');
  });

  test('a server without TLS', async () => {
    await start();
    expect(await open(80)).toBe(refused);
  });

  test('dates count when ignorelocaltime is 0, and then the module has to know the time', async () => {
    await start();
    await configure(...verify);
    expect(await open(444)).toBe(opened);
    await rig.ask('AT+QSSLCLOSE=4');
    await configure('"ignorelocaltime",1,0');
    expect(await open()).toBe(refused);
    await rig.ask('AT+QSSLCLOSE=4');
    expect(await rig.ask('AT+QNTP=1,"pool.example"', 3000)).toContain('+QNTP: 0,');
    expect(await open(444)).toBe(refused);
    await rig.ask('AT+QSSLCLOSE=4');
    expect(await open()).toBe(opened);
  });

  test('level 2 shows a certificate of its own', async () => {
    await start();
    await configure('"seclevel",1,2', '"cacert",1,"ca.pem"');
    expect(await open(445)).toBe(refused);
    await rig.ask('AT+QSSLCLOSE=4');
    await upload('client.pem', 'MINE');
    await upload('key.pem', 'KEY');
    await configure('"clientcert",1,"client.pem"', '"clientkey",1,"key.pem"');
    expect(await open(445)).toBe(opened);
  });

  test('SSL 3.0 finds no server', async () => {
    await start();
    await configure('"sslversion",1,0');
    expect(await open()).toBe(refused);
  });
});

describe('files', () => {
  test('CONNECT, raw bytes, size and checksum, OK', async () => {
    await rig.start();
    expect(await rig.ask('AT+QFUPL="a.bin",5')).toBe('\r\nCONNECT\r\n');
    // 0x6162 ^ 0x0d0a ^ 0x1a00
    expect(await rig.give('ab\r\n\x1a')).toBe(`\r\n+QFUPL: 5,7668\r\n${ok}`);
    expect(await rig.ask('AT+QFUPL="UFS:a.bin",5')).toBe('\r\n+CME ERROR: 407\r\n');
    expect(await rig.ask('AT+QFLST')).toBe(`\r\n+QFLST: "a.bin",5\r\n${ok}`);
    expect(await rig.ask('AT+QFLST="a.bin"')).toBe(`\r\n+QFLST: "a.bin",5\r\n${ok}`);
    expect(await rig.ask('AT+QFLST="*"')).toContain('"a.bin",5');
    expect(await rig.ask('AT+QFDWL="a.bin"')).toBe(`\r\nCONNECT\r\nab\r\n\x1a\r\n+QFDWL: 5,7668\r\n${ok}`);
    expect(await rig.ask('AT+QFDEL="b.bin"')).toBe('\r\n+CME ERROR: 405\r\n');
    expect(await rig.ask('AT+QFDEL="a.bin"')).toBe(ok);
    expect(await rig.ask('AT+QFLST')).toBe(ok);
  });

  test('the flash keeps them over a restart, RAM does not', async () => {
    await start();
    await upload('RAM:x', 'gone');
    expect(await rig.ask('AT+QFLST="RAM:*"')).toContain('"RAM:x",4');
    rig.module.reboot();
    await rig.clock.advance(30_000);
    await rig.ask('ATE0');
    expect(await rig.ask('AT+QFLST')).toBe(`\r\n+QFLST: "ca.pem",9\r\n+QFLST: "other.pem",6\r\n${ok}`);
    expect(await rig.ask('AT+QFLST="RAM:*"')).toBe(ok);
  });

  test('gives up when the bytes do not come', async () => {
    await rig.start();
    expect(await rig.ask('AT+QFUPL="a.bin",5', 4900)).toBe('\r\nCONNECT\r\n');
    expect(await rig.give('ab', 4900)).toBe('');
    expect(await rig.give('', 300)).toBe('\r\n+CME ERROR: 421\r\n');
    expect(await rig.ask('AT+QFLST')).toBe(ok);
  });

  test('with acknowledgement an A for each 1024 bytes', async () => {
    await rig.start();
    expect(await rig.ask('AT+QFUPL="a.bin",2100,30,1')).toBe('\r\nCONNECT\r\n');
    expect(await rig.give('x'.repeat(1024))).toBe('A');
    expect(await rig.give('x'.repeat(1024))).toBe('A');
    expect(await rig.give('x'.repeat(52))).toContain('+QFUPL: 2100,');
  });

  test('no larger than the flash has room for', async () => {
    await rig.start();
    expect(await rig.ask('AT+QFUPL="a.bin",99000000')).toBe('\r\n+CME ERROR: 400\r\n');
    expect(await rig.ask('AT+QFUPL="",5')).toBe('\r\n+CME ERROR: 406\r\n');
    expect(await rig.ask('AT+QFLDS="UFS"')).toBe(`\r\n+QFLDS: 14688256,14688256\r\n${ok}`);
  });
});
