import { afterEach, describe, expect, test } from '@jest/globals';
import {
  bytesOf,
  inTurn,
  received,
  ScriptedStack,
  type StackAnswer,
  slmAnswers,
  textOf,
} from './scripted-stack.test-support.ts';

/** What the line has made of commands and answers. */

const never = new AbortController().signal;
let open: ScriptedStack | undefined;

const module = (answers: Readonly<Record<string, StackAnswer>> = {}): ScriptedStack => {
  open = new ScriptedStack('slm', { ...slmAnswers, ...answers });
  return open;
};

afterEach(async () => expect(await open?.close()).toBe(0));

describe('bytes that were lost or added on the line are noticed where they can be, and nothing of that read is handed on', () => {
  test.each([
    ['a byte twice', '\r\n#XRECV: 5\r\nhelllo\r\nOK\r\n'],
    ['a header with another count', '\r\n#XRECV: 3\r\nhello\r\nOK\r\n'],
    ['a header that is none', '\r\n#XRECV: b\r\nhello\r\nOK\r\n'],
    ['a header of something else', '\r\n#XRECT: 14\r\nhello, reader!\r\nOK\r\n'],
    ['no header', '\r\nhello, reader!\r\nOK\r\n'],
    ['a header without its line end', '\r\n#XRECV: 5hello\r\nOK\r\n'],
    ['no header, and an error in what it was for', '\r\n#XRECT: 16\r\nhello\r\nERROR\r\nbye\r\nOK\r\n'],
  ])('%s', async (_what, raw) => {
    const stack = module({ 'AT#XRECV=1,64': inTurn({ raw }, 'OK') });
    const socket = await stack.connected();
    await expect(stack.done(socket.receive(100, never))).rejects.toMatchObject({ code: 'ECONNABORTED' });
    await expect(stack.done(socket.receive(100, never))).rejects.toMatchObject({ code: 'ECONNABORTED' });
  });

  test('a byte that is missing', async () => {
    const stack = module({ 'AT#XRECV=1,64': inTurn({ raw: '\r\n#XRECV: 5\r\nhelo\r\nOK\r\n' }, 'OK') });
    const socket = await stack.connected();
    await expect(stack.done(socket.receive(100, never))).rejects.toMatchObject({ syscall: 'read' });
  });

  test('what comes behind such an answer is not taken for the answer to the next command', async () => {
    const raw = '\r\n#XRECT: 16\r\nhello\r\nOK\r\nbye\r\n';
    const stack = module({ 'AT#XRECV=1,64': inTurn({ raw }, 'OK') });
    const socket = await stack.connected();
    const reading = expect(stack.done(socket.receive(100, never))).rejects.toMatchObject({ code: 'ECONNABORTED' });
    await reading;
    stack.sent.length = 0;
    await stack.done(socket.close());
    expect(stack.sent[0]).toBe('AT');
  });
});

describe('an end is believed when it is told twice', () => {
  test('an OK with bytes after it was what is left of others', async () => {
    const stack = module({ 'AT#XRECV=1,64': inTurn('OK', received('more'), 'OK') });
    const socket = await stack.connected();
    await expect(stack.done(socket.receive(100, never))).rejects.toMatchObject({ code: 'ECONNABORTED' });
  });

  test('a refusal behind a notice of the end may have been for a command that was spoiled', async () => {
    const stack = module();
    const socket = await stack.connected();
    const first = socket.receive(100, never);
    await stack.clock.advance(100);
    stack.answers.set('AT#XRECV=1,64', inTurn('ERROR', received('unread'), 'ERROR'));
    await stack.say('#XAPOLL: 0,17');
    expect(textOf(await stack.done(first))).toBe('unread');
    expect(await stack.done(socket.receive(100, never))).toBeUndefined();
  });
});

describe('no socket of the module gets lost', () => {
  const listed = (...handles: readonly number[]): string =>
    [...handles.map((handle) => `#XSOCKETSELECT: ${handle},1,0,1,-1,1,0`), 'OK'].join('\n');

  test('a close that was refused is asked again when the module lists the socket still', async () => {
    const stack = module();
    const socket = await stack.connected();
    stack.answers.set('AT#XSOCKETSELECT?', listed(0));
    stack.answers.set('AT#XSOCKET=0', inTurn('ERROR', '#XSOCKET: 0,"closed"\nOK'));
    await stack.done(socket.close());
    expect(stack.sentLike('AT#XSOCKET=0')).toHaveLength(2);
  });

  test('and not when it does not', async () => {
    const stack = module();
    const socket = await stack.connected();
    stack.answers.set('AT#XSOCKETSELECT?', listed());
    stack.answers.set('AT#XSOCKET=0', 'ERROR');
    await stack.done(socket.close());
    await stack.connected();
    expect(stack.sentLike('AT#XSOCKET=0')).toHaveLength(1);
  });

  test('one that was opened without a word of its number is found and closed', async () => {
    const stack = module();
    await stack.clock.advance(1000);
    stack.answers.set('AT#XSOCKET=1,1,0', inTurn('OK', '#XSOCKET: 1,1,6\nOK'));
    stack.answers.set('AT#XSOCKETSELECT?', listed(0));
    const socket = await stack.connected();
    expect(socket.id).toBe(1);
    expect(stack.sent).toEqual(expect.arrayContaining(['AT#XSOCKETSELECT=0', 'AT#XSOCKET=0']));
  });

  test('those that the application opened by itself are left alone', async () => {
    const stack = module();
    await stack.clock.advance(1000);
    stack.memory.set('socket commands of the application', 1);
    stack.answers.set('AT#XSOCKET=1,1,0', 'ERROR');
    stack.answers.set('AT#XSOCKETSELECT?', listed(0));
    await expect(stack.connected()).rejects.toMatchObject({ syscall: 'connect' });
    expect(stack.sent).not.toContain('AT#XSOCKET=0');
  });
});

test('a send that was cut off is remembered until it is known how it ended', async () => {
  const stack = module();
  const socket = await stack.connected();
  await stack.done(socket.send(bytesOf('a,b')));
  expect(stack.memory.size).toBe(0);
  stack.losePrompt = true;
  await expect(stack.done(socket.send(bytesOf('a,b')))).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect([...stack.memory.values()]).toEqual([bytesOf('+++')]);
});
