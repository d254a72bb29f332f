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

/** Serial LTE Modem, line by line: receiving, opening, closing, and whose turn it is. */

const never = new AbortController().signal;
let open: ScriptedStack | undefined;

const module = (answers: Readonly<Record<string, StackAnswer>> = {}): ScriptedStack => {
  open = new ScriptedStack('slm', { ...slmAnswers, ...answers });
  return open;
};

afterEach(async () => expect(await open?.close()).toBe(0));

describe('receiving', () => {
  test('never waits in the module: a timeout of 0 would block it for ever (facts 17, 20)', async () => {
    const stack = module();
    const socket = await stack.connected();
    const waiting = socket.receive(100, never);
    await stack.clock.advance(60_000);
    expect(new Set(stack.sentLike('AT#XRECV'))).toEqual(new Set(['AT#XRECV=1,64']));
    stack.answers.set('AT#XRECV=1,64', received('late'));
    await stack.say('#XAPOLL: 0,1');
    expect(textOf(await stack.done(waiting))).toBe('late');
  });

  test('payload is counted: result codes, URCs and headers in it are payload (fact 21)', async () => {
    const payload = '\r\nOK\r\nERROR\r\n#XRECV: 3\r\n+CEREG: 0\r\n\0"+++';
    const stack = module({ 'AT#XRECV=1,64': inTurn(received(payload), 'ERROR') });
    const socket = await stack.connected();
    expect(textOf(await stack.done(socket.receive(2048, never)))).toBe(payload);
  });

  test('a lone OK is the end, and an ERROR is not (fact 20)', async () => {
    const stack = module({ 'AT#XRECV=1,64': inTurn('ERROR', 'ERROR', received('last'), 'OK') });
    const socket = await stack.connected();
    expect(textOf(await stack.done(socket.receive(2048, never)))).toBe('last');
    expect(await stack.done(socket.receive(2048, never))).toBeUndefined();
    expect(await stack.done(socket.receive(2048, never))).toBeUndefined();
  });

  test('data and the end in one notice: what is there comes first; old libraries refuse the last read', async () => {
    const stack = module();
    const socket = await stack.connected();
    const first = socket.receive(2048, never);
    await stack.clock.advance(100);
    stack.answers.set('AT#XRECV=1,64', inTurn(received('unread'), 'ERROR'));
    await stack.say('#XAPOLL: 0,17');
    expect(textOf(await stack.done(first))).toBe('unread');
    expect(await stack.done(socket.receive(2048, never))).toBeUndefined();
  });

  test('no more is handed on than was asked for, and none of it is lost', async () => {
    const stack = module({ 'AT#XRECV=1,64': inTurn(received('abcdefgh'), 'ERROR') });
    const socket = await stack.connected();
    const got: (string | undefined)[] = [];
    for (let part = 0; part < 3; part++) got.push(textOf(await stack.done(socket.receive(3, never))));
    expect(got).toEqual(['abc', 'def', 'gh']);
  });

  test('a lost network is not a peer that closed (facts 24, 37)', async () => {
    const stack = module();
    const socket = await stack.connected();
    const waiting = socket.receive(100, never);
    await stack.clock.advance(100);
    stack.answers.set('AT+CGACT?', 'OK');
    await stack.say('#XAPOLL: 0,16');
    await expect(stack.done(waiting)).rejects.toMatchObject({ code: 'ENETDOWN' });
  });

  test('an error while the network is there is a reset', async () => {
    const stack = module();
    const socket = await stack.connected();
    const waiting = socket.receive(100, never);
    await stack.say('#XAPOLL: 0,8');
    await expect(stack.done(waiting)).rejects.toMatchObject({ code: 'ECONNRESET', syscall: 'read', port: 80 });
  });

  test('firmware that cannot tell is asked, all sockets with one command', async () => {
    const stack = module({ 'AT#XAPOLL=1,1,0': 'ERROR' });
    const socket = await stack.connected();
    const waiting = socket.receive(100, never);
    await stack.clock.advance(3000);
    expect(stack.sentLike('AT#XPOLL=0,0').length).toBeGreaterThan(5);
    expect(stack.sentLike('AT#XRECV').length).toBeLessThan(3);
    stack.answers.set('AT#XRECV=1,64', received('x'));
    stack.answers.set('AT#XPOLL=0,0', '#XPOLL: 0,"0x0001"\nOK');
    expect(textOf(await stack.done(waiting))).toBe('x');
  });
});

