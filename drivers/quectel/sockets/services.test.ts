import { describe, expect, test } from '@jest/globals';
import type { PingReply } from '../../../src/driver/index.ts';
import { counted, never, prompted, type Script, ScriptedStack } from './scripted-stack.test-support.ts';
import { opens } from './stream-scripts.test-support.ts';

describe('names', () => {
  const answers =
    (...lines: readonly string[]): Script =>
    (line) =>
      line.startsWith('AT+QIDNSGIP') ? ['OK', ...lines] : undefined;

  test('the answer is several lines: a header, then an address each', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => (line.startsWith('AT+QIDNSGIP') ? 'OK' : undefined));
    const asking = stack.sockets.resolve('example.com', undefined, never);
    await stack.clock.advance(2000);
    stack.say('+QIURC: "dnsgip",0,3,600');
    stack.say('+QIURC: "dnsgip","192.0.2.1"', '+QIURC: "recv",4');
    await stack.clock.advance(2000);
    stack.say('+QIURC: "dnsgip","2001:DB8::1"', '+QIURC: "dnsgip","192.0.2.2"');
    expect(await stack.outcome(asking)).toEqual(['192.0.2.1', '2001:db8::1', '192.0.2.2']);
    expect(stack.sent).toContain('AT+QIDNSGIP=1,"example.com"');
  });

  test.each([
    [565, 'ENOTFOUND'],
    [561, 'ENETDOWN'],
    [569, 'ETIMEDOUT'],
  ])('%d is %s', async (error, code) => {
    const stack = new ScriptedStack('BG95-M3', answers(`+QIURC: "dnsgip",${error}`));
    expect(await stack.failure(stack.sockets.resolve('nowhere.example', undefined, never))).toBe(code);
  });

  test('a name without an address of the family is not found', async () => {
    const stack = new ScriptedStack('BG95-M3', answers('+QIURC: "dnsgip",0,1,60', '+QIURC: "dnsgip","192.0.2.1"'));
    expect(await stack.failure(stack.sockets.resolve('example.com', 6, never))).toBe('ENOTFOUND');
  });

  test('one at a time, and one that was given up is waited for: its answer is not the next one', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => (line.startsWith('AT+QIDNSGIP') ? 'OK' : undefined));
    const abort = new AbortController();
    const first = stack.sockets.resolve('first.example', undefined, abort.signal);
    const second = stack.sockets.resolve('second.example', undefined, never);
    await stack.clock.advance(1000);
    abort.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    await stack.clock.advance(1000);
    expect(stack.count(/QIDNSGIP/)).toBe(1);
    stack.say('+QIURC: "dnsgip",0,1,60', '+QIURC: "dnsgip","192.0.2.1"');
    await stack.clock.advance(1000);
    stack.say('+QIURC: "dnsgip",0,1,60', '+QIURC: "dnsgip","192.0.2.2"');
    expect(await stack.outcome(second)).toEqual(['192.0.2.2']);
  });

  test('a resolver that is busy is asked again', async () => {
    let busy = 1;
    const stack = new ScriptedStack('BG95-M3', (line) => {
      if (!line.startsWith('AT+QIDNSGIP')) return undefined;
      if (busy-- > 0) return ['OK', '+QIURC: "dnsgip",564'];
      return ['OK', '+QIURC: "dnsgip",0,1,60', '+QIURC: "dnsgip","192.0.2.1"'];
    });
    expect(await stack.outcome(stack.sockets.resolve('example.com', 4, never))).toEqual(['192.0.2.1']);
  });

  test('an address is its own answer', async () => {
    const stack = new ScriptedStack();
    expect(await stack.outcome(stack.sockets.resolve('192.0.2.9', undefined, never))).toEqual(['192.0.2.9']);
    expect(stack.count(/QIDNSGIP/)).toBe(0);
  });

  test('the bearer is lost while it is asked', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => (line.startsWith('AT+QIDNSGIP') ? 'OK' : undefined));
    const asking = stack.failure(stack.sockets.resolve('example.com', undefined, never), 5);
    await stack.clock.advance(100);
    stack.say('+QIURC: "pdpdeact",1');
    expect(await asking).toBe('ENETDOWN');
  });
});

