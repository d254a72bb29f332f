import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MemoryPeer } from '../../network/memory-link.ts';
import { error, ok, prompt, SocketRig, sendOk, text } from './rig.test-support.ts';

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
      '192.0.2.10:19': { source: 40_000 },
    },
  });
});

afterEach(() => {
  rig.close();
  expect(rig.clock.timerCount).toBe(0);
});

const quiet = '"192.0.2.10",9';

describe('AT+QISEND', () => {
  test('prompt, payload, SEND OK', async () => {
    await rig.start();
    await rig.open(0, quiet);
    expect(await rig.ask('AT+QISEND=0,9')).toBe('\r\n> ');
    expect(await rig.give('ab\r\n\x1a\x1bOK')).toBe('');
    expect(await rig.give('\0')).toBe('\r\nSEND OK\r\n');
    await rig.clock.advance(100);
    expect(heard).toBe('ab\r\n\x1a\x1bOK\0');
    expect(await rig.ask('AT+QISEND=0,0')).toBe(`\r\n+QISEND: 9,9,0\r\n${ok}`);
  });

  test('echoes the payload until AT+QISDE=0, also after ATE0', async () => {
    await rig.start();
    await rig.open(0, quiet);
    await rig.ask('AT+QISDE=1');
    expect(await rig.send('hello')).toBe(`hello${sendOk}`);
    await rig.ask('AT+QISDE=0');
    expect(await rig.send('hello')).toBe(sendOk);
  });

  test('a LF behind the CR of the command is not payload, but on firmware that takes it for that', async () => {
    await rig.start();
    await rig.open(0, quiet);
    rig.host.take();
    expect(await rig.give('AT+QISEND=0,3\r\n')).toBe(prompt);
    expect(await rig.give('abc')).toBe(sendOk);
    await rig.start({ misbehaviours: { lineFeedIsPayload: true } });
    await rig.open(0, quiet);
    expect(await rig.give('AT+QISEND=0,3\r\n')).toBe(prompt);
    expect(await rig.give('abc')).toBe(sendOk);
    await rig.clock.advance(100);
    expect(heard).toBe('abc\nab');
  });

  test('what is sent beyond the length is no payload', async () => {
    await rig.start();
    await rig.open(0, quiet);
    expect(await rig.ask('AT+QISEND=0,3')).toBe(prompt);
    expect(await rig.give('abc\x1a')).toBe(sendOk);
    expect(await rig.ask('AT')).toBe(ok);
    expect(heard).toBe('abc');
  });

  test('an open length ends with Ctrl-Z, or with ESC', async () => {
    await rig.start();
    await rig.open(0, quiet);
    expect(await rig.ask('AT+QISEND=0')).toBe(prompt);
    expect(await rig.give('text\x1a')).toBe(sendOk);
    expect(await rig.ask('AT+QISEND=0')).toBe(prompt);
    expect(await rig.give('other\x1b')).toBe(error);
    expect(await rig.ask('AT+QIGETERROR')).toBe(`\r\n+QIGETERROR: 571,cancel send\r\n${ok}`);
    expect(heard).toBe('text');
  });

  test('SEND FAIL when the buffer of 10 KiB is full', async () => {
    await rig.start();
    rig.network.serve('192.0.2.10:9', (came) => {
      peer = came;
      came.pause();
      return {};
    });
    await rig.open(0, quiet);
    const block = 'x'.repeat(1460);
    const answers: string[] = [];
    // The network in between takes 64 KiB; then the module's own buffer fills.
    for (let sent = 0; sent < 60; sent++) answers.push(await rig.send(block));
    expect(answers.slice(0, 51).every((answer) => answer === sendOk)).toBe(true);
    expect(answers.at(-1)).toBe('\r\nSEND FAIL\r\n');
    const [, total, acknowledged, left] = /: (\d+),(\d+),(\d+)/.exec(await rig.ask('AT+QISEND=0,0')) ?? [];
    expect(Number(total) - Number(acknowledged)).toBe(Number(left));
    expect(Number(left)).toBeGreaterThan(10_240 - 1460);
    expect(Number(left)).toBeLessThanOrEqual(10_240);
    peer?.resume();
    await rig.clock.advance(1000);
    expect(await rig.send(block)).toBe(sendOk);
  });

  test('errors come without a prompt', async () => {
    await rig.start();
    await rig.open(0, quiet);
    for (const command of ['AT+QISEND=1,5', 'AT+QISEND=0,1461', 'AT+QISEND=12,1', 'AT+QISEND=0,"5"', 'AT+QISEND']) {
      expect(await rig.ask(command)).toBe(error);
    }
    expect(await rig.ask('AT+QISEND=0,1461')).toBe(error);
    expect(await rig.ask('AT+QIGETERROR')).toBe(`\r\n+QIGETERROR: 552,invalid parameters\r\n${ok}`);
  });

  test('ERROR behind the payload when the peer went meanwhile', async () => {
    await rig.start();
    await rig.open(0, quiet);
    expect(await rig.ask('AT+QISEND=0,3')).toBe(prompt);
    peer?.end();
    await rig.clock.advance(100);
    expect(rig.host.take()).toBe('\r\n+QIURC: "closed",0\r\n');
    expect(await rig.give('abc')).toBe(error);
  });

  test('only EC200U gives up a prompt', async () => {
    await rig.start();
    await rig.open(0, quiet);
    expect(await rig.ask('AT+QISEND=0,3', 100_000)).toBe(prompt);
    await rig.start({ personality: 'quectel-ec200u' });
    await rig.open(0, quiet);
    expect(await rig.ask('AT+QISEND=0,3', 4900)).toBe(prompt);
    expect(await rig.give('', 300)).toBe(error);
    await rig.ask('AT+QICFG="qisend/timeout",20');
    expect(await rig.ask('AT+QISEND=0,3', 19_900)).toBe(prompt);
    expect(await rig.give('abc')).toBe(sendOk);
  });

  test('EC200U says it in other forms when it is asked to', async () => {
    await rig.start({ personality: 'quectel-ec200u' });
    await rig.open(0, quiet);
    await rig.ask('AT+QICFG="formatcfg",1');
    await rig.ask('AT+QICFG="sendinfo",1');
    expect(await rig.ask('AT+QISEND=0,3')).toBe('\r\n>\r\n');
    expect(await rig.give('abc')).toBe(`\r\n+QISEND: 0,0,10237\r\n${ok}`);
    await rig.start();
    expect(await rig.ask('AT+QICFG="formatcfg",1')).toBe(error);
  });

  test('AT+QISENDEX takes hexadecimal digits', async () => {
    await rig.start();
    await rig.open(0, quiet);
    expect(await rig.ask('AT+QISENDEX=0,"3132330a"')).toBe(sendOk);
    expect(await rig.ask(`AT+QISENDEX=0,"${'41'.repeat(256)}"`)).toBe(sendOk);
    expect(await rig.ask(`AT+QISENDEX=0,"${'41'.repeat(257)}"`)).toBe(error);
    expect(await rig.ask('AT+QISENDEX=0,"414"')).toBe(error);
    await rig.clock.advance(100);
    expect(heard).toBe(`123\n${'A'.repeat(256)}`);
  });
});

