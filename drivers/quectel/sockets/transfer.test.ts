import { describe, expect, test } from '@jest/globals';
import { counted, never, prompted, type Script, ScriptedStack } from './scripted-stack.test-support.ts';
import { connected, inbox, opens, request } from './stream-scripts.test-support.ts';

describe('receiving', () => {
  test.each(['+QIURC: "recv",0', '+QIURC: "recv",0,12', '+QIURC:"recv", 0'])(
    '%s is an edge: it is read until nothing comes, and the bytes are counted',
    async (notice) => {
      const box = inbox();
      const { stack, socket } = await connected(box.script);
      const waiting = socket.receive(65_536, never);
      await stack.clock.advance(1000);
      const data = Buffer.from('a\r\nOK\r\n\r\n+QIRD: 3\r\n\r\nERROR\r\n> '.repeat(100), 'latin1');
      box.bytes = data;
      stack.say(notice);
      const parts = [await stack.outcome(waiting)];
      while (Buffer.concat(parts.map((part) => part ?? Buffer.alloc(0))).length < data.length) {
        parts.push(await stack.outcome(socket.receive(65_536, never)));
      }
      expect(Buffer.concat(parts.map((part) => part ?? Buffer.alloc(0)))).toEqual(data);
      expect(stack.count(/^AT\+QIRD=0,1500$/)).toBe(stack.count(/^AT\+QIRD/));
      const next = socket.receive(10, never);
      await stack.clock.advance(100);
      box.bytes = Buffer.from('more');
      stack.say(notice);
      expect(Buffer.from((await stack.outcome(next)) ?? []).toString()).toBe('more');
    },
  );

  test('a notice that was lost is made up for by a look', async () => {
    const box = inbox();
    const { stack, socket } = await connected(box.script);
    const waiting = socket.receive(100, never);
    await stack.clock.advance(1000);
    box.bytes = Buffer.from('unannounced');
    expect(Buffer.from((await stack.outcome(waiting, 15)) ?? []).toString()).toBe('unannounced');
  });

  test('a read that gives more than was asked for loses nothing', async () => {
    const { stack, socket } = await connected((line) =>
      line === 'AT+QIRD=0,5' ? counted('+QIRD: 12', Buffer.from('hello, world')) : undefined,
    );
    const first = await stack.outcome(socket.receive(5, never));
    stack.answer((line) => (line.startsWith('AT+QIRD') ? ['+QIRD: 0', 'OK'] : undefined));
    const second = await stack.outcome(socket.receive(5, never));
    const third = await stack.outcome(socket.receive(5, never));
    expect([first, second, third].map((part) => Buffer.from(part ?? []).toString())).toEqual(['hello', ', wor', 'ld']);
  });

  test('what was unread when the peer closed is read before the end', async () => {
    const box = inbox();
    const { stack, socket } = await connected(box.script);
    box.bytes = Buffer.from('last words');
    stack.say('+QIURC: "recv",0', '+QIURC: "closed",0');
    expect(Buffer.from((await stack.outcome(socket.receive(4, never))) ?? []).toString()).toBe('last');
    expect(Buffer.from((await stack.outcome(socket.receive(400, never))) ?? []).toString()).toBe(' words');
    expect(await stack.outcome(socket.receive(400, never))).toBeUndefined();
    expect(await stack.failure(socket.send(Buffer.from('x')))).toBe('EPIPE');
    await stack.outcome(socket.close());
    // The peer is gone: there is nothing to wait for with the port blocked.
    expect(stack.sent.at(-1)).toBe('AT+QICLOSE=0,0');
  });

  test('a read that is refused after the peer closed is the end', async () => {
    const { stack, socket } = await connected((line) => (line.startsWith('AT+QIRD') ? 'ERROR' : undefined));
    stack.say('+QIURC: "closed",0');
    expect(await stack.outcome(socket.receive(400, never))).toBeUndefined();
  });

  test.each([
    [2, 'open'],
    [3, 'open'],
    [4, 'over'],
  ])('when nothing is heard for long, state %d means %s', async (state, meaning) => {
    const { stack, socket } = await connected(inbox().script, (line) =>
      line === 'AT+QISTATE=1,0' ? [`+QISTATE: 0,"TCP","192.0.2.1",80,1,${state},1,0,0,"uart1"`, 'OK'] : undefined,
    );
    let ended = false;
    void socket.receive(400, never).then((bytes) => {
      ended = bytes === undefined;
    });
    await stack.clock.advance(60_000);
    expect(ended).toBe(meaning === 'over');
  });

  test('an abort loses nothing', async () => {
    const box = inbox();
    const { stack, socket } = await connected(box.script);
    const abort = new AbortController();
    const waiting = socket.receive(100, abort.signal);
    await stack.clock.advance(1000);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    box.bytes = Buffer.from('kept');
    stack.say('+QIURC: "recv",0');
    expect(Buffer.from((await stack.outcome(socket.receive(100, never))) ?? []).toString()).toBe('kept');
  });
});

