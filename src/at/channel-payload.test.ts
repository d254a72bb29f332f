import { describe, expect, test } from '@jest/globals';
import { send, TestLine } from './channel.test-support.ts';
import { command, order, ping } from './command.ts';
import { exec, set } from './command-line.ts';

const binary = Buffer.from([0x1a, 0x1b, 0x00, 0xff, 0x0d, 0x0a, 0x4f, 0x4b, 0x0d, 0x0a]);

describe('payload', () => {
  test.each([
    ['SEND OK', 'sent'],
    ['SEND FAIL', 'AT_REFUSED'],
    ['ERROR', 'AT_REFUSED'],
  ])('goes out at the prompt, byte for byte, then comes %s', async (final, outcome) => {
    const line = new TestLine();
    const run = line.run(send(binary));
    line.say('AT+QISEND=0,10\r\r\n+QIURC: "recv",1\r\n');
    expect(line.sent).toEqual(['AT+QISEND=0,10\r']);
    line.say('\r\n>');
    expect(line.sent).toEqual(['AT+QISEND=0,10\r', binary.toString('latin1')]);
    line.say(` \r\n${final}\r\n`);
    await run.done;
    expect([run.outcome, line.unknown]).toEqual([outcome, ['+QIURC: "recv",1']]);
    expect(line.channel.transcript.lines.join()).not.toContain('\\xff');
  });

  test('is never sent when the module refuses before the prompt', async () => {
    const line = new TestLine();
    const run = line.run(send(binary));
    line.say('\r\nERROR\r\n\r\n> ');
    await run.done;
    expect([run.outcome, line.sent.length]).toEqual(['AT_REFUSED', 1]);
  });

  test.each([
    ['ERROR', 'AT\r'],
    ['SEND FAIL', 'AT+CSQ\r'],
  ])('what is asked after it was answered %s: %j', async (final, next) => {
    // A module that had stopped waiting takes the payload for commands, and refuses those as well.
    const line = new TestLine();
    const run = line.run(send(binary));
    void line.run(order(exec('+CSQ'), 300));
    line.say('\r\n> ');
    line.say(`\r\n${final}\r\n`);
    await run.done;
    expect(line.sent.slice(2)).toEqual([next]);
  });

  test('OK comes before the prompt on ESP-AT and ends nothing', async () => {
    const line = new TestLine({ terminator: '\r\n' });
    const run = line.run(send(Buffer.from('ping'), { okBeforePrompt: true }));
    line.say('AT+QISEND=0,4\r\n\r\nOK\r\n');
    expect(line.sent.length).toBe(1);
    line.say('\r\n>');
    expect(line.sent[1]).toBe('ping');
    // Such a module does not echo payload: this is a message of its own that happens to look like it.
    line.say('ping\r\n\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n');
    await run.done;
    expect([run.outcome, line.unknown]).toEqual(['sent', ['ping', 'Recv 4 bytes']]);
  });

  test('what refuses it ahead of the prompt ends nothing behind it', async () => {
    const bytes = Buffer.from('ping');
    const sending = { ...send(bytes), payload: { bytes, okBeforePrompt: true, refusals: ['busy p...'] } };
    const line = new TestLine({ terminator: '\r\n' });
    const refused = line.run(sending);
    line.say('\r\nbusy p...\r\n');
    await refused.done;
    expect([refused.outcome, line.sent.length]).toEqual(['AT_REFUSED', 1]);
    const run = line.run(sending);
    line.say('\r\nOK\r\n\r\n>\r\nbusy p...\r\n\r\nSEND OK\r\n');
    await run.done;
    expect(run.outcome).toBe('sent');
  });

  test('without a prompt there is no success', async () => {
    const line = new TestLine();
    const run = line.run(send(binary));
    line.say('\r\nSEND OK\r\n');
    await run.done;
    expect(run.outcome).toBe('AT_REFUSED');
  });

  test('a prompt nobody asked for is a line like any other', async () => {
    const line = new TestLine();
    line.say('\r\n> \r\n');
    const run = line.run(ping(300));
    line.say('\r\n>\r\nOK\r\n');
    await run.done;
    expect([run.outcome, line.sent, line.unknown]).toEqual([undefined, ['AT\r'], ['> ', '>']]);
  });

  test('that the module echoes is not taken for its answer', async () => {
    const line = new TestLine();
    const payload = Buffer.from('a\r\nSEND FAIL\r\n\r\nERROR\r\n> +QIRD: 5\r\n');
    const run = line.run(send(payload));
    for (const byte of `\r\n> ${payload.toString('latin1')}\r\nSEND OK\r\n`) line.say(byte);
    await run.done;
    expect([run.outcome, line.unknown]).toEqual(['sent', []]);
  });

  test.each([
    ['CONNECT', 'stored', []],
    // What comes there is the peer's, and it may send back what it got.
    ['OK', 'stored', ['-----BEGIN KEY-----', 'c2VjcmV0', '-----END KEY-----']],
  ])('that is echoed after the line %s', async (promptLine, outcome, unknown) => {
    const line = new TestLine();
    const bytes = Buffer.from('-----BEGIN KEY-----\nc2VjcmV0\n-----END KEY-----\n');
    const stored = command({
      line: set('+QFUPL', 'key.pem', bytes.length),
      timeoutMs: 1000,
      successes: promptLine === 'OK' ? ['DONE'] : ['OK'],
      payload: { bytes, promptLine },
      result: () => 'stored',
    });
    const run = line.run(stored);
    line.say(`\r\n${promptLine}\r\n`);
    for (const byte of bytes.toString('latin1')) line.say(byte);
    line.say(promptLine === 'OK' ? '\r\nDONE\r\n' : '\r\nOK\r\n');
    await run.done;
    expect([run.outcome, line.unknown]).toEqual([outcome, unknown]);
  });

  test('is still sent when the caller gave up, because the module waits for it', async () => {
    const line = new TestLine();
    const abort = new AbortController();
    const run = line.run(send(binary), abort.signal);
    abort.abort('enough');
    line.say('\r\n> ');
    line.say('\r\nSEND OK\r\n');
    await run.done;
    expect([run.outcome, line.sent[1]]).toEqual(['enough', binary.toString('latin1')]);
  });

  test('or what calls it off is sent in its place, where there is such a thing', async () => {
    const line = new TestLine();
    const abort = new AbortController();
    const run = line.run(send(binary, { abortWith: Buffer.from('\x1b') }), abort.signal);
    const next = line.run(ping(300));
    abort.abort('enough');
    line.say('\r\n> ');
    expect(line.sent.slice(1)).toEqual(['\x1b', '\x1b']);
    line.say('\r\nERROR\r\n\r\nOK\r\n');
    await next.done;
    expect([run.outcome, next.outcome]).toEqual(['enough', undefined]);
  });
});