describe('ping', () => {
  test('replies and timeouts one by one, in batches of ten', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) => {
      const count = Number(/^AT\+QPING=1,"192.0.2.1",2,(\d+)$/.exec(line)?.[1]);
      if (Number.isNaN(count)) return undefined;
      const replies = Array.from({ length: count }, (_, index) =>
        index === 1 ? '+QPING: 569' : '+QPING: 0,"192.0.2.1",32,48,55',
      );
      return ['OK', ...replies, `+QPING: 0,${count},${count - 1},1,48,48,48`];
    });
    const replies: PingReply[] = [];
    const request = { host: '192.0.2.1', count: 12, timeoutMs: 1500 };
    await stack.outcome(stack.sockets.ping(request, (reply) => replies.push(reply), never));
    expect(replies).toHaveLength(12);
    expect(replies[0]).toEqual({ address: '192.0.2.1', roundTripMs: 48 });
    expect(replies.filter(({ roundTripMs }) => roundTripMs === undefined)).toHaveLength(2);
  });

  test('a name that is not known', async () => {
    const stack = new ScriptedStack('BG95-M3', (line) =>
      line.startsWith('AT+QPING') ? ['OK', '+QPING: 565'] : undefined,
    );
    const request = { host: 'nowhere.example', count: 1, timeoutMs: 1000 };
    expect(await stack.failure(stack.sockets.ping(request, () => undefined, never))).toBe('ENOTFOUND');
  });
});

describe('datagrams', () => {
  const service: Script = (line) => {
    const id = /^AT\+QIOPEN=1,(\d+),"UDP SERVICE","127.0.0.1",0,\d+,0$/.exec(line)?.[1];
    return id === undefined ? undefined : ['OK', `+QIOPEN: ${id},0`];
  };

  test('sent to anybody, whole; a name is looked up first', async () => {
    const stack = new ScriptedStack('BG95-M3', service, (line) => {
      if (line.startsWith('AT+QIDNSGIP')) return ['OK', '+QIURC: "dnsgip",0,1,60', '+QIURC: "dnsgip","192.0.2.5"'];
      return line.startsWith('AT+QISEND') ? prompted(line, () => 'SEND OK') : undefined;
    });
    const socket = await stack.outcome(stack.sockets.openDatagram({ family: 4, localPort: 5000 }, never));
    expect(socket.local).toEqual({ address: '10.0.0.2', port: 5000, family: 4 });
    await stack.outcome(socket.send(Buffer.from('query'), { host: 'ns.example', port: 53 }));
    await stack.outcome(socket.send(Buffer.alloc(1460), { host: '192.0.2.6', port: 54 }));
    expect(stack.sent).toContain('AT+QISEND=0,5,"192.0.2.5",53');
    expect(stack.sent).toContain('AT+QISEND=0,1460,"192.0.2.6",54');
    expect(await stack.failure(socket.send(Buffer.alloc(1461), { host: '192.0.2.6', port: 54 }))).toBe('EMSGSIZE');
    expect(await stack.failure(socket.send(Buffer.alloc(0), { host: '192.0.2.6', port: 54 }))).toBe('EOPNOTSUPP');
    await stack.outcome(socket.close());
  });

  test('received one by one, with where they came from, an empty one too', async () => {
    const box = [
      counted('+QIRD: 4,"192.0.2.7",7000', Buffer.from('OK\r\n')),
      counted('+QIRD: 0,"192.0.2.8",8000', Buffer.alloc(0)),
    ];
    const stack = new ScriptedStack('BG95-M3', service, (line) =>
      line === 'AT+QIRD=0' ? (box.shift() ?? ['+QIRD: 0', 'OK']) : undefined,
    );
    const socket = await stack.outcome(stack.sockets.openDatagram({ family: 4 }, never));
    const first = await stack.outcome(socket.receive(never));
    expect(first.from).toEqual({ address: '192.0.2.7', port: 7000, family: 4 });
    expect(Buffer.from(first.bytes).toString()).toBe('OK\r\n');
    const second = await stack.outcome(socket.receive(never));
    expect([second.from.port, second.bytes.length]).toEqual([8000, 0]);
    const third = socket.receive(never);
    await stack.clock.advance(100);
    box.push(counted('+QIRD: 1,"192.0.2.9",9000', Buffer.from('!')));
    stack.say('+QIURC: "recv",0');
    expect((await stack.outcome(third)).from.port).toBe(9000);
    await stack.outcome(socket.close());
  });

  test('a port that is taken is an error when it was asked for, and another is chosen when not', async () => {
    let taken = 2;
    const stack = new ScriptedStack('BG95-M3', service, (line) => {
      const id = /^AT\+QIOPEN=1,(\d+)/.exec(line)?.[1];
      return id !== undefined && taken-- > 0 ? ['OK', `+QIOPEN: ${id},556`] : undefined;
    });
    expect(await stack.failure(stack.sockets.openDatagram({ family: 4, localPort: 5000 }, never))).toBe('EADDRINUSE');
    const socket = await stack.outcome(stack.sockets.openDatagram({ family: 4 }, never));
    expect(socket.local?.port).toBeGreaterThanOrEqual(49_152);
    expect(await stack.failure(stack.sockets.openDatagram({ family: 6 }, never))).toBe('EOPNOTSUPP');
  });
});

