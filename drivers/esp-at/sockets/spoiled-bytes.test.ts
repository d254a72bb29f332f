import { describe, expect, test } from '@jest/globals';
import { dialectOf, never, ScriptedModule } from './scripted.test-support.ts';
import { opened } from './streams.test-support.ts';

const listed = 'STATUS:3\r\n+CIPSTATUS:4,"TCP","10.0.0.5",7,54321,0\r\n\r\nOK\r\n';

describe('bytes that are read', () => {
  test.each([
    ['one was lost', '+CIPRECVDATA:5,"10.0.0.5",7,pong\r\nOK\r\n'],
    ['one was doubled', '+CIPRECVDATA:4,"10.0.0.5",7,ponng\r\nOK\r\n'],
    ['one was doubled, and is a CR', '+CIPRECVDATA:4,"10.0.0.5",7,pon\r\r\r\nOK\r\n'],
    ['their header was spoiled', '+CIPRECVDAT:4,"10.0.0.5",7,pong\r\nOK\r\n'],
    ['they are more than were asked for', `+CIPRECVDATA:101,"10.0.0.5",7,${'x'.repeat(101)}\r\nOK\r\n`],
  ])('%s: none of them is given on, and the socket ends with an error', async (_what, answer) => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.on(/^AT\+CIPRECVDATA/, answer);
    module.say('\r\n+IPD,4,4\r\n');
    expect(await module.code(socket.receive(100, never))).toBe('ECONNRESET');
    expect(await module.code(socket.receive(100, never))).toBe('ECONNRESET');
  });

  test('a message right behind them is no flaw', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.on(/^AT\+CIPRECVDATA/, '+CIPRECVDATA:4,"10.0.0.5",7,pong+TIME_UPDATED\r\n\r\nOK\r\n');
    module.say('\r\n+IPD,4,4\r\n');
    expect(Buffer.from((await module.done(socket.receive(100, never))) ?? []).toString()).toBe('pong');
  });
});

describe('bytes that come by themselves', () => {
  test.each([
    ['one was lost', '\r\n+IPD,4,4:pig\r\n+IPD,4,4:pong'],
    ['one was lost ahead of CLOSED', '\r\n+IPD,4,4:pig4,CLOSED\r\n'],
    ['one was doubled', '\r\n+IPD,4,4:piing\r\n+IPD,4,4:pong'],
    ['their header was spoiled', '\r\n+IPE,4,4:ping\r\n+IPD,4,4:pong'],
  ])('%s: none of them is given on, and the socket ends with an error', async (_what, said) => {
    const module = new ScriptedModule(dialectOf.E1);
    const socket = await opened(module);
    module.say(said);
    expect(await module.code(socket.receive(100, never))).toBe('ECONNRESET');
  });

  test('a link that is gone although CLOSED was never heard ends with an error', async () => {
    const module = new ScriptedModule(dialectOf.E1);
    const socket = await opened(module);
    module.on(/^AT\+CIPSTATUS$/, 'STATUS:4\r\n\r\nOK\r\n');
    expect(await module.code(socket.receive(100, never))).toBe('ECONNRESET');
  });

  test('after a pause they are held back until the module has answered, for some may be missing before them', async () => {
    const module = new ScriptedModule(dialectOf.E1);
    const socket = await opened(module);
    module.on(/^AT\+CIPSTATUS$/, '');
    const receiving = module.code(socket.receive(100, never));
    await module.clock.advance(1500);
    module.say('\r\n+IPD,4,4:pong\r\n');
    expect(await receiving).toBe('ECONNRESET');
  });

  test('a pause alone is none', async () => {
    const module = new ScriptedModule(dialectOf.E1);
    const socket = await opened(module);
    module.on(/^AT\+CIPSTATUS$/, listed);
    const receiving = socket.receive(100, never);
    await module.clock.advance(60_000);
    module.say('\r\n+IPD,4,4:pong4,CLOSED\r\n');
    expect(Buffer.from((await module.done(receiving)) ?? []).toString()).toBe('pong');
    expect(await module.done(socket.receive(100, never))).toBeUndefined();
  });
});

test('where bytes wait in the module, a CLOSED that was never heard is an end all the same', async () => {
  const module = new ScriptedModule(dialectOf.E5);
  const socket = await opened(module);
  module.on(/^AT\+CIPRECVDATA/, '\r\nERROR\r\n');
  module.on(/^AT\+CIPRECVLEN\?$/, '+CIPRECVLEN:-1,-1,-1,-1,-1\r\n\r\nOK\r\n');
  module.on(/^AT\+CIPSTATE\?$/, '\r\nOK\r\n');
  expect(await module.done(socket.receive(100, never))).toBeUndefined();
});

test('an ERROR to a close may be that of a spoiled command, so it is closed again', async () => {
  const module = new ScriptedModule(dialectOf.E5);
  const socket = await opened(module);
  module.once(/^AT\+CIPCLOSE/, '\r\nERROR\r\n');
  await module.done(socket.close());
  expect(module.sent.filter((line) => line === 'AT+CIPCLOSE=4')).toHaveLength(2);
});
