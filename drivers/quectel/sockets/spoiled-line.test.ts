import { describe, expect, test } from '@jest/globals';
import { counted, never, prompted, type Script, ScriptedStack } from './scripted-stack.test-support.ts';
import { connected, inbox, opens, request } from './stream-scripts.test-support.ts';

describe('a send that has no answer', () => {
  /** Takes what it is given, and counts it. What it says of the first send does not arrive, or not in time. */
  function module(lost: 'prompt' | 'result' | 'bytes') {
    const taken: Buffer[] = [];
    const script: Script = (line) => {
      const count = taken.reduce((sum, { length }) => sum + length, 0);
      if (line === 'AT+QISEND=0,0') return [`+QISEND: ${count},0,${count}`, 'OK'];
      if (!line.startsWith('AT+QISEND')) return undefined;
      const isFirst = taken.length === 0;
      const asks = prompted(line, (payload) => {
        taken.push(payload);
        return isFirst && lost === 'result' ? undefined : 'SEND OK';
      });
      if (isFirst && lost === 'prompt') return { ...asks, prompt: '' };
      // Two bytes do not reach it: it waits for as many more.
      return isFirst && lost === 'bytes' ? { ...asks, bytes: asks.bytes + 2 } : asks;
    };
    return { script, taken };
  }

  test('its prompt is lost: it is completed with its own bytes, and the connection goes on', async () => {
    const { script, taken } = module('prompt');
    const { stack, socket } = await connected(script);
    await stack.outcome(socket.send(Buffer.from('hello\r\n')));
    await stack.outcome(socket.send(Buffer.from('world')));
    expect(Buffer.concat(taken).toString()).toBe('hello\r\nworld');
  });

  test('nothing in it could be taken for a command, and bytes that are not its own end the connection', async () => {
    const { script, taken } = module('prompt');
    const { stack, socket } = await connected(script);
    expect(await stack.failure(socket.send(Buffer.from('what\r')))).toBe('ETIMEDOUT');
    expect(Buffer.concat(taken).toString()).toBe('wh\r\r\r');
    expect(await stack.failure(socket.send(Buffer.from('more')))).toBe('ETIMEDOUT');
  });

  test('its result is lost: the connection goes on', async () => {
    const { script, taken } = module('result');
    const { stack, socket } = await connected(script);
    await stack.outcome(socket.send(Buffer.from('hello ')));
    await stack.outcome(socket.send(Buffer.from('world')));
    expect(Buffer.concat(taken).toString()).toBe('hello world');
  });

  test('some of its bytes are lost: what was asked next took their place, and the connection ends', async () => {
    const { script } = module('bytes');
    const { stack, socket } = await connected(script);
    expect(await stack.failure(socket.send(Buffer.from('hello')))).toBe('ETIMEDOUT');
    expect(await stack.failure(socket.send(Buffer.from('world')))).toBe('ETIMEDOUT');
  });
});

describe('an answer that is spoiled on the line delivers nothing, and is no end', () => {
  const data = Buffer.from('0123456789');

  test.each([
    ['a byte is lost', counted('+QIRD: 10', data.subarray(1))],
    ['a byte is doubled', counted('+QIRD: 10', Buffer.concat([data, Buffer.from('9')]))],
    ['the count is another', counted('+QIRD: 1', data)],
    ['the header is no header', counted('+QIRE: 10', data)],
  ])('%s', async (_name, answer) => {
    const { stack, socket } = await connected((line) => (line.startsWith('AT+QIRD') ? answer : undefined));
    // Even when the peer is known to have closed.
    stack.say('+QIURC: "closed",0');
    expect(await stack.failure(socket.receive(100, never))).toBe('ECONNABORTED');
  });

  test('a single refusal after the peer closed is not believed', async () => {
    const box = inbox();
    let refused = 0;
    const { stack, socket } = await connected(box.script, (line) =>
      line.startsWith('AT+QIRD') && refused++ === 0 ? 'ERROR' : undefined,
    );
    box.bytes = Buffer.from('last words');
    stack.say('+QIURC: "closed",0');
    expect(Buffer.from((await stack.outcome(socket.receive(100, never))) ?? []).toString()).toBe('last words');
    expect(await stack.outcome(socket.receive(100, never))).toBeUndefined();
  });
});

test('what could not be set up for want of an answer is set up by the next who needs it', async () => {
  let asked = 0;
  const stack = new ScriptedStack('BG95-M3', opens, (line) =>
    line === 'AT+QISTATE?' && asked++ === 0 ? ['unheard'] : undefined,
  );
  const socket = await stack.outcome(stack.sockets.open(request, never));
  expect(socket.id).toBe(0);
});

test('a datagram that is spoiled on the line is lost, and the next one is not', async () => {
  let asked = 0;
  const stack = new ScriptedStack('BG95-M3', (line) => {
    const id = /^AT\+QIOPEN=1,(\d+),"UDP SERVICE"/.exec(line)?.[1];
    if (id !== undefined) return ['OK', `+QIOPEN: ${id},0`];
    if (!line.startsWith('AT+QIRD')) return undefined;
    return counted('+QIRD: 4,"192.0.2.6",53', Buffer.from(asked++ === 0 ? 'pin' : 'pong'));
  });
  const socket = await stack.outcome(stack.sockets.openDatagram({ family: 4, localPort: 5000 }, never));
  const { bytes } = await stack.outcome(socket.receive(never));
  expect(Buffer.from(bytes).toString()).toBe('pong');
});
