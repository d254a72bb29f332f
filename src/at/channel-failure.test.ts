import { describe, expect, test } from '@jest/globals';
import { TransportError } from '../base/errors.ts';
import { numberOf, TestLine } from './channel.test-support.ts';
import { order, ping } from './command.ts';
import { exec, secret, set } from './command-line.ts';
import { fixedUrc } from './urc.ts';

const lost = new TransportError('PORT_LOST', 'unplugged');

describe('a command that is overdue', () => {
  test('does not free the line: its late answer is not taken for the next', async () => {
    const line = new TestLine();
    const late = line.run(numberOf('+CSQ', 300));
    const next = line.run(numberOf('+CSQ', 300));
    await line.clock.advance(300);
    expect([late.outcome, line.sent]).toEqual(['AT_TIMEOUT', ['AT+CSQ?\r', 'AT\r']]);
    line.say('\r\n+CSQ: 1\r\n\r\nOK\r\n');
    await line.clock.advance(100);
    line.say('AT\r\r\nOK\r\n');
    await line.clock.advance(149);
    expect(line.sent).toHaveLength(2);
    await line.clock.advance(1);
    expect(line.sent).toEqual(['AT+CSQ?\r', 'AT\r', 'AT+CSQ?\r']);
    line.say('\r\n+CSQ: 2\r\n\r\nOK\r\n');
    await next.done;
    expect([next.outcome, line.unknown, line.clock.timerCount]).toEqual([2, ['+CSQ: 1'], 0]);
  });

  test('URCs are heard meanwhile', async () => {
    const line = new TestLine();
    const heard: string[] = [];
    line.channel.onUrc(fixedUrc('RDY'), (text) => heard.push(text));
    const run = line.run(ping(300));
    line.say('\r\nRD');
    await line.clock.advance(300);
    line.say('Y\r\n');
    expect([run.outcome, heard]).toEqual(['AT_TIMEOUT', ['RDY']]);
  });

  test('is told to stop, where it can be', async () => {
    const line = new TestLine();
    void line.run({ ...order(exec('+COPS'), 300), abortWith: Buffer.from('\x1b') });
    await line.clock.advance(300);
    expect(line.sent).toEqual(['AT+COPS\r', '\x1b', 'AT\r']);
  });

  test('and a module that says nothing: all that wait fail, and the owner is told', async () => {
    const line = new TestLine();
    const runs = [line.run(ping(300)), line.run(ping(300)), line.run(ping(300))];
    await line.clock.advance(300);
    line.say('\r\nERROR\r\n\r\nwhat\r\n');
    await line.clock.advance(12_000);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['AT_TIMEOUT', 'AT_OUT_OF_STEP', 'AT_OUT_OF_STEP']);
    expect([line.outOfStep, line.sent.length, line.clock.timerCount]).toEqual([['AT_OUT_OF_STEP'], 13, 0]);
  });

  test('and that answers everything in the end: none of it is taken for the answer to a later command', async () => {
    const line = new TestLine();
    void line.run(numberOf('+CSQ', 300));
    await line.clock.advance(3300);
    expect(line.outOfStep).toEqual(['AT_OUT_OF_STEP']);
    line.channel.reset('the module is taken to have restarted');
    const run = line.run(numberOf('+CSQ', 300));
    expect(line.sent.slice(4)).toEqual(['AT\r']);
    line.say('\r\n+CSQ: 1\r\n\r\nOK\r\n\r\nOK\r\n\r\nOK\r\n\r\nOK\r\n\r\nOK\r\n');
    await line.clock.advance(150);
    expect(line.sent.slice(4)).toEqual(['AT\r', 'AT+CSQ?\r']);
    line.say('\r\n+CSQ: 2\r\n\r\nOK\r\n');
    await run.done;
    expect([run.outcome, line.clock.timerCount]).toEqual([2, 0]);
  });

  test('a line that somebody else used before is put into step ahead of the first command', async () => {
    const line = new TestLine({ inStep: false });
    const run = line.run(numberOf('+CSQ', 300));
    line.say('\r\n+COPS: (1)\r\n\r\nOK\r\n\r\nOK\r\n');
    await line.clock.advance(150);
    line.say('\r\n+CSQ: 2\r\n\r\nOK\r\n');
    await run.done;
    expect([line.sent, run.outcome]).toEqual([['AT\r', 'AT+CSQ?\r'], 2]);
  });
});

describe('a caller that gives up', () => {
  test('while it waits: nothing is sent', async () => {
    const line = new TestLine();
    const abort = new AbortController();
    void line.run(ping(300));
    const run = line.run(order(exec('+A'), 300), abort.signal);
    abort.abort('enough');
    line.say('\r\nOK\r\n');
    await run.done;
    expect([run.outcome, line.sent]).toEqual(['enough', ['AT\r']]);
  });

  test('while it runs: the line stays taken until the final result code', async () => {
    const line = new TestLine();
    const abort = new AbortController();
    const run = line.run(order(exec('+A'), 300), abort.signal);
    const next = line.run(ping(300));
    abort.abort('enough');
    await run.done;
    await line.clock.advance(200);
    expect([run.outcome, line.sent]).toEqual(['enough', ['AT+A\r']]);
    line.say('\r\nOK\r\n');
    expect(line.sent).toEqual(['AT+A\r', 'AT\r']);
    line.say('\r\nOK\r\n');
    await next.done;
    expect([next.outcome, line.clock.timerCount]).toEqual([undefined, 0]);
  });

  test('and nothing comes: the line is put into step first', async () => {
    const line = new TestLine();
    const abort = new AbortController();
    void line.run(order(exec('+A'), 300), abort.signal);
    const next = line.run(order(exec('+B'), 300));
    abort.abort('enough');
    await line.clock.advance(300);
    line.say('\r\nOK\r\n');
    // Without landmarks that may have been the late one.
    await line.clock.advance(1000);
    expect(line.sent).toEqual(['AT+A\r', 'AT\r', 'AT+B\r']);
    line.say('\r\nOK\r\n');
    await next.done;
    expect(next.outcome).toBeUndefined();
  });

  test('before it began, or after it ended', async () => {
    const line = new TestLine();
    const early = line.run(ping(300), AbortSignal.abort('early'));
    await early.done;
    expect([early.outcome, line.sent]).toEqual(['early', []]);
    const abort = new AbortController();
    const run = line.run(ping(300), abort.signal);
    line.say('\r\nOK\r\n');
    await run.done;
    abort.abort('late');
    expect([run.outcome, line.sent]).toEqual([undefined, ['AT\r']]);
  });
});

