import { afterEach, describe, expect, test } from '@jest/globals';
import { bytesOf, inTurn, ScriptedStack, type StackAnswer, textOf } from './scripted-stack.test-support.ts';

/** Serial Modem, line by line: each command names its socket. */

const never = new AbortController().signal;
let open: ScriptedStack | undefined;

const module = (answers: Readonly<Record<string, StackAnswer>> = {}): ScriptedStack => {
  open = new ScriptedStack('serial-modem', {
    'AT#XSOCKET=1,1,0': inTurn('#XSOCKET: 0,1,6\nOK', '#XSOCKET: 1,1,6\nOK'),
    'AT#XCONNECT=0,"192.0.2.1",80': '#XCONNECT: 0,1\nOK',
    'AT#XCONNECT=1,"192.0.2.1",80': '#XCONNECT: 1,1\nOK',
    'AT#XRECV=0,0,64,1,100': 'ERROR',
    ...answers,
  });
  return open;
};

afterEach(async () => expect(await open?.close()).toBe(0));

test('a notice is heard for each socket; reads are counted by the third field', async () => {
  const stack = module();
  const socket = await stack.connected();
  const waiting = socket.receive(100, never);
  await stack.clock.advance(100);
  const payload = '\r\nOK\r\n\0';
  stack.answers.set('AT#XRECV=0,0,64,1,100', { raw: `\r\n#XRECV: 0,0,7\r\n${payload}\r\nOK\r\n` });
  await stack.say('#XAPOLL: 1,1', '#XAPOLL: 0,1');
  expect(textOf(await stack.done(waiting))).toBe(payload);
  expect(stack.sentLike('AT#XAPOLL')).toEqual(['AT#XAPOLL=0,1,1']);
});

test('a notice of a socket that had the number before is asked after, and ends nothing', async () => {
  const stack = module();
  const socket = await stack.connected();
  const waiting = socket.receive(100, never);
  await stack.clock.advance(100);
  await stack.say('#XAPOLL: 0,48');
  await stack.clock.advance(30_000);
  stack.answers.set('AT#XRECV=0,0,64,1,100', { raw: '\r\n#XRECV: 0,0,1\r\nx\r\nOK\r\n' });
  await stack.say('#XAPOLL: 0,1');
  expect(textOf(await stack.done(waiting))).toBe('x');
  const reset = expect(stack.done(socket.receive(100, never))).rejects.toMatchObject({ code: 'ECONNRESET' });
  stack.answers.set('AT#XRECV=0,0,64,1,100', 'ERROR');
  await stack.clock.advance(100);
  await stack.say('#XAPOLL: 0,8');
  await reset;
});