describe('a listener', () => {
  const listens: Script = (line) => {
    const id = /^AT\+QIOPEN=1,(\d+),"TCP LISTENER","127.0.0.1",0,8080,0$/.exec(line)?.[1];
    return id === undefined ? undefined : ['OK', `+QIOPEN: ${id},0`];
  };

  test('connections that come in have numbers of the module, and nothing of what they send is missed', async () => {
    const box = [counted('+QIRD: 5', Buffer.from('hello'))];
    const stack = new ScriptedStack('BG95-M3', opens, listens, (line) =>
      line.startsWith('AT+QIRD=1,') ? (box.shift() ?? ['+QIRD: 0', 'OK']) : undefined,
    );
    const listener = await stack.outcome(stack.sockets.listen({ port: 8080 }, never));
    const accepting = listener.accept(never);
    stack.say('+QIURC: "incoming",1,0,"198.51.100.4",40000', '+QIURC: "recv",1', '+QIURC: "closed",1');
    const socket = await stack.outcome(accepting);
    expect([socket.id, socket.remote.address, socket.remote.port]).toEqual([1, '198.51.100.4', 40_000]);
    expect(socket.local).toEqual({ address: '10.0.0.2', port: 8080, family: 4 });
    expect(Buffer.from((await stack.outcome(socket.receive(100, never))) ?? []).toString()).toBe('hello');
    expect(await stack.outcome(socket.receive(100, never))).toBeUndefined();
    // The number is in use: what we open gets another one.
    expect((await stack.outcome(stack.sockets.open({ host: '192.0.2.1', port: 1 }, never))).id).toBe(2);
    await stack.outcome(socket.close());
    await stack.outcome(listener.close());
    expect(stack.sent.filter((line) => /QICLOSE=[01]/.test(line))).toEqual(['AT+QICLOSE=1,0', 'AT+QICLOSE=0,0']);
  });

  test('a number that the module gives away while we open it stays with who came in', async () => {
    const stack = new ScriptedStack('BG95-M3', opens, listens, (line) =>
      line.startsWith('AT+QIOPEN=1,1,"TCP"')
        ? ['+QIURC: "incoming",1,0,"198.51.100.4",40000', 'OK', '+QIOPEN: 1,563']
        : undefined,
    );
    const listener = await stack.outcome(stack.sockets.listen({ port: 8080 }, never));
    const ours = await stack.outcome(stack.sockets.open({ host: '192.0.2.1', port: 1 }, never));
    const theirs = await stack.outcome(listener.accept(never));
    expect([ours.id, theirs.id]).toEqual([2, 1]);
    expect(stack.count(/QICLOSE/)).toBe(0);
  });

  test('a connection that the module had to turn away is told', async () => {
    const stack = new ScriptedStack('BG95-M3', listens);
    await stack.outcome(stack.sockets.listen({ port: 8080 }, never));
    stack.say('+QIURC: "incoming full"');
    expect(stack.facts.at(-1)?.value).toContain('turned away');
  });

  test('who was not accepted is closed with it', async () => {
    const stack = new ScriptedStack('BG95-M3', listens);
    const listener = await stack.outcome(stack.sockets.listen({ port: 8080 }, never));
    const waiting = listener.accept(never);
    stack.say('+QIURC: "incoming",4,0,"198.51.100.4",40000');
    await stack.outcome(waiting);
    stack.say('+QIURC: "incoming",5,0,"198.51.100.4",40001');
    await stack.outcome(listener.close());
    expect(stack.sent).toContain('AT+QICLOSE=5,1');
    expect(await stack.failure(listener.accept(never))).toBe('ECONNABORTED');
    expect(await stack.failure(stack.sockets.listen({ port: 0 }, never))).toBe('EADDRNOTAVAIL');
  });
});