describe('the end', () => {
  test('close: what runs and what waits fails, and what comes later at once', async () => {
    const line = new TestLine();
    const runs = [line.run(ping(300)), line.run(ping(300))];
    line.channel.close(lost);
    line.channel.close(new TransportError('PORT_FAILED', 'too late'));
    runs.push(line.run(ping(300)));
    line.say('\r\nOK\r\n');
    await line.clock.settle();
    expect(runs.map(({ outcome }) => outcome)).toEqual(['PORT_LOST', 'PORT_LOST', 'PORT_LOST']);
    expect([line.sent.length, line.clock.timerCount]).toEqual([1, 0]);
  });

  test.each([
    ['while it gets into step', 300],
    ['in the pause', 0],
  ])('close %s leaves no timer', async (_when, wait) => {
    const line = new TestLine({ cooldownMs: 50 });
    void line.run(ping(300));
    const waiting = line.run(ping(300));
    if (wait === 0) line.say('\r\nOK\r\n');
    await line.clock.advance(wait);
    line.channel.close(lost);
    await waiting.done;
    expect([waiting.outcome, line.clock.timerCount]).toEqual(['PORT_LOST', 0]);
  });

  test('reset: the module started over, the line is free, half a line is forgotten', async () => {
    const line = new TestLine();
    const runs = [line.run(ping(300)), line.run(ping(300))];
    line.say('\r\nOK');
    line.channel.reset('RDY');
    await line.clock.settle();
    expect(runs.map(({ outcome }) => outcome)).toEqual(['AT_RESET', 'AT_RESET']);
    expect(line.clock.timerCount).toBe(0);
    const next = line.run(numberOf('+CSQ'));
    line.say('\r\nOK\r\n');
    await line.clock.advance(150);
    line.say('\r\n+CSQ: 1\r\n\r\nOK\r\n');
    await next.done;
    expect([next.outcome, line.sent, line.clock.timerCount]).toEqual([1, ['AT\r', 'AT\r', 'AT+CSQ?\r'], 0]);
    expect(line.channel.transcript.lines).toContain('0.000 ! RDY');
    line.channel.reset('idle');
    const idle = line.run(ping(300));
    line.say('\r\nOK\r\n');
    await idle.done;
    expect(idle.outcome).toBeUndefined();
  });

  test('a reader of URCs may reset', async () => {
    const line = new TestLine();
    line.channel.onUrc(fixedUrc('RDY'), () => line.channel.reset('RDY'));
    const run = line.run(numberOf('+CSQ'));
    line.say('\r\n+CSQ: 1\r\n\r\nRDY\r\n\r\nOK\r\n');
    await run.done;
    expect([run.outcome, line.unknown]).toEqual(['AT_RESET', ['OK']]);
  });

  test.each([
    ['rejects', () => Promise.reject(lost)],
    [
      'throws',
      () => {
        throw lost;
      },
    ],
  ])('a write that %s fails its command, and the line stays taken', async (_how, write) => {
    const line = new TestLine({ write });
    const run = line.run(ping(300));
    const next = line.run(ping(300));
    await run.done;
    expect([run.outcome, next.outcome]).toEqual(['PORT_LOST', 'pending']);
    line.channel.close(lost);
    await next.done;
    expect(line.clock.timerCount).toBe(0);
  });
});

describe('secrets', () => {
  test('are shown nowhere, however late their echo comes', async () => {
    const line = new TestLine();
    const join = line.run(order(set('+CWJAP', 'lab', secret('secret99')), 300));
    await line.clock.advance(300);
    line.say('AT+CWJAP="lab","secret99"\r\n\r\nOK\r\n');
    await line.clock.advance(1000);
    const run = line.run(order(set('+CGAUTH', 1, secret('')), 300));
    line.say(`AT+CGAUTH=1,""\r\n+CWJAP:"lab","secret99"\r\n${'"secret99"'.padEnd(9000, 'x')}\r\nOK\r\n`);
    await run.done;
    line.say('+COPS: 0,0,""\r\n');
    const shown = [...line.channel.transcript.lines, ...line.unknown].join('\n');
    expect(shown).not.toContain('secret99');
    expect(line.unknown).toContain('+CWJAP:"lab",***');
    expect(line.unknown).toContain('+COPS: 0,0,""');
    expect([join.outcome, run.outcome, line.echoes]).toEqual(['AT_TIMEOUT', undefined, 1]);
  });
});