describe('sending', () => {
  test('plain text in quotes, a few other bytes in hex, many counted: +++ is a payload like any other', async () => {
    const stack = module({
      'AT#XSEND=0,0,0,"hello"': '#XSEND: 0,0,5\nOK',
      'AT#XSEND=0,1,0,"2B2B2B00"': '#XSEND: 0,0,4\nOK',
    });
    const socket = await stack.connected();
    const long = '+++\0"'.repeat(1000);
    for (const each of ['hello', '+++\0', long]) await stack.done(socket.send(bytesOf(each)));
    expect(stack.sentLike('AT#XSEND=0,2')).toEqual(['AT#XSEND=0,2,0,4096', 'AT#XSEND=0,2,0,904']);
    expect(stack.payloads.join('')).toBe(long);
  });

  test('a partial send in hex goes on in hex', async () => {
    const stack = module({
      'AT#XSEND=0,1,0,"00010203"': '#XSEND: 0,0,1\nERROR',
      'AT#XSEND=0,1,0,"010203"': '#XSEND: 0,0,3\nOK',
    });
    const socket = await stack.connected();
    await stack.done(socket.send(bytesOf('\0\x01\x02\x03')));
    expect(stack.sentLike('AT#XSEND')).toHaveLength(2);
  });

  test('-1 is all that it says of a dead connection: the network tells which', async () => {
    const stack = module();
    const socket = await stack.connected();
    stack.leaving = '#XDATAMODE: -1';
    await expect(stack.done(socket.send(bytesOf('\0'.repeat(500))))).rejects.toMatchObject({ code: 'ECONNRESET' });
    stack.answers.set('AT+CGACT?', 'OK');
    await expect(stack.done(socket.send(bytesOf('\0'.repeat(500))))).rejects.toMatchObject({ code: 'ENETDOWN' });
  });

  test('bytes that were lost on the way are made up for, so that no command is taken for payload', async () => {
    const stack = module({ 'AT#XSEND=0,2,0,500': 'OK' });
    const socket = await stack.connected();
    stack.loseBytes = 3;
    const sending = socket.send(bytesOf('\x01'.repeat(500)));
    await expect(stack.done(sending)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await stack.done(socket.close());
    expect(stack.payloads.join('')).not.toContain('AT');
    expect(stack.sent.at(-1)).toBe('AT#XCLOSE=0');
  });
});

describe('a module that was not heard to ask for its payload', () => {
  test('is given the true bytes', async () => {
    const stack = module();
    const socket = await stack.connected();
    stack.losePrompt = true;
    const payload = '\x01'.repeat(500);
    await expect(stack.done(socket.send(bytesOf(payload)))).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await stack.done(socket.close());
    expect(stack.payloads).toEqual([payload]);
  });

  test('and gets others for what it would take for a command if it did not wait', async () => {
    const stack = module();
    const socket = await stack.connected();
    stack.losePrompt = true;
    const beginning = '\x01'.repeat(500);
    const sending = stack.done(socket.send(bytesOf(`${beginning}AT+CFUN=0\r`)));
    await expect(sending).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await stack.done(socket.close());
    expect(stack.payloads).toEqual([beginning.padEnd(510, '\r')]);
  });
});

test('a socket is closed without being watched any more, and what was open at the start is closed', async () => {
  const stack = module({ 'AT#XSOCKET?': '#XSOCKET: 2,1,0,1,0\nOK' });
  const socket = await stack.connected();
  await stack.done(socket.close());
  expect(stack.sent.filter((line) => /XCLOSE|XAPOLL/.test(line))).toEqual([
    'AT#XAPOLL=2,0',
    'AT#XCLOSE=2',
    'AT#XAPOLL=0,1,1',
    'AT#XAPOLL=0,0',
    'AT#XCLOSE=0',
  ]);
});

test('a server has a socket for each peer', async () => {
  const stack = module({
    'AT#XSOCKET=1,1,1': '#XSOCKET: 3,1,6\nOK',
    'AT#XACCEPT=3': inTurn('ERROR', '#XACCEPT: 4,0,"198.51.100.7",40000\nOK', 'ERROR'),
  });
  const server = await stack.done(stack.provider.listen?.({ port: 8080 }, never) ?? Promise.reject());
  const accepting = server.accept(never);
  await stack.clock.advance(100);
  await stack.say('#XAPOLL: 3,1');
  const peer = await stack.done(accepting);
  expect(peer).toMatchObject({ id: 4, remote: { address: '198.51.100.7', port: 40_000, family: 4 } });
  expect(stack.sent).toEqual(expect.arrayContaining(['AT#XBIND=3,8080', 'AT#XLISTEN=3', 'AT#XAPOLL=4,1,1']));
});

test('datagrams go in hex, and come with where they are from', async () => {
  const stack = module({
    'AT#XSOCKET=1,2,0': '#XSOCKET: 5,2,17\nOK',
    'AT#XSENDTO=5,1,0,"192.0.2.53",53,"2B2B2B00"': '#XSENDTO: 5,0,4\nOK',
    'AT#XRECVFROM=5,0,64,1': inTurn({ raw: '\r\n#XRECVFROM: 5,0,4,"192.0.2.53",53\r\n\r\nOK\r\nOK\r\n' }, 'ERROR'),
  });
  const socket = await stack.done(
    stack.provider.openDatagram?.({ family: 4, localPort: 4000 }, never) ?? Promise.reject(),
  );
  await stack.done(socket.send(bytesOf('+++\0'), { host: '192.0.2.53', port: 53 }));
  const { bytes, from } = await stack.done(socket.receive(never));
  expect({ bytes: textOf(bytes), from }).toEqual({
    bytes: '\r\nOK',
    from: { address: '192.0.2.53', port: 53, family: 4 },
  });
  await expect(socket.send(new Uint8Array(1281), { host: '192.0.2.53', port: 53 })).rejects.toMatchObject({
    code: 'EMSGSIZE',
  });
});