describe('sending', () => {
  /** Takes what fits into the buffer and says SEND FAIL to the rest; the peer acknowledges as time goes by. */
  function peer(stack: () => ScriptedStack, room: number, partial = 0) {
    const taken: Buffer[] = [];
    const total = (): number => taken.reduce((sum, { length }) => sum + length, 0);
    let acknowledged = 0;
    const script: Script = (line) => {
      if (line === 'AT+QISEND=0,0') {
        if (stack().clock.now() % 2 === 1) acknowledged = total();
        acknowledged = Math.max(acknowledged, total() - room / 2);
        return [`+QISEND: ${total()},${acknowledged},${total() - acknowledged}`, 'OK'];
      }
      if (!line.startsWith('AT+QISEND')) return undefined;
      return prompted(line, (payload) => {
        if (total() - acknowledged + payload.length <= room) {
          taken.push(payload);
          return 'SEND OK';
        }
        if (partial > 0) taken.push(payload.subarray(0, partial));
        return 'SEND FAIL';
      });
    };
    return { taken, script };
  }

  const data = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7) % 256));

  test.each([0, 100])('a full buffer (SEND FAIL after %d bytes) loses nothing and doubles nothing', async (partial) => {
    let made: ScriptedStack | undefined;
    const { script, taken } = peer(() => made as ScriptedStack, 4096, partial);
    made = new ScriptedStack('BG95-M3', opens, script);
    const socket = await made.outcome(made.sockets.open(request, never));
    await made.outcome(socket.send(data));
    expect(Buffer.concat(taken)).toEqual(data);
    expect(Math.max(...made.payloads.map(({ length }) => length))).toBe(1460);
    await made.outcome(socket.close());
  });

  test('a peer that takes nothing for two minutes ends it', async () => {
    const { stack, socket } = await connected((line) => {
      if (line === 'AT+QISEND=0,0') return ['+QISEND: 10240,0,10240', 'OK'];
      return line.startsWith('AT+QISEND') ? prompted(line, () => 'SEND FAIL') : undefined;
    });
    stack.answer((line) => (line === 'AT+QISEND=0,0' ? ['+QISEND: 0,0,10240', 'OK'] : undefined));
    expect(await stack.failure(socket.send(Buffer.from('x')))).toBe('ETIMEDOUT');
    expect(stack.clock.now()).toBeGreaterThanOrEqual(120_000);
  });

  test.each([
    [4, 'is not sent again'],
    [0, 'is sent again'],
  ])('what had no answer, and was counted %d, %s', async (counted, _meaning) => {
    let answers = 0;
    const { stack, socket } = await connected((line) => {
      if (line === 'AT+QISEND=0,0') return [`+QISEND: ${answers > 1 ? 4 : counted},0,${counted}`, 'OK'];
      return line.startsWith('AT+QISEND') ? prompted(line, () => (answers++ === 0 ? undefined : 'SEND OK')) : undefined;
    });
    await stack.outcome(socket.send(Buffer.from('ping')));
    expect(stack.payloads).toHaveLength(counted === 4 ? 1 : 2);
  });

  test('SEND OK means that the module has it: what the peer has is asked after', async () => {
    const { stack, socket } = await connected((line) => {
      if (line === 'AT+QISEND=0,0') return ['+QISEND: 9,5,4', 'OK'];
      return line.startsWith('AT+QISEND') ? prompted(line, () => 'SEND OK') : undefined;
    });
    await stack.outcome(socket.send(Buffer.from('123456789')));
    expect(await stack.outcome(socket.acknowledged?.() ?? Promise.resolve(-1))).toBe(5);
  });

  test('a refusal is named by the module', async () => {
    const { stack, socket } = await connected((line) => {
      if (line.startsWith('AT+QISEND')) return 'ERROR';
      return line === 'AT+QIGETERROR' ? ['+QIGETERROR: 567,socket has been closed', 'OK'] : undefined;
    });
    expect(await stack.failure(socket.send(Buffer.from('x')))).toBe('ECONNRESET');
  });
});