describe('a counted block that stalls', () => {
  const fetch = command({
    line: set('+QIRD', 0, 100),
    timeoutMs: 1000,
    block: { prefix: '+QIRD:', length: (header) => Number(header.slice(6)) },
    result: ({ blocks }) => blocks.length,
  });

  test('does not swallow the answers to come', async () => {
    const line = new TestLine();
    const run = line.run(fetch);
    const next = line.run(ping(300));
    line.say('\r\n+QIRD: 100\r\nonly this');
    await line.clock.advance(1000);
    expect(run.outcome).toBe('AT_TIMEOUT');
    // The first answer goes into the block that is still open.
    line.say('\r\nOK\r\n');
    await line.clock.advance(1000);
    line.say('\r\nOK\r\n');
    await line.clock.advance(1000);
    line.say('\r\nOK\r\n');
    await next.done;
    expect([next.outcome, line.outOfStep]).toEqual([undefined, []]);
  });

  test('is given up after some seconds without a byte', async () => {
    const line = new TestLine();
    const rule = { prefix: '+QIURC:', length: () => 100 };
    const blocks: number[] = [];
    line.channel.onUrc({ prefix: '+QIURC', parse: () => 1, block: rule }, (_one, _line, bytes) =>
      blocks.push(bytes?.length ?? 0),
    );
    line.say('\r\n+QIURC: "recv",0,100\r\nhalf of it');
    await line.clock.advance(4000);
    line.say('more of it');
    await line.clock.advance(5001);
    const run = line.run(ping(300));
    line.say('\r\nOK\r\n');
    await run.done;
    expect([run.outcome, blocks]).toEqual([undefined, []]);
  });

  test('but goes on when another command was overdue meanwhile', async () => {
    const line = new TestLine();
    const blocks: number[] = [];
    const rule = { prefix: '+QIURC:', length: () => 8 };
    line.channel.onUrc({ prefix: '+QIURC', parse: () => 1, block: rule }, (_one, _line, bytes) =>
      blocks.push(bytes?.length ?? 0),
    );
    const run = line.run(ping(300));
    await line.clock.advance(299);
    line.say('\r\n+QIURC: "recv",0,8\r\nhalf');
    await line.clock.advance(10);
    line.say('half\r\n\r\nOK\r\n');
    await line.clock.advance(200);
    expect([run.outcome, blocks, line.unknown]).toEqual(['AT_TIMEOUT', [8], []]);
  });
});
