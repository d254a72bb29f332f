import { describe, expect, test } from '@jest/globals';
import { ping } from './command.ts';
import { connected, enter, espWay, noted, passThrough, quectelWay } from './data-mode.test-support.ts';
import { fixedUrc } from './urc.ts';

describe('data mode', () => {
  test('begins with the byte after the success line, whatever the bytes look like', async () => {
    const raw = enter();
    raw.line.say('\r\nCONN');
    raw.line.say('ECT\r\n\r\nOK\r\n> +CSQ: 1\r\nERROR\r\n\x00');
    await raw.line.clock.settle();
    expect(raw.got).toBe('\r\nOK\r\n> +CSQ: 1\r\nERROR\r\n\x00');
    expect(raw.line.unknown).toEqual([]);
    await raw.mode?.write(Buffer.from('GET / HTTP/1.0\r\n\r\n'));
    expect(raw.line.sent.at(-1)).toBe('GET / HTTP/1.0\r\n\r\n');
  });

  test('begins after a prompt where the command has one', async () => {
    const raw = enter({ command: passThrough, escape: espWay });
    raw.line.say('\r\nOK\r\n\r\n> a');
    await raw.line.clock.settle();
    expect(raw.mode).toBeDefined();
    expect(raw.got).toBe(' a');
    expect(raw.line.sent).toEqual(['AT+CIPSEND\r']);
  });

  test.each([['> hello'], ['>hello']])('a blank that belongs to the prompt is no payload: %j', async (prompt) => {
    const raw = enter({ command: passThrough, escape: espWay, blankAfterPrompt: true });
    raw.line.say(`\r\nOK\r\n\r\n${prompt[0]}`);
    raw.line.say(prompt.slice(1));
    await raw.line.clock.settle();
    expect(raw.got).toBe('hello');
  });

  test('is refused as the command is, and the line goes on', async () => {
    const raw = enter();
    raw.line.say('\r\nERROR\r\n');
    await raw.line.clock.settle();
    expect(raw.refused).toMatchObject({ code: 'AT_REFUSED' });
    const next = raw.line.run(ping(300));
    raw.line.say('\r\nOK\r\n');
    await next.done;
    expect(next.outcome).toBeUndefined();
  });

  test('commands are refused meanwhile, those that waited too', async () => {
    const raw = enter();
    const waiting = raw.line.run(ping(300));
    raw.line.say('\r\nCONNECT\r\n');
    const later = raw.line.run(ping(300));
    await Promise.all([waiting.done, later.done]);
    expect([waiting.outcome, later.outcome]).toEqual(['AT_DATA_MODE', 'AT_DATA_MODE']);
    expect(raw.line.sent).toHaveLength(1);
  });

  test('is left with silence around the escape; what comes meanwhile is still handed on', async () => {
    const raw = await connected();
    const left = noted(raw.mode.leave());
    await raw.line.clock.advance(1099);
    expect(raw.line.sent).toHaveLength(1);
    await raw.line.clock.advance(1);
    expect(raw.line.sent.at(-1)).toBe('+++');
    raw.line.say('late\r\nOK\r\ndata');
    await raw.line.clock.advance(1000);
    raw.line.say('\r\nOK\r\n');
    await raw.line.clock.advance(300);
    expect(left.outcome).toBe('OK');
    expect(raw.got).toBe('late\r\nOK\r\ndata');
    expect(raw.ends).toEqual([{ kind: 'left' }]);
    const next = raw.line.run(ping(300));
    expect(raw.line.sent.at(-1)).toBe('AT\r');
    raw.line.say('\r\nOK\r\n');
    await next.done;
    expect(next.outcome).toBeUndefined();
    await expect(raw.mode.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'AT_DATA_MODE' });
    expect(raw.line.clock.timerCount).toBe(0);
  });

  const answer = 'payload\r\nOK\r\n\r\nNEWS\r\n';
  test.each([...answer].map((_, index) => index))('the answer may be cut anywhere: %i', async (cut) => {
    const raw = await connected();
    const heard: string[] = [];
    raw.line.channel.onUrc(fixedUrc('NEWS'), () => heard.push('NEWS'));
    const left = noted(raw.mode.leave());
    await raw.line.clock.advance(1200);
    raw.line.say(answer.slice(0, cut));
    // As long as it likes: the answer is not handed on as payload while it is awaited.
    await raw.line.clock.advance(150);
    raw.line.say(answer.slice(cut));
    await raw.line.clock.advance(300);
    expect({ outcome: left.outcome, got: raw.got, heard }).toEqual({
      outcome: 'OK',
      got: 'payload',
      heard: ['NEWS'],
    });
  });

  test('is over after the guard where the escape has no answer; the next command gets into step first', async () => {
    const raw = enter({ command: passThrough, escape: espWay });
    raw.line.say('\r\nOK\r\n\r\n>');
    await raw.line.clock.settle();
    const left = noted(raw.mode?.leave() ?? Promise.reject(new Error('no mode')));
    await raw.line.clock.advance(500);
    raw.line.say('rest\r\n');
    await raw.line.clock.advance(600);
    expect([left.outcome, raw.got]).toEqual([undefined, 'rest\r\n']);
    const next = raw.line.run(ping(300));
    raw.line.say('\r\n+QUITT\r\n\r\nOK\r\n');
    await raw.line.clock.advance(200);
    raw.line.say('\r\nOK\r\n');
    await next.done;
    expect(next.outcome).toBeUndefined();
    expect(raw.line.sent.slice(-2)).toEqual(['AT\r', 'AT\r']);
  });

  test('tries the escape again, and gives the line up when nothing helps', async () => {
    const raw = await connected({ escape: { ...quectelWay, attempts: 3 } });
    const left = noted(raw.mode.leave());
    await raw.line.clock.advance(30_000);
    expect(raw.line.sent.filter((each) => each === '+++')).toHaveLength(3);
    expect(left.outcome).toBe('AT_TIMEOUT');
    expect(raw.line.outOfStep).toEqual(['AT_TIMEOUT']);
    expect(raw.ends).toMatchObject([{ kind: 'lost' }]);
  });

  test('who leaves twice waits for the same end, and one who gives up does not stop it', async () => {
    const raw = await connected();
    const first = noted(raw.mode.leave());
    const impatient = new AbortController();
    const second = noted(raw.mode.leave(impatient.signal));
    impatient.abort(new Error('enough'));
    await raw.line.clock.advance(1200);
    expect(second.outcome).toEqual(new Error('enough'));
    raw.line.say('\r\nOK\r\n');
    await raw.line.clock.advance(300);
    expect(first.outcome).toBe('OK');
    expect(raw.line.sent.filter((each) => each === '+++')).toHaveLength(1);
    await expect(raw.mode.leave()).resolves.toBe('OK');
  });
});