describe('two sockets', () => {
  test('each command goes to its socket, with nothing in between', async () => {
    const opened = inTurn('#XSOCKET: 0,1,6\nOK', '#XSOCKET: 1,1,6\nOK');
    const stack = module({ 'AT#XSOCKET=1,1,0': opened });
    const first = await stack.connected();
    const second = await stack.connected();
    stack.sent.length = 0;
    const work = ['a', 'b', 'c'].flatMap((each) => [
      () => first.send(bytesOf(`${each}0,`)),
      () => second.send(bytesOf(`${each}1,`)),
    ]);
    await stack.done(Promise.all(work.map((send) => send())));
    let selected = '1';
    const wrong: string[] = [];
    let payload = 0;
    for (const line of stack.sent) {
      selected = /^AT#XSOCKETSELECT=(\d)$/.exec(line)?.[1] ?? selected;
      if (line === 'AT#XSEND' && stack.payloads[payload++]?.[1] !== selected) wrong.push(line);
    }
    expect({ wrong, payload }).toEqual({ wrong: [], payload: 6 });
  });

  test('one that cannot be selected any more closes no other', async () => {
    const opened = inTurn('#XSOCKET: 0,1,6\nOK', '#XSOCKET: 1,1,6\nOK');
    const stack = module({ 'AT#XSOCKET=1,1,0': opened, 'AT#XSOCKETSELECT=0': 'ERROR' });
    const first = await stack.connected();
    await stack.connected();
    stack.sent.length = 0;
    await stack.done(first.close());
    expect(stack.sentLike('AT#XSOCKET=0')).toEqual([]);
  });

  test('what one had yet to send when it was closed does not go to the next that has its number', async () => {
    const stack = module();
    const first = await stack.connected();
    const sending = first.send(new Uint8Array(100_000).fill(0x31));
    const failed = expect(sending).rejects.toMatchObject({ code: 'ECONNABORTED' });
    await stack.clock.advance(5);
    await stack.done(first.close());
    await stack.connected();
    const { length } = stack.payloads;
    await stack.clock.advance(10_000);
    await failed;
    expect(stack.payloads).toHaveLength(length);
  });

  test('a socket that the application selects by hand is not taken for ours', async () => {
    const stack = module();
    const socket = await stack.connected();
    const { noteDirectUse } = await import('./direct-use.ts');
    noteDirectUse(stack.memory, 'at#xsocketselect=3');
    stack.sent.length = 0;
    await stack.done(socket.send(bytesOf(',')));
    expect(stack.sent).toEqual(['AT#XSOCKETSELECT=0', 'AT#XSEND']);
  });
});

