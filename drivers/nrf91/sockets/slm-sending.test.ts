import { afterEach, describe, expect, test } from '@jest/globals';
import {
  bytesOf,
  received,
  ScriptedStack,
  type StackAnswer,
  slmAnswers,
  textOf,
} from './scripted-stack.test-support.ts';

/** Serial LTE Modem, line by line: sending, in quotes and in data mode. */

const never = new AbortController().signal;
let open: ScriptedStack | undefined;

const module = (answers: Readonly<Record<string, StackAnswer>> = {}): ScriptedStack => {
  open = new ScriptedStack('slm', { ...slmAnswers, ...answers });
  return open;
};

afterEach(async () => expect(await open?.close()).toBe(0));

describe('sending', () => {
  const sent = async (payload: string): Promise<ScriptedStack> => {
    const stack = module();
    const socket = await stack.connected();
    for (const length of [1, 2, 3, 4, 5, 7, 100]) {
      stack.answers.set(`AT#XSEND="${'+'.repeat(length)}"`, `#XSEND: ${length}\nOK`);
    }
    stack.sent.length = 0;
    await stack.done(socket.send(bytesOf(payload)));
    return stack;
  };

  test('plain text goes in quotes; with quotes, commas or bytes in it, in data mode (fact 22)', async () => {
    const stack = module({ 'AT#XSEND="GET / HTTP/1.1"': '#XSEND: 14\nOK' });
    const socket = await stack.connected();
    await stack.done(socket.send(bytesOf('GET / HTTP/1.1')));
    for (const payload of ['{"a":1}', 'a,b', 'line\r\n', '\0\xff']) await stack.done(socket.send(bytesOf(payload)));
    expect(stack.payloads).toEqual(['{"a":1}', 'a,b', 'line\r\n', '\0\xff']);
  });

  test.each(['a"+++b"', '"+++', '+++\0', '"+', '"++', '++\0+++++\0+', '"++++"+++'])(
    'three plus signs never reach data mode, nor one at its end: %j',
    async (payload) => {
      const stack = await sent(payload);
      let index = 0;
      const whole = stack.sent
        .map((line) => /^AT#XSEND="(.*)"$/.exec(line)?.[1] ?? (line === 'AT#XSEND' ? stack.payloads[index++] : ''))
        .join('');
      expect(whole).toBe(payload);
      for (const each of stack.payloads) expect(each).not.toMatch(/\+\+\+|\+$/);
    },
  );

  test('nor one where a piece ends', async () => {
    const stack = await sent(`${'\0'.repeat(4095)}++++`);
    expect(stack.payloads).toEqual(['\0'.repeat(4095)]);
    expect(stack.sent).toEqual(['AT#XSEND', 'AT#XSEND="++++"']);
  });

  test('no more than the buffer of data mode at once', async () => {
    const stack = await sent('\0'.repeat(10_000));
    expect(stack.payloads.map(({ length }) => length)).toEqual([4096, 4096, 1808]);
  });

  test('a partial send goes on where it stopped', async () => {
    const stack = module({ 'AT#XSEND="abcdef"': '#XSEND: 4\nERROR', 'AT#XSEND="ef"': '#XSEND: 2\nOK' });
    const socket = await stack.connected();
    await stack.done(socket.send(bytesOf('abcdef')));
    expect(stack.sentLike('AT#XSEND')).toEqual(['AT#XSEND="abcdef"', 'AT#XSEND="ef"']);
  });

  test.each([
    ['#XDATAMODE: -115', 'ENETDOWN'],
    ['#XDATAMODE: -116', 'ETIMEDOUT'],
    ['#XDATAMODE: -104', 'ECONNRESET'],
    ['#XDATAMODE: -110', 'ENETDOWN'],
  ])('a connection that dies in data mode: %s is %s, by newlib (facts 23, 24)', async (leaving, code) => {
    const stack = module();
    const socket = await stack.connected();
    // The module says +++ by itself, and waits for the same.
    stack.leaving = `+++\r\n${leaving}`;
    await expect(stack.done(socket.send(bytesOf('a,b')))).rejects.toMatchObject({ code, syscall: 'write' });
  });

  test('what data mode dropped is asked after, soon and not after each piece (fact 23)', async () => {
    const stack = module();
    const socket = await stack.connected();
    const waiting = socket.receive(100, never);
    await stack.clock.advance(1000);
    const reads = stack.sentLike('AT#XRECV').length;
    await stack.done(socket.send(bytesOf('\0'.repeat(40_000))));
    stack.answers.set('AT#XRECV=1,64', received('answer'));
    expect(textOf(await stack.done(waiting, 1))).toBe('answer');
    expect(stack.sentLike('AT#XRECV').length - reads).toBeLessThan(4);
  });
});
