import { describe, expect, test } from '@jest/globals';
import type { TestLine } from './channel.test-support.ts';
import { ping } from './command.ts';
import { connected, enter, noted } from './data-mode.test-support.ts';
import { fixedUrc } from './urc.ts';

describe('data mode that ends by itself', () => {
  test('ends when the module says so, however that is cut, and then it is quiet', async () => {
    const ending = 'bye\r\n\r\nNO CARRIER\r\n';
    for (let cut = 0; cut < ending.length; cut++) {
      const raw = await connected();
      raw.line.say(ending.slice(0, cut));
      await raw.line.clock.advance(10);
      raw.line.say(ending.slice(cut));
      await raw.line.clock.advance(300);
      expect(raw.ends).toEqual([{ kind: 'ended', line: 'NO CARRIER' }]);
      expect(raw.got).toBe('bye\r\n');
      expect(raw.line.clock.timerCount).toBe(0);
      await expect(raw.mode.leave()).resolves.toBeUndefined();
    }
  });

  test('an ending that stalls in the middle is found, though some of it passed for payload', async () => {
    const raw = await connected();
    raw.line.say('\r\nNO CAR');
    await raw.line.clock.advance(1000);
    expect(raw.got).toBe('\r\nNO CAR');
    raw.line.say('RIER\r\n');
    await raw.line.clock.advance(300);
    expect(raw.ends).toMatchObject([{ kind: 'ended' }]);
  });

  test('payload that says the same is payload when it goes on', async () => {
    const raw = await connected();
    raw.line.say('log: \r\nNO CARRIER\r\n');
    await raw.line.clock.advance(100);
    raw.line.say('was seen at noon');
    await raw.line.clock.advance(1000);
    expect([raw.got, raw.ends]).toEqual(['log: \r\nNO CARRIER\r\nwas seen at noon', []]);
  });

  test('nothing is held back for long: what only may be an ending is handed on', async () => {
    const raw = await connected();
    raw.line.say('HTTP/1.1 200 OK\r\n\r\n');
    await raw.line.clock.advance(30);
    expect(raw.got).toBe('HTTP/1.1 200 OK\r\n\r\n');
  });

  test('what follows a boot message is read as lines, and so is the message', async () => {
    const raw = await connected();
    const heard: string[] = [];
    raw.line.channel.onUrc(fixedUrc('RDY'), () => heard.push('RDY'));
    raw.line.say('da\r\nRDY\r\n\r\n+CFUN: 1\r\n');
    await raw.line.clock.advance(300);
    expect([raw.got, heard, raw.line.unknown]).toEqual(['da', ['RDY'], ['+CFUN: 1']]);
  });

  test('an ending with a number in it is told whole', async () => {
    const raw = await connected({ endings: [{ text: '\r\n#XDATAMODE: ', toLineEnd: true }] });
    raw.line.say('x\r\n#XDATAMODE: -1');
    await raw.line.clock.advance(5);
    raw.line.say('04\r\n');
    await raw.line.clock.advance(300);
    expect([raw.got, raw.ends]).toEqual(['x', [{ kind: 'ended', line: '#XDATAMODE: -104' }]]);
  });

  test.each([
    ['the module starts over', (line: TestLine) => line.channel.reset('it restarted'), 'AT_RESET'],
    [
      'the line goes away',
      (line: TestLine) => line.channel.close(Object.assign(new Error('unplugged'), { code: 'PORT_LOST' }) as never),
      'PORT_LOST',
    ],
  ])('is lost when %s, and so is the leaving', async (_, happen, code) => {
    const raw = await connected();
    const left = noted(raw.mode.leave());
    await raw.line.clock.advance(500);
    happen(raw.line);
    await raw.line.clock.settle();
    expect(left.outcome).toBe(code);
    expect(raw.ends).toMatchObject([{ kind: 'lost', error: { code } }]);
    expect(raw.line.clock.timerCount).toBe(0);
  });

  test('who gave up before it began has it left again', async () => {
    const giveUp = new AbortController();
    const raw = enter({}, giveUp.signal);
    giveUp.abort(new Error('enough'));
    await raw.line.clock.settle();
    expect(raw.refused).toEqual(new Error('enough'));
    raw.line.say('\r\nCONNECT\r\n');
    await raw.line.clock.advance(1200);
    expect(raw.line.sent.at(-1)).toBe('+++');
    raw.line.say('\r\nOK\r\n');
    await raw.line.clock.advance(300);
    const next = raw.line.run(ping(300));
    raw.line.say('\r\nOK\r\n');
    await next.done;
    expect(next.outcome).toBeUndefined();
  });

  test('holds little, whatever comes', async () => {
    const raw = await connected();
    const flood = '\r\nNO CARRIER\r\n\r\nlooks like a line\r\n'.repeat(2000);
    for (let at = 0; at < flood.length; at += 1000) raw.line.say(flood.slice(at, at + 1000));
    expect(flood.length - raw.got.length).toBeLessThan(4096);
    expect(flood.startsWith(raw.got)).toBe(true);
  });
});