describe('opening and closing', () => {
  test('handles begin at 0, and a secure socket is closed like any other (fact 25)', async () => {
    const stack = module({ 'AT#XSOCKET=0': '#XSOCKET: 0,"closed"\nOK' });
    const socket = await stack.connected();
    expect(socket.id).toBe(0);
    await stack.done(socket.close());
    await stack.done(socket.close());
    expect(stack.sentLike('AT#XSOCKET=0')).toHaveLength(1);
  });

  test('what somebody else left open is closed at the start', async () => {
    const listed = '#XSOCKETSELECT: 0,1,0,1,-1,1,0\n#XSOCKETSELECT: 3,1,0,2,-1,2,0\n#XSOCKETSELECT: 3\nOK';
    const stack = module({ 'AT#XSOCKETSELECT?': listed });
    await stack.clock.advance(1000);
    expect(stack.sent).toEqual([
      'AT#XAPOLL=0',
      'AT#XSOCKETSELECT?',
      'AT#XSOCKETSELECT=0',
      'AT#XSOCKET=0',
      'AT#XSOCKETSELECT=3',
      'AT#XSOCKET=0',
    ]);
  });

  test.each([
    ['refused', {}, 'ECONNREFUSED'],
    ['no network', { 'AT+CGACT?': 'OK' }, 'ENETDOWN'],
  ])('a bare ERROR to #XCONNECT: %s', async (_what, answers, code) => {
    const stack = module({ 'AT#XCONNECT="192.0.2.1",80': 'ERROR', ...answers });
    await expect(stack.connected()).rejects.toMatchObject({ code, syscall: 'connect', address: '192.0.2.1', port: 80 });
    expect(stack.sentLike('AT#XSOCKET=0')).toHaveLength(1);
  });

  test('a name that nobody knows is told from a port that nobody listens on', async () => {
    const stack = module({ 'AT#XGETADDRINFO="no.example"': '#XGETADDRINFO: "Name or service not known"\nERROR' });
    await expect(stack.connected('no.example')).rejects.toMatchObject({
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
      message: expect.stringContaining('Name or service not known'),
    });
    expect(stack.sentLike('AT#XSOCKET=1')).toEqual([]);
  });

  test.each(['a"b', 'a b', 'x'.repeat(200), '\r\nAT+CFUN=0'])(
    'what is no name of a host is not asked after: %j',
    async (host) => {
      const stack = module();
      await expect(stack.connected(host)).rejects.toMatchObject({ code: 'ENOTFOUND' });
      expect(stack.sentLike('AT#XGETADDRINFO')).toEqual([]);
    },
  );

  test('a name is looked up once for all, IPv4 first; the same address twice is one', async () => {
    const stack = module({
      'AT#XGETADDRINFO="host.example"': '#XGETADDRINFO: "2001:db8::1 192.0.2.1 192.0.2.1"\nOK',
    });
    expect((await stack.connected('host.example')).remote).toEqual({ address: '192.0.2.1', port: 80, family: 4 });
    const { resolve } = stack.provider;
    expect(
      await stack.done(resolve?.call(stack.provider, 'host.example', undefined, never) ?? Promise.reject()),
    ).toEqual(['2001:db8::1', '192.0.2.1']);
  });

  test('no more sockets is EMFILE', async () => {
    const stack = module({ 'AT#XSOCKET=1,1,0': inTurn('#XSOCKET: 0,1,6\nOK', 'ERROR') });
    await stack.connected();
    await expect(stack.connected()).rejects.toMatchObject({ code: 'EMFILE' });
  });

  test('who still waits when it is closed is told', async () => {
    const stack = module();
    const socket = await stack.connected();
    const waiting = socket.receive(100, never);
    await stack.clock.advance(100);
    await Promise.all([
      expect(stack.done(waiting)).rejects.toMatchObject({ code: 'ECONNABORTED' }),
      stack.done(socket.close()),
    ]);
  });

  test('an abort in the middle gives the number back', async () => {
    const stack = module({ 'AT#XCONNECT="192.0.2.1",80': undefined });
    const abort = new AbortController();
    const opening = stack.provider.open({ host: '192.0.2.1', port: 80 }, abort.signal);
    await stack.clock.advance(1000);
    abort.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
    await stack.say('#XCONNECT: 1', 'OK');
    await stack.clock.advance(1000);
    expect(stack.sentLike('AT#XSOCKET=0')).toHaveLength(1);
  });

  test('transparent mode is refused, and says why', async () => {
    const stack = module();
    const opening = stack.provider.open({ host: '192.0.2.1', port: 80, transparent: true }, never);
    await expect(opening).rejects.toMatchObject({ code: 'EOPNOTSUPP', message: expect.stringContaining('+++') });
  });
});