describe('AT+QIRD', () => {
  test('header, counted bytes, CR LF, and OK in its frame', async () => {
    await rig.start();
    await rig.open(0, quiet);
    peer?.send('a\r\nOK\r\n\xff');
    await rig.clock.advance(100);
    expect(rig.host.take()).toBe('\r\n+QIURC: "recv",0\r\n');
    expect(await rig.ask('AT+QIRD=0,0')).toBe(`\r\n+QIRD: 9,0,9\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=0,3')).toBe(`\r\n+QIRD: 3\r\na\r\n\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=0')).toBe(`\r\n+QIRD: 6\r\nOK\r\n\xc3\xbf\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=0,1500')).toBe(`\r\n+QIRD: 0\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=0,0')).toBe(`\r\n+QIRD: 9,9,0\r\n${ok}`);
    expect(await rig.ask('AT+QIRD=4,10')).toBe(error);
    expect(await rig.ask('AT+QIRD=0,1501')).toBe(error);
  });

  test('one URC for each time that an empty buffer gets something', async () => {
    await rig.start();
    await rig.open(0, quiet);
    for (const part of ['one', 'two', 'three']) {
      peer?.send(part);
      await rig.clock.advance(50);
    }
    expect(rig.host.take()).toBe('\r\n+QIURC: "recv",0\r\n');
    expect(await rig.ask('AT+QIRD=0,4')).toBe(`\r\n+QIRD: 4\r\nonet\r\n${ok}`);
    peer?.send('four');
    await rig.clock.advance(50);
    expect(rig.host.take()).toBe('');
    expect(await rig.ask('AT+QIRD=0,100')).toBe(`\r\n+QIRD: 11\r\nwothreefour\r\n${ok}`);
    peer?.send('five');
    await rig.clock.advance(50);
    expect(rig.host.take()).toBe('\r\n+QIURC: "recv",0\r\n');
  });

  test('AT+QICFG="recvind",1 says how much', async () => {
    await rig.start();
    expect(await rig.ask('AT+QICFG="recvind",1')).toBe(ok);
    expect(await rig.ask('AT+QICFG="recvind"')).toBe(`\r\n+QICFG: "recvind",1\r\n${ok}`);
    expect(await rig.ask('AT+QICFG="recvind",2')).toBe(error);
    await rig.open(0, quiet);
    peer?.send('hello');
    await rig.clock.advance(50);
    expect(rig.host.take()).toBe('\r\n+QIURC: "recv",0,5\r\n');
  });

  test('viewmode and dataformat', async () => {
    await rig.start();
    await rig.open(0, quiet);
    await rig.ask('AT+QICFG="viewmode",1');
    peer?.send('hello');
    await rig.clock.advance(50);
    expect(await rig.ask('AT+QIRD=0,3')).toBe(`\r\n+QIRD: 3,hel\r\n${ok}`);
    await rig.ask('AT+QICFG="viewmode",0');
    await rig.ask('AT+QICFG="dataformat",1,1');
    expect(await rig.ask('AT+QIRD=0,3')).toBe(`\r\n+QIRD: 2\r\n6C6F\r\n${ok}`);
    expect(await rig.ask('AT+QISEND=0,4')).toBe(prompt);
    expect(await rig.give('3132')).toBe(sendOk);
    await rig.clock.advance(50);
    expect(heard).toBe('12');
  });

  test('no more than the buffer holds is taken from the network, and nothing is lost', async () => {
    await rig.start();
    await rig.ask('AT+QIOPEN=1,0,"TCP","192.0.2.10",19', 5000);
    expect(await rig.ask('AT+QIRD=0,0')).toBe(`\r\n+QIRD: 10240,0,10240\r\n${ok}`);
    expect(rig.host.take()).toBe('');
    let received = '';
    for (let reads = 0; reads < 100 && received.length < 40_000; reads++) {
      const answer = await rig.ask('AT+QIRD=0,1500');
      const header = /\+QIRD: (\d+)\r\n/.exec(answer);
      const at = (header?.index ?? 0) + (header?.[0].length ?? 0);
      received += answer.slice(at, at + Number(header?.[1] ?? '0'));
    }
    const expected = Uint8Array.from({ length: 40_000 }, (_, index) => index % 256);
    expect(received === text(expected)).toBe(true);
  });

  test('what is injected comes at line boundaries, never inside the counted bytes', async () => {
    await rig.start();
    await rig.open(0, quiet);
    peer?.send('hello');
    await rig.clock.advance(50);
    rig.module.injectUrc('+CEREG: 1', { between: 'echo' });
    rig.module.injectUrc('+QIND: "csq",20,99', { between: 'info' });
    rig.module.injectUrc('+QIURC: "pdpdeact",2', { between: 'final' });
    expect(await rig.ask('AT+QIRD=0,1500')).toBe(
      `\r\n+CEREG: 1\r\n\r\n+QIRD: 5\r\nhello\r\n\r\n+QIND: "csq",20,99\r\n${ok}\r\n+QIURC: "pdpdeact",2\r\n`,
    );
  });
});
